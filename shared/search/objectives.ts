// The primary objective: the first declared. Strategies with one objective and all reports go by it.
import type { ObjectiveDeclaration } from '../contracts/run-config.ts';
import { InvalidInput } from '../kernel/errors.ts';

/** @throws InvalidInput when none is declared */
export function primaryObjective(config: {
  readonly objectives: readonly ObjectiveDeclaration[];
}): ObjectiveDeclaration {
  const [first] = config.objectives;
  if (first !== undefined) return first;
  throw new InvalidInput([{ path: 'objectives', value: '[]', allowed: 'at least one' }]);
}

/** The best and the mean of scores; NaN where there are none. */
export function bestAndMean(
  scores: readonly number[],
  { direction }: Pick<ObjectiveDeclaration, 'direction'>,
): { best: number; mean: number } {
  const isBetter = (a: number, b: number) => (direction === 'maximize' ? a > b : a < b);
  const [first = Number.NaN] = scores;
  const best = scores.reduce((known, score) => (isBetter(score, known) ? score : known), first);
  return { best, mean: scores.reduce((sum, score) => sum + score, 0) / scores.length };
}
