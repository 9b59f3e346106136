// Plan: what the strategy proposes next, without what is known already and what the caps do not allow; then the
// requests to workers.

import {
  type EvaluationRequest,
  evaluationKeyOf,
  evaluationSeedOf,
} from '../contracts/evaluation.ts';
import type {
  GenerationPlanned,
  PlannedEvaluation,
  StopReason,
} from '../contracts/ledger-events.ts';
import { LEDGER_FORMAT } from '../contracts/ledger-format.ts';
import type { Proposal } from '../contracts/proposal.ts';
import type { RunConfig } from '../contracts/run-config.ts';
import { taskOf } from '../contracts/task.ts';
import { trainedCost } from '../genome/genome-network.ts';
import { canonicalGenome, genomeHash } from '../genome/identity.ts';
import { kindOf } from '../genome/kinds/registry.ts';
import type { NetworkCost } from '../network/network-cost.ts';
import { baselineSeed } from '../search/baseline.ts';
import { armOf, isFinishing } from '../search/campaign.ts';
import { finalPhaseReserve } from '../search/final-stages.ts';
import { missingKeys } from './close.ts';
import { askRun, type Batch, type RunState, type Spent } from './run-state.ts';

/** The next batch to be recorded, `wait` while an open one must close first, or `done`. */
export function plan(state: RunState, at: string): GenerationPlanned | 'wait' | 'done' {
  const asked = askRun(state);
  if ('done' in asked) return 'done';
  if (asked.proposals.length === 0) return 'wait';
  const admitted = admit(
    asked.proposals.map((proposal) => identify(proposal, state)),
    ({ candidateId }) => armOf(state.campaign, candidateId) === 'baseline',
    state.holders,
    state.sent,
    isFinishing(asked.state) ? NO_CAP : searchAllowance(state.started.config, state),
  );
  const generation = state.batches.length;
  return {
    v: LEDGER_FORMAT,
    id: `planned-${generation}`,
    at,
    type: 'generation-planned',
    generation,
    phase: asked.phase,
    label: asked.label,
    ...admitted,
  };
}

const NO_CAP: Spent = { evaluations: Infinity, examples: Infinity };

/** The caps less what is reserved for the final phase. */
function searchAllowance(config: RunConfig, state: RunState): Spent {
  const reserve = finalPhaseReserve(config, state.started.data.trainCount);
  return {
    evaluations: (config.maxEvaluations ?? Infinity) - reserve.evaluations,
    examples: (config.maxExamples ?? Infinity) - reserve.examples,
  };
}

/** A proposal with its hash, seed and key. */
export function identify(
  proposal: Proposal,
  state: Pick<RunState, 'started' | 'campaign'>,
): Identified {
  const { config, data, engine } = state.started;
  const { candidateId, genome, replicate, budget, start } = proposal;
  const hash = genomeHash(genome);
  const isOfBaseline = armOf(state.campaign, candidateId) === 'baseline';
  const seed = isOfBaseline ? baselineSeed(config.seed) : config.seed;
  const evaluationSeed = evaluationSeedOf(seed, hash, replicate);
  const { name, semantics } = kindOf(genome.kind);
  const task = taskOf(data);
  const cost = trainedCost(genome, engine.name, task);
  return {
    ...proposal,
    genomeHash: hash,
    evaluationSeed,
    evaluationKey: evaluationKeyOf({
      genomeHash: hash,
      kind: { name, semantics },
      data,
      budget,
      evaluationSeed,
      start,
      engine,
    }),
    ...(cost === null ? {} : sizeOf(cost)),
  };
}

function sizeOf({ parameters, forwardFlops }: NetworkCost) {
  return { parameters, forwardFlops };
}

/** A proposal with its identity, before its fate is known. */
export type Identified = Omit<PlannedEvaluation, 'dispatch'>;

/**
 * Admits in the order of the batch until a cap is met. Beside a baseline, a new training of the search is
 * admitted with those of the baseline on as many examples or not at all: a cap cuts both alike.
 * @param known keys whose result is there or on its way: they cost nothing
 * @returns the batch in its order, and the cap that kept some of it out
 */
