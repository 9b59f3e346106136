// Limits on cost: a genome beyond one is rejected before any training and drawn again.
import type { Genome } from '../contracts/genome.ts';
import type { Limits, SearchSpace } from '../contracts/search-space.ts';
import type { Task } from '../contracts/task.ts';
import { InvalidInput } from '../kernel/errors.ts';
import { genomeCost } from './genome-network.ts';
import type { Mutation } from './mutate.ts';
import { mutate } from './mutate.ts';
import type { Place } from './place.ts';
import { randomise } from './randomise.ts';
import { repaired, repairedMutation } from './repair.ts';

/** Draws before a space counts as unable to meet its limits. */
const MAX_ATTEMPTS = 1000;

export interface WithinLimits<T> {
  readonly value: T;
  /** Genomes rejected before this one. */
  readonly rejected: number;
}

/** True when no limit is exceeded; of a genome without a network no cost is known, and a space has no limits. */
export function isWithinLimits(genome: Genome, limits: Limits, task: Task): boolean {
  const cost = genomeCost(genome, task);
  if (cost === null) return true;
  return (
    cost.parameters <= (limits.maxParameters ?? Infinity) &&
    cost.layers <= (limits.maxLayers ?? Infinity) &&
    cost.forwardFlops <= (limits.maxForwardFlops ?? Infinity) &&
    cost.bytes <= (limits.maxBytes ?? Infinity)
  );
}

/**
 * A random genome within the limits.
 * @throws InvalidInput if none of 1,000 draws is
 */
export function randomWithinLimits(
  space: SearchSpace,
  task: Task,
  place: Omit<Place, 'attempt'>,
): WithinLimits<Genome> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const genome = repaired(randomise(space, { ...place, attempt }), task);
    if (isWithinLimits(genome, space.limits, task)) return { value: genome, rejected: attempt };
  }
  throw new InvalidInput([
    {
      path: 'space.limits',
      value: JSON.stringify(space.limits),
      problem: `none of ${MAX_ATTEMPTS} random genomes meets ${JSON.stringify(space.limits)}`,
      allowed: 'limits that genomes of the space can meet',
    },
  ]);
}

/** A mutant within the limits; a fresh random genome if 1,000 mutants are beyond them. */
export function mutateWithinLimits(
  parent: Genome,
  space: SearchSpace,
  task: Task,
  place: Omit<Place, 'attempt'>,
): WithinLimits<Mutation> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const mutation = repairedMutation(mutate(parent, space, { ...place, attempt }), task);
    if (isWithinLimits(mutation.genome, space.limits, task)) {
      return { value: mutation, rejected: attempt };
    }
  }
  const random = randomWithinLimits(space, task, place);
  return { value: { genome: random.value, changes: [] }, rejected: MAX_ATTEMPTS + random.rejected };
}
