// The settings in which the runs differ, other than seed and strategy.
import { useMemo } from 'preact/hooks';
import { runDifferences } from '../../analysis/run-differences.ts';
import { Section } from '../panel.tsx';
import { count } from '../words.ts';
import type { ComparisonView } from './comparison-view.ts';

/** More names than these are counted. */
const NAMED = 4;

export function Differences({ view: { runs, shortName } }: { view: ComparisonView }) {
  const differences = useMemo(() => runDifferences(runs), [runs]);
  return (
    <Section
      id="differences"
      title="Settings that differ"
      lead="Settings of the runs that differ, other than seed and strategy; data set, split and objectives are equal."
      isWide
    >
      {differences.length === 0 ? (
        <p>No other setting differs.</p>
      ) : (
        <dl class="differences">
          {differences.map(({ what, words, values }) => (
            <div key={what}>
              <dt>{what}</dt>
              {words !== '' && <dd class="note">{words}</dd>}
              {values.map((one) => (
                <dd key={one.value}>
                  <strong>{one.value}</strong>: {namesOf(one.runs.map(shortName), runs.length)}
                </dd>
              ))}
            </div>
          ))}
        </dl>
      )}
    </Section>
  );
}

function namesOf(names: readonly string[], all: number): string {
  if (names.length === all) return 'all runs';
  if (names.length <= NAMED) return names.join(', ');
  return `${names.slice(0, NAMED - 1).join(', ')} and ${count(names.length - NAMED + 1)} more`;
}
