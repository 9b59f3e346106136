// The champion's confusion matrix on the test images.
import { useMemo, useState } from 'preact/hooks';
import { type ConfusedPair, confusedPairs, recalls } from '../../analysis/confusion.ts';
import { percent } from '../../percent.ts';
import { Section } from '../panel.tsx';
import type { RunView } from '../run-view.ts';
import { count } from '../words.ts';
import { ConfusionMap } from './confusion-map.tsx';
import { ConfusionTable, RecallTable } from './confusion-table.tsx';

/** More classes than these are drawn: so large a table is slow, and nobody reads it. */
const MOST_IN_TABLE = 30;
const MOST_PAIRS = 12;

export function Confusion({ view }: { view: RunView }) {
  const { champion, baselineChampion, data } = view.page.head;
  const [isBaseline, setBaseline] = useState(false);
  const [isShare, setShare] = useState(false);
  const one = isBaseline ? baselineChampion : champion;
  const matrix = one?.confusion;
  const rows = useMemo(() => recalls(matrix ?? []), [matrix]);
  const pairs = useMemo(() => confusedPairs(matrix ?? []), [matrix]);
  if (matrix === undefined) return null;
  const nameOf = (label: number) => data.classes[label] ?? String(label);
  const isLarge = matrix.length > MOST_IN_TABLE;
  return (
    <Section
      id="confusion"
      title="Confusion matrix"
      lead="Test examples by true class (rows) and class predicted by the exported training (columns)."
      help={HELP}
      isWide
    >
      <div class="controls">
        {!isLarge && (
          <button type="button" aria-pressed={isShare} onClick={() => setShare(!isShare)}>
            Percent of row
          </button>
        )}
        {baselineChampion !== null && (
          <button type="button" aria-pressed={isBaseline} onClick={() => setBaseline(!isBaseline)}>
            Random search champion
          </button>
        )}
      </div>
      <div class="confusion">
        <div class="matrix">
          {isLarge ? (
            <>
              <ConfusionMap matrix={matrix} nameOf={nameOf} />
              <RecallTable rows={rows} nameOf={nameOf} />
            </>
          ) : (
            <ConfusionTable matrix={matrix} rows={rows} nameOf={nameOf} isShare={isShare} />
          )}
        </div>
        <Pairs pairs={pairs} nameOf={nameOf} />
      </div>
    </Section>
  );
}

const HELP = [
  'Recall is the share of a class’s examples that are classified correctly, with its 95 % Wilson interval. The interval covers the sampling of test examples, not the seed.',
  'An error is shaded darker if it affects a larger share of its row. The percentage of a confused pair is the share of the true class’s examples.',
];

function Pairs({
  pairs,
  nameOf,
}: {
  pairs: readonly ConfusedPair[];
  nameOf: (label: number) => string;
}) {
  return (
    <div class="pairs">
      <h3>Most confused pairs</h3>
      {pairs.length === 0 ? (
        <p class="note">No test example is misclassified.</p>
      ) : (
        <ol>
          {pairs.slice(0, MOST_PAIRS).map(({ label, read, count: times, share }) => (
            <li key={`${label} ${read}`}>
              {nameOf(label)} predicted as {nameOf(read)}: {count(times)} ({percent(share)})
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}
