// A member of a toy's population: its genome and how it stood when it was told.
import {
  type Archive,
  genomesIn,
  type Standing,
  standingOf,
} from '../../../shared/search/archive.ts';
import { compareFitness } from '../../../shared/search/compare-candidates.ts';
import { primaryObjective } from '../../../shared/search/objectives.ts';
import type { ToyConfig } from './toy-config.ts';

export type Living = Standing;

/** All members of which something is known, in the order of their telling. */
export function livingOf(archive: Archive, config: ToyConfig): Living[] {
  const objective = primaryObjective(config);
  return genomesIn(archive).flatMap((hash) => standingOf(archive, hash, objective) ?? []);
}

/** Best first. */
export function rankedLiving(living: readonly Living[], config: ToyConfig): Living[] {
  const objective = primaryObjective(config);
  return [...living].sort((a, b) => compareFitness(a, b, objective));
}
