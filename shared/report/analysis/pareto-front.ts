// Which readings are beaten by no other: at least as good for as little. Imports nothing of Node.
import type { ObjectiveDeclaration } from '../../contracts/objective.ts';

export interface Priced {
  readonly cost: number;
  readonly fitness: number;
}

/** The points that none beats in the one without losing in the other, cheapest first; of equal ones the first. */
export function paretoFront<T extends Priced>(
  points: readonly T[],
  direction: ObjectiveDeclaration['direction'],
): T[] {
  const sign = direction === 'maximize' ? 1 : -1;
  const sorted = [...points].sort((a, b) => a.cost - b.cost || sign * (b.fitness - a.fitness));
  let best = Number.NEGATIVE_INFINITY;
  return sorted.filter(({ fitness }) => {
    const isBetter = sign * fitness > best;
    if (isBetter) best = sign * fitness;
    return isBetter;
  });
}
