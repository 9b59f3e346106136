// The batches of a search that are still to come, for those who tell its price or its time beforehand.
import { armsOf } from '../search/arms.ts';
import { type RunState, strategyOf } from './run-state.ts';

export interface BatchAhead {
  readonly candidates: number;
  /** Random genomes of a baseline, each read at the search's base budget: as many as the batch is worth. */
  readonly ofBaseline: number;
  /** Of one candidate's training. */
  readonly examples: number;
}

export function batchesAhead(state: RunState): BatchAhead[] {
  const { config } = state.started;
  const { examples: base } = config.budget;
  return ofStrategy(state).map(({ candidates, examples }) => ({
    candidates,
    ofBaseline: armsOf(config) === 1 ? 0 : Math.ceil((candidates * examples) / base),
    examples,
  }));
}

/** What the strategy tells, else as many populations as its generations leave. */
function ofStrategy(state: RunState) {
  const { strategy, budget } = state.started.config;
  const told = strategyOf(state).ahead?.(state.campaign.main.search);
  if (told !== undefined) return told;
  const { population = 1, generations = 1 } = strategy;
  const left = Math.max(0, Number(generations) - state.batches.length);
  return Array.from({ length: left }, () => ({
    candidates: Number(population),
    examples: budget.examples,
  }));
}
