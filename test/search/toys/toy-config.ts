// What the toy strategies share: settings with a name and sizes.
import * as z from 'zod';
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

export function toySettings(settings: unknown): ToyConfig['settings'] {
  return toySettingsSchema.parse(settings);
}

export function toyConfig(config: StrategyConfig): ToyConfig {
  return { ...config, settings: toySettings(config.settings) };
}
