// Plan: ask the strategy for the next batch, find what is known already, and admit what the caps pay for.

import { evaluationKeyOf, evaluationSeedOf } from '../contracts/evaluation.ts';
import type { GenerationPlanned, PlannedEvaluation } from '../contracts/ledger-events.ts';
import { LEDGER_FORMAT } from '../contracts/ledger-format.ts';
import type { Proposal } from '../contracts/proposal.ts';
import type { RunConfig } from '../contracts/run-config.ts';
import { taskOf } from '../contracts/task.ts';
import { trainedCost } from '../genome/genome-network.ts';
import { genomeHash } from '../genome/identity.ts';
import { kindOf } from '../genome/kinds/registry.ts';
import type { NetworkCost } from '../network/network-cost.ts';
import { baselineSeed } from '../search/baseline.ts';
import { armOf, isFinishing } from '../search/campaign.ts';
import { finishBudgets, finishWorstCase } from '../search/finish.ts';
import { admit, type Identified, type Spent } from './admit.ts';
import { isReused } from './reused.ts';
import { askRun, type RunState } from './run-state.ts';

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

/** All evaluations planned so far, in order. */
export function plannedEvaluations(state: RunState): PlannedEvaluation[] {
  return state.batches.flatMap((batch) => batch.planned.evaluations);
}

/** What this run has trained so far, to its end or until it diverged. */
export function trainedBy(state: RunState): Spent {
  const results = [...state.results.values()].filter((one) => !isReused(one, state.started));
  const examples = results.reduce((sum, { examplesSeen }) => sum + examplesSeen, 0);
  return { evaluations: results.length, examples };
}

/** Proposals whose result was there: planned before in this run, or evaluated by another run. */
export function cachedEvaluations(state: RunState): PlannedEvaluation[] {
  return plannedEvaluations(state).filter((planned) => isCached(planned, state));
}

export function isCached(
  { dispatch, evaluationKey }: Pick<PlannedEvaluation, 'dispatch' | 'evaluationKey'>,
  { results, started }: Pick<RunState, 'results' | 'started'>,
): boolean {
  const result = results.get(evaluationKey);
  return (
    dispatch === 'known' ||
    (dispatch === 'train' && result !== undefined && isReused(result, started))
  );
}

/**
 * Keys of what this run has trained so far, to its end or until it diverged: by the results that are known, and
 * by the recorded facts where results lie elsewhere.
 */
export function trainedKeys(state: RunState): Set<string> {
  const recorded = state.batches.flatMap(({ facts }) => facts ?? []);
  const trained = recorded.filter(({ status }) => status === 'completed' || status === 'diverged');
  const keys = new Set([...state.results.keys(), ...trained.map((fact) => fact.evaluationKey)]);
  for (const [key, result] of state.results) if (isReused(result, state.started)) keys.delete(key);
  return keys;
}

/** How many of what was trained so far were the baseline's. */
export function baselineTrainings(state: RunState): number {
  const trained = trainedKeys(state);
  return plannedEvaluations(state).filter(
    ({ candidateId, dispatch, evaluationKey }) =>
      dispatch === 'train' &&
      armOf(state.campaign, candidateId) === 'baseline' &&
      trained.has(evaluationKey),
  ).length;
}

/** What the finish of a run may cost at most, the baseline's included; nothing where it is left out. */
export function finishReserve(config: RunConfig, trainCount: number): Spent {
  if (config.finalPhase === null) return { evaluations: 0, examples: 0 };
  const budgets = finishBudgets(config.finalPhase, config.budget, trainCount);
  const one = finishWorstCase(config.finalPhase, budgets);
  const arms = armsOf(config);
  return { evaluations: arms * one.evaluations, examples: arms * one.examples };
}

/** Searches that run side by side. */
export function armsOf({ baseline = false }: Pick<RunConfig, 'baseline'>): 1 | 2 {
  return baseline ? 2 : 1;
}

/** The caps less what is put aside for the finish. */
function searchAllowance(config: RunConfig, state: RunState): Spent {
  const reserve = finishReserve(config, state.started.data.trainCount);
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
