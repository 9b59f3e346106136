// The genome at a place of a first batch: one that was enqueued, else a random one.
import type { Genome } from '../contracts/genome.ts';
import { randomWithinLimits, type WithinLimits } from '../genome/limits.ts';
import type { StrategyConfig } from './strategy.ts';

export function firstGenome(
  { seed, space, task, enqueued }: Omit<StrategyConfig, 'settings'>,
  slot: number,
): WithinLimits<Genome> {
  const known = enqueued[slot];
  if (known !== undefined) return { value: known, refused: 0 };
  return randomWithinLimits(space, task, { seed, generation: 0, slot });
}
