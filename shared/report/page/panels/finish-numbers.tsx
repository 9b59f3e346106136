// The finish in numbers: rank correlations with their intervals, and how far readings fell back.
import { useMemo } from 'preact/hooks';
import { type FinalistRow, secondReadings } from '../../analysis/finalists.ts';
import { type MeanChange, meanChange } from '../../analysis/mean-change.ts';
import { spearman } from '../../analysis/rank-correlation.ts';
import type { Arm } from '../../page-data.ts';
import { NumbersTable } from '../numbers-table.tsx';
import type { RunView } from '../run-view.ts';
import { count, differenceWithError } from '../words.ts';
import { STAGE_WORDS, type Stage } from './finish-charts.ts';

interface Comparison {
  readonly arm: Arm | 'both';
  readonly stage: Stage;
  readonly correlation: ReturnType<typeof spearman>;
  /** Later stage less search, in the objective's good direction. */
  readonly change: MeanChange | null;
}

export function FinishNumbers({ rows, view }: { rows: readonly FinalistRow[]; view: RunView }) {
  const { objective, search } = view;
  const { hasBaseline } = view.page.head;
  const again = useMemo(
    () =>
      secondReadings(
        search.filter(({ arm }) => arm === 'main'),
        objective,
      ),
    [search, objective],
  );
  const comparisons = useMemo(() => {
    const arms = hasBaseline ? (['main', 'baseline', 'both'] as const) : (['main'] as const);
    return arms.flatMap((arm) =>
      (['reranked', 'retrained'] as const).map((stage) => compare(rows, arm, stage, view)),
    );
  }, [rows, hasBaseline, view]);
  return (
    <>
      <NumbersTable
        caption="Search fitness against later stages"
        columns={[
          { head: 'finalists of', cell: ({ arm }: Comparison) => ARM_WORDS[arm] },
          { head: 'search against', cell: ({ stage }) => STAGE_WORDS[stage] },
          { head: 'n', cell: ({ correlation }) => correlation.pairs, isNumber: true },
          {
            ...{ head: 'Spearman’s ρ (95 % interval)', isNumber: true },
            cell: ({ correlation }) => correlationInWords(correlation),
          },
          {
            ...{ head: 'mean change ± standard error', isNumber: true },
            cell: ({ change }) => changeInWords(change, objective),
          },
        ]}
        rows={comparisons}
      />
      <p class="caption">
        Interval by Fisher’s z with the standard error of Bonett and Wright (2000); none of fewer
        than four, or of a perfect order. A change below 0 is a fall back.{' '}
        {again === null ? (
          'No genome was read twice on one budget in the search, so its own fall back is not known.'
        ) : (
          <>
            On one budget, without the finish: {count(again.count)} genomes that the search kept and
            read again changed by {changeInWords(again, objective)} from their first reading, which
            they were kept for, to their second. {verdictOn(again)}
          </>
        )}
      </p>
    </>
  );
}

function verdictOn({ count: genomes, mean, error }: MeanChange): string {
  if (error === null || genomes < 5) return 'So few say little.';
  return mean < -2 * error ? 'That is regression to the mean.' : 'No fall is to be seen in that.';
}

const ARM_WORDS = { main: 'search', baseline: 'random search', both: 'both' } as const;

function compare(
  rows: readonly FinalistRow[],
  arm: Comparison['arm'],
  stage: Stage,
  { objective }: RunView,
): Comparison {
  const sign = objective.direction === 'maximize' ? 1 : -1;
  const pairs = rows.flatMap((row): (readonly [number, number])[] => {
    const after = row[stage];
    const isOurs = arm === 'both' || row.arm === arm;
    return after === null || !isOurs ? [] : [[row.search.mean, after.mean]];
  });
  return {
    ...{ arm, stage, correlation: spearman(pairs) },
    change: meanChange(pairs.map(([before, after]) => sign * (after - before))),
  };
}

function correlationInWords({ rho, interval }: Comparison['correlation']): string {
  if (rho === null) return '–';
  const shown = (number: number) => number.toFixed(2).replace('-', '−');
  return interval === null
    ? `${shown(rho)} (no interval)`
    : `${shown(rho)} (${shown(interval.low)} to ${shown(interval.high)})`;
}

function changeInWords(change: MeanChange | null, objective: RunView['objective']): string {
  return change === null ? '–' : differenceWithError(change.mean, change.error, objective);
}
