// The toys under their names, beside the strategies that are shipped.
import {
  type Strategies,
  type StrategyEntry,
  strategies,
} from '../../../shared/search/registry.ts';
import type { Strategy } from '../../../shared/search/strategy.ts';
import { aging } from './aging.ts';
import { crossover } from './crossover.ts';
import { rungs } from './rungs.ts';
import { toySettingsSchema } from './toy-config.ts';
import { twoObjectives } from './two-objectives.ts';

export const strategiesAndToys: Strategies = {
  ...strategies,
  aging: entry(aging),
  rungs: entry(rungs),
  crossover: entry(crossover),
  twoObjectives: entry(twoObjectives),
};

function entry<State>(strategy: Strategy<State>): StrategyEntry {
  return { strategy: strategy as Strategy, settingsSchema: toySettingsSchema };
}
