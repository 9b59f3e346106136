// How fitness stands in each batch of the search: best, mean with its standard error, and quantiles.
// Imports nothing of Node.
import { deviation, max, mean, min, quantileSorted, sort } from 'd3';
import type { ObjectiveDeclaration } from '../../contracts/run-config.ts';
import type { Arm, EvaluationRow } from '../page-data.ts';

export interface GenerationRow {
  readonly batch: number;
  readonly arm: Arm;
  readonly readings: number;
  readonly best: number;
  readonly mean: number;
  /** Of the mean over the candidates: deviation / √readings; 0 of one reading. */
  readonly meanError: number;
  readonly quartiles: readonly [number, number, number];
  readonly deciles: readonly [number, number];
}

/** @param rows of the search, without the finish; those without a reading count nowhere */
export function generations(
  rows: readonly EvaluationRow[],
  { direction }: ObjectiveDeclaration,
): GenerationRow[] {
  const groups = new Map<string, EvaluationRow[]>();
  for (const row of rows) {
    const key = `${row.batch} ${row.arm}`;
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()].flatMap((group) => {
    const readings = sort(
      group.flatMap(({ status, values }) => (status === 'completed' ? (values[0] ?? []) : [])),
    );
    const [first] = group;
    if (first === undefined || readings.length === 0) return [];
    const at = (share: number) => quantileSorted(readings, share) as number;
    return {
      batch: first.batch,
      arm: first.arm,
      readings: readings.length,
      best: (direction === 'maximize' ? max(readings) : min(readings)) as number,
      mean: mean(readings) as number,
      meanError: (deviation(readings) ?? 0) / Math.sqrt(readings.length),
      quartiles: [at(0.25), at(0.5), at(0.75)],
      deciles: [at(0.1), at(0.9)],
    };
  });
}
