// The order of candidates, and the one place where the direction of optimization counts for it: one objective today.
import type { ObjectiveDeclaration } from '../contracts/objective.ts';
import { greatest, least } from '../kernel/long-lists.ts';

/** What the order depends on. */
export interface Ranked {
  readonly genomeHash: string;
  /** Training examples of the largest budget. */
  readonly examples: number;
  /** Mean over replicates; null when one of them diverged. */
  readonly fitness: number | null;
  /** Absent where nobody knows them. */
  readonly parameters?: number;
}

/**
 * The definition of "best": negative when `a` ranks before `b`. Genomes trained on larger budgets come
 * first, then the better fitness, with the ties of `compareFitness`.
 */
export function compareCandidates(a: Ranked, b: Ranked, objective: ObjectiveDeclaration): number {
  return b.examples - a.examples || compareFitness(a, b, objective);
}

/**
 * Negative when `a` is better: diverged genomes last; ties go to fewer parameters where they are known, then
 * to the smaller genome hash.
 */
export function compareFitness(
  a: Omit<Ranked, 'examples'>,
  b: Omit<Ranked, 'examples'>,
  objective: ObjectiveDeclaration,
): number {
  if (a.fitness === null || b.fitness === null) {
    if (a.fitness !== null) return -1;
    if (b.fitness !== null) return 1;
  }
  const difference = compareScores(a.fitness ?? 0, b.fitness ?? 0, objective);
  const larger = (a.parameters ?? 0) - (b.parameters ?? 0);
  return difference || larger || (a.genomeHash < b.genomeHash ? -1 : 1);
}

/** Negative when score `a` is better, 0 when they are equal. */
export function compareScores(
  a: number,
  b: number,
  { direction }: Pick<ObjectiveDeclaration, 'direction'>,
): number {
  if (a === b) return 0;
  return a > b === (direction === 'maximize') ? -1 : 1;
}

/** Undefined of no scores. */
export function bestScore(
  scores: readonly number[],
  { direction }: Pick<ObjectiveDeclaration, 'direction'>,
): number | undefined {
  if (scores.length === 0) return undefined;
  return direction === 'maximize' ? greatest(scores) : least(scores);
}
