// What the toy strategies share: settings with a name and sizes, and proposals without frills.
import * as z from 'zod';
import type { Budget } from '../../../shared/contracts/budget.ts';
import type { Genome } from '../../../shared/contracts/genome.ts';
import {
  FROM_SCRATCH,
  type GeneChange,
  type Proposal,
  type Start,
} from '../../../shared/contracts/proposal.ts';
import type { StrategyConfig } from '../../../shared/search/strategy.ts';

export const toySettingsSchema = z.looseObject({
  name: z.string(),
  population: z.int().min(1).default(8),
  /** Candidates or batches after the first population, as the toy counts them. */
  rounds: z.int().min(0).default(3),
  /** Batches that may be open at once. */
  lag: z.int().min(1).default(1),
});

export type ToyConfig = StrategyConfig<z.output<typeof toySettingsSchema>>;

export function toyConfig(config: StrategyConfig): ToyConfig {
  return { ...config, settings: toySettingsSchema.parse(config.settings) };
}

export function proposal(
  candidateId: string,
  genome: Genome,
  budget: Budget,
  more: {
    readonly parents?: readonly string[];
    readonly operators?: readonly GeneChange[];
    readonly rejected?: number;
    readonly start?: Start;
  } = {},
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
    ...more,
  };
}
