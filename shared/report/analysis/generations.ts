// How fitness stands in each batch of the search: best, mean with its standard error, and quantiles.
// Imports nothing of Node.
import { deviation, greatest, group, least, mean, quantileSorted, sort } from 'd3';
import type { ObjectiveDeclaration } from '../../contracts/objective.ts';
import type { Arm, EvaluationRow } from '../page-data.ts';
import { type Noise, readingError } from './noise.ts';

export interface GenerationRow {
  readonly batch: number;
  readonly arm: Arm;
  readonly readings: number;
  /** Of a candidate, over its replicates in this batch. */
  readonly best: number;
  /** Standard error of the best's mean by noise; how it was chosen from many is not in it. */
  readonly bestError: number;
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
  noise: Noise | null = null,
): GenerationRow[] {
  const completed = rows.filter(
    ({ status, values }) => status === 'completed' && values[0] != null,
  );
  const groups = group(completed, ({ batch, arm }) => `${batch} ${arm}`);
  return [...groups.values()].map((members) => {
    const readings = sort(members.map(readingOf));
    const { batch, arm } = members[0] as EvaluationRow;
    const at = (share: number) => quantileSorted(readings, share) as number;
    const candidates = candidatesOf(members, noise);
    const best = (direction === 'maximize' ? greatest : least)(candidates, (one) => one.mean);
    return {
      batch,
      arm,
      readings: readings.length,
      best: best?.mean ?? Number.NaN,
      bestError: best?.error ?? 0,
      mean: mean(readings) as number,
      meanError: (deviation(readings) ?? 0) / Math.sqrt(readings.length),
      quartiles: [at(0.25), at(0.5), at(0.75)],
      deciles: [at(0.1), at(0.9)],
    };
  });
}

function candidatesOf(members: readonly EvaluationRow[], noise: Noise | null) {
  return [...group(members, ({ candidateId }) => candidateId).values()].map((own) => ({
    mean: mean(own, readingOf) as number,
    error: readingError(noise, own.length, own[0]?.countError ?? null),
  }));
}

function readingOf({ values }: EvaluationRow): number {
  return values[0] as number;
}
