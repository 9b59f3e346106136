// Aging evolution, in a steady state: the oldest dies, not the worst, and no barrier is waited for.
// Source: Real et al., Regularized Evolution for Image Classifier Architecture Search (2019).
import {
  mutateWithinLimits,
  randomWithinLimits,
} from '../../../shared/genome/operators/within-limits.ts';
import { randomStream } from '../../../shared/kernel/random.ts';
import { withObservations } from '../../../shared/search/archive.ts';
import { candidate } from '../../../shared/search/candidate.ts';
import type { Strategy, Told } from '../../../shared/search/strategy.ts';
import { type Living, livingOf, rankedLiving } from './living.ts';
import { type ToyConfig, toyConfig } from './toy-config.ts';

interface AgingState {
  readonly version: 1;
  readonly config: ToyConfig;
  readonly asked: number;
  readonly told: number;
  /** Oldest first. */
  readonly living: readonly Living[];
}

/** Batches of one; with lag W, proposal n has seen exactly the results 0…n−W. */
export const aging: Strategy<AgingState> = {
  name: 'aging',

  init: (config) => ({ version: 1, config: toyConfig(config), asked: 0, told: 0, living: [] }),

  ask: (state) => {
    const { asked, told, config } = state;
    const { seed, space, task, budget, settings } = config;
    if (told === settings.population + settings.rounds) return { state, done: true };
    const isAllAsked = asked === settings.population + settings.rounds;
    const label = `candidate ${asked}`;
    if (isAllAsked || asked - told >= settings.lag) return { state, label, proposals: [] };
    const key = { seed, generation: asked, slot: 0 };
    const next = { ...state, asked: asked + 1 };
    const id = `a${asked}`;
    if (asked < settings.population || state.living.length === 0) {
      const drawn = randomWithinLimits(space, task, key);
      const more = { rejected: drawn.rejected };
      return { state: next, label, proposals: [candidate(id, drawn.genome, budget, more)] };
    }
    const stream = randomStream([seed, 'select', asked]);
    const sample = Array.from({ length: 3 }, () => stream.pick(state.living));
    const parent = rankedLiving(sample, config)[0]!;
    const drawn = mutateWithinLimits(parent.genome, space, task, key);
    const more = {
      parents: [parent.candidateId],
      operators: drawn.changes,
      rejected: drawn.rejected,
    };
    return { state: next, label, proposals: [candidate(id, drawn.genome, budget, more)] };
  },

  tell: (state, results) => ({
    ...state,
    told: state.told + 1,
    living: afterDeath(state, results),
  }),
};

function afterDeath({ living, config }: AgingState, results: readonly Told[]): Living[] {
  const archive = withObservations({}, results);
  return [...living, ...livingOf(archive, config)].slice(-config.settings.population);
}
