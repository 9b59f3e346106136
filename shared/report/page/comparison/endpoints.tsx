// The final scores of the runs, and each group's median with its interval.
import { useMemo } from 'preact/hooks';
import { type Endpoint, readingsOf } from '../../analysis/endpoints.ts';
import { medianInterval } from '../../analysis/median-interval.ts';
import { Nothing, Section } from '../panel.tsx';
import { PlotFigure } from '../plot-figure.tsx';
import { Scroll } from '../scroll.tsx';
import { TableHead } from '../table-head.tsx';
import { count, countOf, value } from '../words.ts';
import type { ComparisonView } from './comparison-view.ts';
import { coverageInWords } from './coverage.ts';
import { stripOptions } from './strip-options.ts';

export function Endpoints({ view }: { view: ComparisonView }) {
  return (
    <Section
      id="endpoints"
      title="Final scores"
      lead="One mark per run, with the median of each group as a bar and its interval as a line."
      help={[
        'The interval of a median is exact, by order statistics. A group of fewer than six runs has no interval narrower than its range.',
      ]}
      isWide
    >
      <div class="strips">
        {view.endpoints.map((endpoint) => (
          <Strip key={endpoint.id} view={view} endpoint={endpoint} />
        ))}
      </div>
      <Medians view={view} />
    </Section>
  );
}

function Strip({ view, endpoint }: { view: ComparisonView; endpoint: Endpoint }) {
  const options = useMemo(() => stripOptions(view, endpoint), [view, endpoint]);
  const missing = view.runs.length - readingsOf(view.runs, endpoint).length;
  return (
    <div>
      <h3 class="strip-title">{endpoint.name}</h3>
      <p class="note">
        {endpoint.words}.
        {missing > 0 &&
          ` Not available for ${count(missing)} of ${countOf(view.runs.length, 'run')}.`}
      </p>
      {missing === view.runs.length ? (
        <Nothing>Not available for these runs.</Nothing>
      ) : (
        <PlotFigure label={inWords(view, endpoint)} options={options} />
      )}
    </div>
  );
}

function Medians({ view: { groups, endpoints } }: { view: ComparisonView }) {
  return (
    <Scroll label="Medians of the groups">
      <table class="medians">
        <caption class="caption">Medians with their intervals</caption>
        <TableHead columns={['group', ...endpoints.map(({ name }) => name)]} />
        <tbody>
          {groups.map(({ name, runs }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {endpoints.map((endpoint) => (
                <td key={endpoint.id}>{medianInWords(readingsOf(runs, endpoint), endpoint)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function medianInWords(readings: readonly number[], { objective }: Endpoint): string {
  const found = medianInterval(readings);
  if (found === null) return '–';
  const { median, low, high } = found;
  if (found.count === 1) return `${value(median, objective)} (${coverageInWords(found)})`;
  return `${value(median, objective)}, ${value(low, objective)} to ${value(high, objective)} (${coverageInWords(found)})`;
}

function inWords({ groups }: ComparisonView, endpoint: Endpoint): string {
  const parts = groups.map(
    ({ name, runs }) => `${name}: median ${medianInWords(readingsOf(runs, endpoint), endpoint)}`,
  );
  return `${endpoint.name} by group. ${parts.join('; ')}.`;
}
