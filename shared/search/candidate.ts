// A candidate as a strategy proposes it: what is not stated has its usual value.
import type { Budget } from '../contracts/budget.ts';
import type { Genome } from '../contracts/genome.ts';
import { FROM_SCRATCH, type GeneChange, type Proposal } from '../contracts/proposal.ts';
import { randomWithinLimits } from '../genome/operators/within-limits.ts';
import type { StrategyConfig } from './strategy.ts';

/** All but the identity, the genome and the budget of a candidate. */
export type Particulars = Partial<Omit<Proposal, 'candidateId' | 'genome' | 'budget'>>;

export function candidate(
  candidateId: string,
  genome: Genome,
  budget: Budget,
  particulars: Particulars = {},
): Proposal {
  return {
    candidateId,
    genome,
    parents: [],
    operators: [],
    budget,
    replicate: 0,
    start: FROM_SCRATCH,
    rejected: 0,
    ...particulars,
  };
}

/** The id of a candidate by its place. */
export function candidateIdOf(generation: number, slot: number): string {
  return `g${generation}-${slot}`;
}

/** What the ledger records of a genome that is drawn at random because selection lacks a candidate. */
export const RANDOMISED: readonly GeneChange[] = [
  { name: 'randomise', genePath: '', from: null, to: null },
];

/** A candidate without parents: in generation 0 an enqueued genome, as long as there are any, else a random one. */
export function freshCandidate(
  { seed, space, task, budget, enqueued }: Omit<StrategyConfig, 'settings'>,
  generation: number,
  slot: number,
  particulars: Particulars = {},
): Proposal {
  const candidateId = candidateIdOf(generation, slot);
  const known = generation === 0 ? enqueued[slot] : undefined;
  if (known !== undefined) return candidate(candidateId, known, budget, particulars);
  const { genome, rejected } = randomWithinLimits(space, task, { seed, generation, slot });
  return candidate(candidateId, genome, budget, { ...particulars, rejected });
}
