// What an operator draws is repaired, and drawn again while it exceeds a limit of the space: no genome beyond the
// limits is trained.
import type { Genome } from '../../contracts/genome.ts';
import type { Limits, SearchSpace } from '../../contracts/search-space.ts';
import type { Task } from '../../contracts/task.ts';
import { InvalidInput } from '../../kernel/errors.ts';
import type { CandidateKey, DrawKey } from '../draw-key.ts';
import { genomeCost } from '../genome-network.ts';
import { repairedOffspring } from '../repair.ts';
import { mutate } from './mutate.ts';
import type { Offspring } from './offspring.ts';
import { randomise } from './randomise.ts';

/** Draws before a space counts as unable to meet its limits. */
const MAX_ATTEMPTS = 1000;

export interface Accepted extends Offspring {
  /** Genomes rejected before this one. */
  readonly rejected: number;
}

/** True when no limit is exceeded; a genome without a network has no cost, and a space of such genomes no limits. */
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
 * The first draw within the limits, repaired; null if none of 1,000 is.
 * @param isKnown genomes that are rejected as well
 */
export function withinLimits(
  draw: (key: DrawKey) => Offspring,
  limits: Limits,
  task: Task,
  key: CandidateKey,
  isKnown: (genome: Genome) => boolean = () => false,
): Accepted | null {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const offspring = repairedOffspring(draw({ ...key, attempt }), task);
    const { genome } = offspring;
    if (!isKnown(genome) && isWithinLimits(genome, limits, task)) {
      return { ...offspring, rejected: attempt };
    }
  }
  return null;
}

/**
 * A random genome within the limits.
 * @throws InvalidInput if none of 1,000 draws is
 */
export function randomWithinLimits(space: SearchSpace, task: Task, key: CandidateKey): Accepted {
  const draw = (drawKey: DrawKey) => ({ genome: randomise(space, drawKey), changes: [] });
  const accepted = withinLimits(draw, space.limits, task, key);
  if (accepted !== null) return { ...accepted, changes: [] };
  throw new InvalidInput([
    {
      path: 'space.limits',
      value: JSON.stringify(space.limits),
      problem: `none of ${MAX_ATTEMPTS} random genomes meets ${JSON.stringify(space.limits)}`,
      allowed: 'limits that genomes of the space can meet',
    },
  ]);
}

/** A mutant within the limits; a random genome if 1,000 mutants are beyond them. */
export function mutateWithinLimits(
  parent: Genome,
  space: SearchSpace,
  task: Task,
  key: CandidateKey,
): Accepted {
  const draw = (drawKey: DrawKey) => mutate(parent, space, drawKey);
  const mutant = withinLimits(draw, space.limits, task, key);
  if (mutant !== null) return mutant;
  const random = randomWithinLimits(space, task, key);
  return { ...random, rejected: MAX_ATTEMPTS + random.rejected };
}