export function admit(
  batch: readonly Identified[],
  isOfBaseline: (one: Identified) => boolean,
  known: Pick<ReadonlySet<string>, 'has'>,
  spentBefore: Spent,
  allowed: Spent,
): { readonly evaluations: readonly PlannedEvaluation[]; readonly stop?: StopReason } {
  const costly = firstOfEachKey(batch).filter((one) => !known.has(one.evaluationKey));
  const admitted = new Set<string>();
  let spent = spentBefore;
  let stop: StopReason | undefined;
  for (const group of groups(costly, isOfBaseline)) {
    const next = group.reduce(
      ({ evaluations, examples }, { budget }) => ({
        evaluations: evaluations + 1,
        examples: examples + budget.examples,
      }),
      spent,
    );
    stop = exceeded(next, allowed);
    if (stop !== undefined) break;
    spent = next;
    for (const { evaluationKey } of group) admitted.add(evaluationKey);
  }
  const asked = new Set<string>();
  const evaluations = batch.map((one): PlannedEvaluation => {
    const { evaluationKey: key } = one;
    const isRepeated = known.has(key) || asked.has(key);
    asked.add(key);
    const isPaid = known.has(key) || admitted.has(key);
    return { ...one, dispatch: !isPaid ? 'censored' : isRepeated ? 'known' : 'train' };
  });
  return { evaluations, ...(stop === undefined ? {} : { stop }) };
}

function firstOfEachKey(batch: readonly Identified[]): Identified[] {
  const first = new Map<string, Identified>();
  for (const one of batch) if (!first.has(one.evaluationKey)) first.set(one.evaluationKey, one);
  return [...first.values()];
}

/** After each training of the search those of the baseline that bring it level; what is left, one by one. */
function groups(
  costly: readonly Identified[],
  isOfBaseline: (one: Identified) => boolean,
): Identified[][] {
  const baseline = costly.filter(isOfBaseline);
  let taken = 0;
  let owed = 0;
  const level = costly
    .filter((one) => !isOfBaseline(one))
    .map((one) => {
      owed += one.budget.examples;
      const group = [one];
      for (
        let next = baseline[taken];
        next && next.budget.examples <= owed;
        next = baseline[taken]
      ) {
        owed -= next.budget.examples;
        taken += 1;
        group.push(next);
      }
      return group;
    });
  return [...level, ...baseline.slice(taken).map((one) => [one])];
}

function exceeded(spent: Spent, allowed: Spent): StopReason | undefined {
  if (spent.evaluations > allowed.evaluations) return 'max-evaluations';
  return spent.examples > allowed.examples ? 'max-examples' : undefined;
}

/**
 * Requests of a batch that have no result yet, each key once, the longest trainings first: so
 * workers finish a batch at nearly the same time, within 4/3 of the best order's time.
 * @see Graham, Bounds on Multiprocessing Timing Anomalies (1969)
 */
export function missingRequests(state: RunState, batch: Batch): EvaluationRequest[] {
  const missing = new Set(missingKeys(state, batch));
  const longestFirst = batch.planned.evaluations.toSorted((a, b) => workOf(b) - workOf(a));
  return longestFirst.flatMap((planned) => {
    if (!missing.delete(planned.evaluationKey)) return [];
    return [requestOf(planned)];
  });
}

export function requestOf(planned: PlannedEvaluation): EvaluationRequest {
  const { evaluationKey, genomeHash, genome, budget, evaluationSeed, start } = planned;
  return {
    evaluationKey,
    genomeHash,
    genome: canonicalGenome(genome),
    budget,
    evaluationSeed,
    start,
    keepWeights: planned.keepWeights ?? false,
  };
}

/** Floating-point operations of a training, up to a factor; where they are unknown, its examples. */
function workOf({ forwardFlops = 1, budget }: PlannedEvaluation): number {
  return forwardFlops * budget.examples;
}
