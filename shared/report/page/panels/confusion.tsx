// Which class was read as which: the champion's confusion matrix on the test images.
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
      title="What was read as what"
      lead="A row is what a test image is, a column what was read. Of the shipped training alone; the interval (95 %, Wilson) is of the sampling of test images, another seed is not in it."
      isWide
    >
      <div class="controls">
        {!isLarge && (
          <button type="button" aria-pressed={isShare} onClick={() => setShare(!isShare)}>
            Shares of each row
          </button>
        )}
        {baselineChampion !== null && (
          <button type="button" aria-pressed={isBaseline} onClick={() => setBaseline(!isBaseline)}>
            Champion of random search
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
        <p class="note">None: every test image was read right.</p>
      ) : (
        <ol>
          {pairs.slice(0, MOST_PAIRS).map(({ label, read, count: times, share }) => (
            <li key={`${label} ${read}`}>
              {nameOf(label)} read as {nameOf(read)}: {count(times)} ({percent(share)} of its
              images)
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}
