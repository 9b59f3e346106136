// How reliably a genome trains: a single good score may be luck.
import { objectiveNumber } from '../search/archive.ts';
import type { RunState } from '../steps/run-state.ts';
import { ACCURACY } from './percent.ts';

export interface Reliability {
  readonly collapsed: number;
  readonly trainings: number;
}

/**
 * Counts the trainings of a genome that collapsed: those that diverged, and those whose validation accuracy is
 * closer to guessing (1 / classes) than to the best that the genome reached on as many examples or fewer.
 */
export function reliabilityOf(
  { batches, results, started }: RunState,
  genomeHash: string,
): Reliability {
  const ofGenome = batches
    .flatMap(({ planned }) => planned.evaluations)
    .filter((one) => one.genomeHash === genomeHash);
  const examplesOf = new Map(
    ofGenome.map(({ evaluationKey, budget }) => [evaluationKey, budget.examples]),
  );
  const trainings = [...examplesOf].flatMap(([key, examples]) => {
    const result = results.get(key);
    if (result === undefined) return [];
    const accuracy = result.objectives?.[ACCURACY];
    return [
      {
        examples,
        isDiverged: result.status === 'diverged',
        score: accuracy === undefined ? null : objectiveNumber(accuracy),
      },
    ];
  });
  const guess = 1 / started.data.classes;
  const collapsed = trainings.filter(({ examples, isDiverged, score }) => {
    if (isDiverged || score === null) return isDiverged;
    const best = trainings.reduce(
      (most, other) => (other.examples <= examples ? Math.max(most, other.score ?? 0) : most),
      0,
    );
    return score < (guess + best) / 2;
  });
  return { collapsed: collapsed.length, trainings: trainings.length };
}
