// Random search: fresh random genomes only, the baseline that any other strategy must beat.
// Source: Bergstra and Bengio, Random Search for Hyper-Parameter Optimization (2012).
import * as z from 'zod';
import { FROM_SCRATCH } from '../contracts/proposal.ts';
import { freshGenome } from './fresh-genome.ts';
import type { Strategy, StrategyConfig } from './strategy.ts';

export const randomSettingsSchema = z.strictObject({
  name: z.literal('random').default('random'),
  /** Genomes of a batch. */
  population: z.int().min(1).max(100_000).default(50),
  /** Batches. */
  generations: z.int().min(1).max(10_000).default(10),
});

interface RandomState {
  readonly version: 1;
  readonly config: StrategyConfig<z.output<typeof randomSettingsSchema>>;
  readonly asked: number;
  readonly told: number;
}

export const random: Strategy<RandomState> = {
  name: 'random',

  init: (config) => ({
    version: 1,
    config: { ...config, settings: randomSettingsSchema.parse(config.settings) },
    asked: 0,
    told: 0,
  }),

  ask: (state) => {
    const { asked: generation, told, config } = state;
    const { budget, settings } = config;
    if (told === settings.generations) return { state, done: true };
    const label = `generation ${generation}`;
    if (generation > told) return { state, label, proposals: [] };
    const proposals = Array.from({ length: settings.population }, (_, slot) => {
      const drawn = freshGenome(config, generation, slot);
      return {
        candidateId: `g${generation}-${slot}`,
        genome: drawn.value,
        parents: [],
        operators: [],
        budget,
        replicate: 0,
        start: FROM_SCRATCH,
        rejected: drawn.rejected,
      };
    });
    return { state: { ...state, asked: generation + 1 }, label, proposals };
  },

  tell: (state) => ({ ...state, told: state.told + 1 }),
};
