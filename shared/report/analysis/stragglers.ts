// Trainings that took much longer than their work accounts for. Imports nothing of Node.
import { median } from 'd3';
import type { EvaluationRow } from '../page-data.ts';

/** So many times what was to be expected. */
const SLOW = 2;

export interface Straggler {
  readonly row: EvaluationRow;
  readonly trainMs: number;
  /** By its FLOPs, at the median rate of the run's trainings. */
  readonly expectedMs: number;
}

/**
 * @returns those that lost most time first; null where no training says what work it was. One that diverged
 * ended before its pace could be seen, and counts nowhere; nor does
 * one of an earlier run
 */
export function stragglers(evaluations: readonly EvaluationRow[]): readonly Straggler[] | null {
  const timed = evaluations.flatMap((row) => {
    const { trainMs = 0 } = row.training ?? {};
    const trainFlops = row.training?.trainFlops ?? 0;
    return !row.isReused && row.status !== 'diverged' && trainFlops > 0 && trainMs > 0
      ? [{ row, trainFlops, trainMs }]
      : [];
  });
  const flopsPerMs = median(timed, ({ trainFlops, trainMs }) => trainFlops / trainMs);
  if (flopsPerMs === undefined) return null;
  return timed
    .map(({ row, trainFlops, trainMs }) => ({ row, trainMs, expectedMs: trainFlops / flopsPerMs }))
    .filter(({ trainMs, expectedMs }) => trainMs > SLOW * expectedMs)
    .sort((a, b) => b.trainMs - b.expectedMs - (a.trainMs - a.expectedMs));
}
