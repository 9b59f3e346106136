// How values of an objective are printed: as its declaration says, in percent where they are fractions and
// nowhere else.
import type { RunStarted } from '../contracts/ledger-events.ts';
import type { ObjectiveDeclaration } from '../contracts/run-config.ts';
import { primaryObjective } from '../search/objectives.ts';
import { ACCURACY, type PrintedObjective } from './percent.ts';

/**
 * The declared unit decides. Without one, `accuracy` is a fraction where an engine or a trainer module
 * counts right answers; a function of the library's user may mean anything by that name.
 */
export function printedObjective(
  objective: ObjectiveDeclaration,
  engine: string,
): PrintedObjective {
  const { name, unit = name === ACCURACY && engine !== 'custom' ? 'fraction' : 'number' } =
    objective;
  return { ...objective, isFraction: unit === 'fraction' };
}

export function printedObjectives({
  config,
  engine,
}: Pick<RunStarted, 'config' | 'engine'>): PrintedObjective[] {
  return config.objectives.map((objective) => printedObjective(objective, engine.name));
}

/** The first, by which the search ranks. */
export function printedFitness({
  config,
  engine,
}: Pick<RunStarted, 'config' | 'engine'>): PrintedObjective {
  return printedObjective(primaryObjective(config), engine.name);
}
