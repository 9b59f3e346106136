// A genome without parents: in the first batch one that was enqueued, as long as there are any, else a
// random one.
import type { Genome } from '../contracts/genome.ts';
import type { GeneChange } from '../contracts/proposal.ts';
import { randomWithinLimits, type WithinLimits } from '../genome/limits.ts';
import type { StrategyConfig } from './strategy.ts';

export function freshGenome(
  { seed, space, task, enqueued }: Omit<StrategyConfig, 'settings'>,
  generation: number,
  slot: number,
): WithinLimits<Genome> {
  const known = generation === 0 ? enqueued[slot] : undefined;
  if (known !== undefined) return { value: known, rejected: 0 };
  return randomWithinLimits(space, task, { seed, generation, slot });
}

/** What the ledger records of a genome that is drawn at random because selection lacks a candidate. */
export const RANDOMISED: readonly GeneChange[] = [
  { name: 'randomise', genePath: '', from: null, to: null },
];
