// The primary objective: the first declared. Strategies with one objective and all reports go by it.
import type { ObjectiveDeclaration } from '../contracts/objective.ts';
import { InvalidInput } from '../kernel/errors.ts';

/** @throws InvalidInput when none is declared */
export function primaryObjective(config: {
  readonly objectives: readonly ObjectiveDeclaration[];
}): ObjectiveDeclaration {
  const [first] = config.objectives;
  if (first !== undefined) return first;
  throw new InvalidInput([
    { path: 'objectives', value: '[]', problem: 'empty', allowed: 'at least one objective' },
  ]);
}
