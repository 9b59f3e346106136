// Successive halving: many on a small budget, the better half goes on with twice as much.
// Source: Jamieson and Talwalkar, Non-stochastic Best Arm Identification (2016).

import type { Proposal } from '../../../shared/contracts/proposal.ts';
import { randomWithinLimits } from '../../../shared/genome/operators/within-limits.ts';
import { withObservations } from '../../../shared/search/archive.ts';
import { candidate } from '../../../shared/search/candidate.ts';
import type { Strategy } from '../../../shared/search/strategy.ts';
import { livingOf, rankedLiving } from './living.ts';
import { type ToyConfig, toyConfig } from './toy-config.ts';

interface HalvingState {
  readonly version: 1;
  readonly config: ToyConfig;
  readonly rung: number;
  readonly isOpen: boolean;
  /** Who climbs to the next rung. */
  readonly climbing: readonly Proposal[];
}

export const rungs: Strategy<HalvingState> = {
  name: 'rungs',

  init: (given) => {
    const config = toyConfig(given);
    const { seed, space, task, settings } = config;
    const climbing = Array.from({ length: settings.population }, (_, slot) => {
      const drawn = randomWithinLimits(space, task, { seed, generation: 0, slot });
      const more = { rejected: drawn.rejected };
      return candidate(`h${slot}`, drawn.genome, rungBudget(config, 0), more);
    });
    return { version: 1, config, rung: 0, isOpen: false, climbing };
  },

  ask: (state) => {
    const { rung, isOpen, climbing, config } = state;
    const label = `rung ${rung}`;
    if (isOpen) return { state, label, proposals: [] };
    if (rung > config.settings.rounds || climbing.length === 0) return { state, done: true };
    return { state: { ...state, isOpen: true }, label, proposals: climbing };
  },

  tell: (state, results) => {
    const { config, climbing } = state;
    const rung = state.rung + 1;
    const archive = withObservations({}, results);
    const better = rankedLiving(livingOf(archive, config), config)
      .filter((one) => one.fitness !== null)
      .slice(0, Math.floor(climbing.length / 2));
    const next = better.map(({ candidateId, genome, genomeHash }) => {
      const told = results.find((one) => one.genomeHash === genomeHash)!;
      const start = { from: 'checkpoint', evaluationKey: told.evaluationKey } as const;
      const more = { parents: [candidateId], start };
      return candidate(`${candidateId}r${rung}`, genome, rungBudget(config, rung), more);
    });
    return { ...state, rung, isOpen: false, climbing: next };
  },
};

function rungBudget({ budget }: ToyConfig, rung: number) {
  return { ...budget, examples: budget.examples * 2 ** rung };
}
