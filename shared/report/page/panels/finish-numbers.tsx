// The final phase in numbers: rank correlations with their intervals, and mean changes of the scores.
import { useMemo } from 'preact/hooks';
import { type FinalistRow, secondReadings } from '../../analysis/finalists.ts';
import { type MeanChange, meanChange } from '../../analysis/mean-change.ts';
import { spearman } from '../../analysis/rank-correlation.ts';
import type { Arm } from '../../page-data.ts';
import { armInWords } from '../arm-words.ts';
import { NumbersTable } from '../numbers-table.tsx';
import type { RunView } from '../run-view.ts';
import { coefficient, count, countOf, differenceWithError } from '../words.ts';
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
        caption="Search score against scores of the final phase"
        columns={[
          {
            head: 'finalists of',
            cell: ({ arm }: Comparison) => (arm === 'both' ? arm : armInWords(arm)),
          },
          { head: 'search score against', cell: ({ stage }) => STAGE_WORDS[stage] },
          { head: 'n', cell: ({ correlation }) => count(correlation.pairs), isNumber: true },
          {
            ...{ head: 'Spearman’s ρ (95 % CI)', isNumber: true },
            cell: ({ correlation }) => correlationInWords(correlation),
          },
          {
            ...{ head: 'mean change ± SE', isNumber: true },
            cell: ({ change }) => changeInWords(change, objective),
          },
        ]}
        rows={comparisons}
      />
      {again !== null && (
        <p class="caption">
          In the search, the score of {countOf(again.count, 'genome')} changed by{' '}
          {changeInWords(again, objective)} from the first evaluation to the second.{' '}
          {verdictOn(again)}
        </p>
      )}
    </>
  );
}

function verdictOn({ count: genomes, mean, error }: MeanChange): string {
  if (error === null || genomes < 5)
    return `${countOf(genomes, 'genome')} ${genomes === 1 ? 'is' : 'are'} too few for a conclusion.`;
  return mean < -2 * error
    ? 'This is regression to the mean.'
    : 'This shows no regression to the mean.';
}

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
  return interval === null
    ? `${coefficient(rho)} (no CI)`
    : `${coefficient(rho)} (${coefficient(interval.low)} to ${coefficient(interval.high)})`;
}

function changeInWords(change: MeanChange | null, objective: RunView['objective']): string {
  return change === null ? '–' : differenceWithError(change.mean, change.error, objective);
}
