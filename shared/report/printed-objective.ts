// The objectives of a started run, which records how their values are printed.

import type { RunStarted } from '../contracts/ledger-events.ts';
import { asPrinted, type Objective } from '../contracts/objective.ts';
import { primaryObjective } from '../search/objectives.ts';

export function printedObjectives({ config }: Pick<RunStarted, 'config'>): Objective[] {
  return config.objectives.map(asPrinted);
}

/** The first, by which the search ranks. */
export function printedFitness({ config }: Pick<RunStarted, 'config'>): Objective {
  return asPrinted(primaryObjective(config));
}
