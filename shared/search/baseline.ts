// The baseline: random search beside another search, with as many examples to train on. It shares no
// draw with the other, neither of genomes nor of weights, so that the other goes as it would alone.
import type { Proposal } from '../contracts/proposal.ts';
import { genomeHash } from '../genome/identity.ts';
import { randomWithinLimits } from '../genome/operators/within-limits.ts';
import { candidate } from './candidate.ts';
import type { StrategyConfig, Told } from './strategy.ts';

export interface BaselineState {
  readonly version: 1;
  /** Trainings that the other asked for and did not lose: asked for again, they are free. */
  readonly known: Readonly<Record<string, true>>;
  /** Examples that the other was given more. */
  readonly owed: number;
  /** Genomes drawn. */
  readonly drawn: number;
  /** Trainings asked for, by genome hash. */
  readonly trainings: Readonly<Record<string, number>>;
}

export const NO_BASELINE_YET: BaselineState = {
  version: 1,
  known: {},
  owed: 0,
  drawn: 0,
  trainings: {},
};

/** The seed of all that the baseline draws; no run has it, for theirs are numbers. */
export function baselineSeed(seed: number): string {
  return `${seed} baseline`;
}

/**
 * As many random genomes as may be trained for what the other's new trainings may cost. The n-th
 * genome is a function of the seed and n alone, whatever the other search is.
 * @param others the other's batch
 */
export function askBaseline(
  { seed, space, task, budget }: Omit<StrategyConfig, 'settings' | 'enqueued'>,
  state: BaselineState,
  others: readonly Proposal[],
): { readonly state: BaselineState; readonly proposals: readonly Proposal[] } {
  const known = { ...state.known };
  let { owed } = state;
  for (const other of others) {
    const key = trainingOf(genomeHash(other.genome), other);
    if (known[key] !== true) owed += other.budget.examples;
    known[key] = true;
  }
  const trainings = { ...state.trainings };
  const count = Math.floor(owed / budget.examples);
  const proposals = Array.from({ length: count }, (_, index) => {
    const slot = state.drawn + index;
    const key = { seed: baselineSeed(seed), generation: 0, slot };
    const { genome, rejected } = randomWithinLimits(space, task, key);
    // A genome that is drawn again is trained with another seed: a known score would be less than its due.
    const hash = genomeHash(genome);
    const replicate = trainings[hash] ?? 0;
    trainings[hash] = replicate + 1;
    return candidate(`${slot}`, genome, budget, { replicate, rejected });
  });
  owed -= count * budget.examples;
  return { state: { version: 1, known, owed, drawn: state.drawn + count, trainings }, proposals };
}

/** Takes note of which trainings of the other were lost: asked for again, they are made anew. */
export function tellBaseline(state: BaselineState, others: readonly Told[]): BaselineState {
  const lost = others.filter(({ status }) => status === 'failed' || status === 'censored');
  if (lost.length === 0) return state;
  const known = { ...state.known };
  for (const told of lost) delete known[trainingOf(told.genomeHash, told)];
  return { ...state, known };
}

/** Names a training as its evaluation key does, within one search. */
function trainingOf(
  hash: string,
  { replicate, budget }: Pick<Proposal, 'replicate' | 'budget'>,
): string {
  return `${hash} ${replicate} ${budget.examples} ${budget.schedule}`;
}
