// A person chooses which runs belong together; said in words, with what a group then mixes.
import type { Grouping } from '../../analysis/run-groups.ts';
import { Section } from '../panel.tsx';
import type { ComparisonView } from './comparison-view.ts';
import { GroupLegend } from './group-legend.tsx';

const CHOICES: readonly { readonly grouping: Grouping; readonly name: string }[] = [
  { grouping: 'settings', name: 'Strategy and settings' },
  { grouping: 'strategy', name: 'Strategy' },
  { grouping: 'run', name: 'Each run alone' },
];

const WORDS: Readonly<Record<Grouping, string>> = {
  settings:
    'Runs of one group differ in nothing but the seed: strategy, every other setting and the engine are the same. A name tells the settings that another group of the same strategy has otherwise.',
  strategy:
    'Runs of one group have the same strategy, whatever else they were set to: what differs within a group goes into its spread.',
  run: 'Each run is by itself: nothing is averaged, and nothing can be tested.',
};

export function GroupingChoice({
  view,
  choose,
}: {
  view: ComparisonView;
  choose: (grouping: Grouping) => void;
}) {
  const mixed = view.groups.filter((group) => group.mixed.length > 0);
  return (
    <Section
      id="groups"
      title="Which runs belong together"
      lead={`${WORDS[view.grouping]} All that follows is told of these groups.`}
      isWide
    >
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
          {group.name} mixes runs that differ in {group.mixed.join(', ')}.
        </p>
      ))}
    </Section>
  );
}
