// Random search: fresh random genomes only, the baseline that any other strategy must beat.
// Source: Bergstra and Bengio, Random Search for Hyper-Parameter Optimization (2012).
import * as z from 'zod';
import { freshCandidate } from './candidate.ts';
import { generational } from './generational.ts';
import type { StrategyEntry } from './strategy.ts';

const settingsSchema = z.strictObject({
  name: z.literal('random').default('random'),
  /** Candidates per generation. */
  population: z.int().min(1).max(100_000).default(50),
  generations: z.int().min(1).max(10_000).default(10),
});

export const random: StrategyEntry = {
  help: 'random genomes only',
  settingsSchema,
  strategy: generational({
    name: 'random',
    parse: (settings) => settingsSchema.parse(settings),
    memory: () => null,
    isOver: ({ asked, config }) => asked === config.settings.generations,
    propose: ({ asked, config }) =>
      Array.from({ length: config.settings.population }, (_, slot) =>
        freshCandidate(config, asked, slot),
      ),
    observe: () => null,
  }),
};
