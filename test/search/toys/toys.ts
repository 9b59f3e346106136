// The toys under their names, beside the strategies that are shipped.
import { type Strategies, strategies, strategiesOf } from '../../../shared/search/registry.ts';
import { aging } from './aging.ts';
import { crossover } from './crossover.ts';
import { rungs } from './rungs.ts';
import { toySettingsSchema } from './toy-config.ts';
import { twoObjectives } from './two-objectives.ts';

export const strategiesAndToys: Strategies = {
  ...strategies,
  ...strategiesOf(
    [aging, rungs, crossover, twoObjectives].map((strategy) => ({
      strategy,
      settingsSchema: toySettingsSchema,
      help: 'a toy',
    })),
  ),
};
