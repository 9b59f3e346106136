// The choice of the groups, with the settings in which the runs of a group differ.
import type { Grouping } from '../../analysis/run-groups.ts';
import { Section } from '../panel.tsx';
import type { ComparisonView } from './comparison-view.ts';
import { GroupLegend } from './group-legend.tsx';

const CHOICES: readonly { readonly grouping: Grouping; readonly name: string }[] = [
  { grouping: 'settings', name: 'strategy and settings' },
  { grouping: 'strategy', name: 'strategy' },
  { grouping: 'run', name: 'single run' },
];

const WORDS: Readonly<Record<Grouping, string>> = {
  settings: 'Runs of one group have the same strategy, settings and engine; only the seed differs.',
  strategy:
    'Runs of one group have the same strategy; other settings can differ and add to the spread.',
  run: 'Each run is a group; no medians and no tests are available.',
};

const HELP = [
  'All panels below use these groups.',
  'The name of a group lists the settings in which it differs from other groups of the same strategy.',
];

export function GroupingChoice({
  view,
  choose,
}: {
  view: ComparisonView;
  choose: (grouping: Grouping) => void;
}) {
  const mixed = view.groups.filter((group) => group.mixed.length > 0);
  return (
    <Section id="groups" title="Groups" lead={WORDS[view.grouping]} help={HELP} isWide>
      <fieldset class="controls choice">
        <legend>Group by</legend>
        {CHOICES.map(({ grouping, name }) => (
          <button
            type="button"
            key={grouping}
            aria-pressed={grouping === view.grouping}
            onClick={() => choose(grouping)}
          >
            {name}
          </button>
        ))}
      </fieldset>
      <GroupLegend view={view} />
      {mixed.map((group) => (
        <p class="nothing" key={group.name}>
          {group.name}: the runs differ in {group.mixed.join(', ')}.
        </p>
      ))}
    </Section>
  );
}
