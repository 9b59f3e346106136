// What is left of a run, and how long that takes at a measured speed. Planned trainings are priced
// by their genomes; those not planned yet, by what searches have done so far. Of what no built-in engine trains no
// genome's cost is known: each example counts as one operation, so that speed is of examples.

import { BATCH_SIZE } from '../shared/contracts/budget.ts';
import { isBuiltIn } from '../shared/contracts/engine-choice.ts';
import type { EvaluationResult } from '../shared/contracts/evaluation.ts';
import type { Genome } from '../shared/contracts/genome.ts';
import type { Proposal } from '../shared/contracts/proposal.ts';
import { taskOf } from '../shared/contracts/task.ts';
import { trainedCost } from '../shared/genome/genome-network.ts';
import { trainFlops as trainFlopsOf } from '../shared/network/network-cost.ts';
import { armsOf } from '../shared/search/arms.ts';
import { armOf, isFinishing } from '../shared/search/campaign.ts';
import { finalPhaseReserve, finalStages } from '../shared/search/final-stages.ts';
import { batchesAhead } from '../shared/steps/batches-ahead.ts';
import { missingKeys } from '../shared/steps/close.ts';
import { evaluationMs, type Speed } from '../shared/steps/evaluation-time.ts';
import { plan } from '../shared/steps/plan.ts';
import { askRun, openBatches, type RunState, strategyOf } from '../shared/steps/run-state.ts';

/** Before its first step a training draws weights and touches memory: as long as four batches. */
const EXAMPLES_TO_BEGIN = 4 * BATCH_SIZE;

// Measured on MNIST in the default space: 4 runs of 12 to 50 candidates, 4 to 10 generations.
/** Work of random genomes that is done: some diverge after a few steps. */
const RANDOM_DONE = 0.87;
/** Trainings of a later generation for each of its candidates; the others are known already. */
const FRESH_SHARE = 0.8;
/** Operations of a finalist beside those of a random genome. */
const FINALIST_COST = 0.6;

/** The same of a genome of a later generation: short trainings favour shallow networks. */
function selectedCost(generation: number): number {
  return Math.max(0.5, 0.9 - 0.045 * generation);
}

/** What searches are like; nothing was measured of those whose cost is not known. */
function habitsOf({ started: { engine } }: RunState) {
  return isBuiltIn(engine.name)
    ? { randomDone: RANDOM_DONE, finalistCost: FINALIST_COST, selectedCost }
    : { randomDone: 1, finalistCost: 1, selectedCost: () => 1 };
}

interface ExpectedBatch {
  readonly trainings: number;
  readonly examples: number;
  /** Of one example's forward pass, the mean over the batch. */
  readonly forwardFlops: number;
}

/**
 * @param engine the name of the one that the results are of
 * @returns undefined while nothing was measured
 */
export function speedOf(
  results: readonly EvaluationResult[],
  validationCount: number,
  engine: string,
): Speed | undefined {
  const workOf = ({ trainFlops = 0, examplesSeen }: EvaluationResult) =>
    isBuiltIn(engine) ? trainFlops : trainFlopsOf({ forwardFlops: 1 }, examplesSeen);
  // What diverged at once was begun more than trained.
  const measured = results.filter((one) => one.status === 'completed' && workOf(one) > 0);
  if (measured.length === 0) return undefined;
  const forward = (result: EvaluationResult) =>
    workOf(result) / trainFlopsOf({ forwardFlops: 1 }, result.examplesSeen);
  const flopsWithBegin = (result: EvaluationResult) =>
    workOf(result) * (1 + EXAMPLES_TO_BEGIN / result.examplesSeen);
  return {
    setupMs: sum(measured, (result) => result.setupMs) / measured.length,
    examplesToBegin: EXAMPLES_TO_BEGIN,
    trainMsPerFlop:
      sum(measured, (result) => result.trainMs - result.setupMs) / sum(measured, flopsWithBegin),
    evalMsPerFlop:
      sum(measured, (result) => result.evalMs) / (sum(measured, forward) * validationCount),
  };
}

/** Seconds until the end of the run: a batch takes as many rounds as its workers need. */
export function remainingSeconds(
  state: RunState,
  speed: Speed,
  workers: number,
  validationCount: number,
): number {
  const msOf = (flops: number, examples: number) =>
    evaluationMs(speed, { forwardFlops: flops, examples, validationCount });
  const open = openBatches(state).map((batch) => {
    const missing = new Set(missingKeys(state, batch));
    const left = batch.planned.evaluations.filter(
      ({ dispatch, evaluationKey }) => dispatch === 'train' && missing.has(evaluationKey),
    );
    const ms = sum(left, ({ genome, budget, parents }) => {
      const done = parents.length === 0 ? habitsOf(state).randomDone : 1;
      return done * msOf(forwardFlops(genome, state), budget.examples);
    });
    return ms / Math.max(1, Math.min(workers, left.length));
  });
  const expected = expectedBatches(state).map(
    ({ trainings, examples, forwardFlops: flops }) =>
      Math.ceil(trainings / workers) * msOf(flops, examples),
  );
  return sum([...open, ...expected], (ms) => ms) / 1000;
}

/**
 * New trainings that the run has work for now: more threads than these have nothing to do.
 * @param known results of the run that this one continues
 */
export function trainingsNext(
  state: RunState,
  known: ReadonlyMap<string, EvaluationResult> = new Map(),
): number {
  const planned = plan(state, '');
  const next = typeof planned === 'string' ? [] : planned.evaluations;
  const keys = [
    ...openBatches(state).flatMap((batch) => missingKeys(state, batch)),
    ...next.filter(({ dispatch }) => dispatch === 'train').map((one) => one.evaluationKey),
  ];
  return new Set(keys.filter((key) => !known.has(key))).size;
}

/** An upper bound of the trainings of the largest batch that is still to come, the open ones included. */
export function mostTrainings(state: RunState): number {
  const { campaign, stop } = state;
  const isSearching = !campaign.isSearchOver && stop === null && !isFinishing(campaign);
  const search = isSearching ? batchesAhead(state) : [];
  const batches = [
    trainingsNext(state),
    ...search.map(({ candidates, ofBaseline }) => candidates + ofBaseline),
    ...expectedFinish(state).map(({ trainings }) => trainings),
  ];
  return batches.reduce((most, trainings) => Math.max(most, trainings), 0);
}

/** The genomes that the search begins with, without those of a baseline. */
export function firstGenomes(state: RunState): Genome[] {
  const [first] = state.batches;
  if (first !== undefined) return genomesOfMain(first.planned.evaluations, state);
  const asked = askRun(state);
  return 'done' in asked ? [] : genomesOfMain(asked.proposals, state);
}

function genomesOfMain(proposals: readonly Proposal[], { campaign }: RunState): Genome[] {
  return proposals
    .filter(({ candidateId }) => armOf(campaign, candidateId) === 'main')
    .map(({ genome }) => genome);
}

/** Floating-point operations of one example's forward pass; 1 where nobody knows them. */
export function forwardFlops(genome: Genome, { started: { data, engine } }: RunState): number {
  const task = taskOf(data);
  return trainedCost(genome, engine.name, task)?.forwardFlops ?? 1;
}

function expectedBatches(state: RunState): ExpectedBatch[] {
  return [...expectedSearch(state), ...expectedFinish(state)];
}

function expectedSearch(state: RunState): ExpectedBatch[] {
  const { campaign, stop, batches } = state;
  if (campaign.isSearchOver || stop !== null || isFinishing(campaign)) return [];
  const {
    strategy,
    budget,
    maxEvaluations = Infinity,
    maxExamples = Infinity,
  } = state.started.config;
  const { randomDone, selectedCost: selected } = habitsOf(state);
  const isRandom = strategy.name === 'random';
  const first = firstGenomes(state);
  const random = meanFlops(first, state);
  const latest = batches.length - 1;
  const ofLater = (generation: number) =>
    latest < 1
      ? random * selected(generation)
      : latestFlops(state) * (selected(generation) / selected(latest));
  const reserve = finalPhaseReserve(state.started.config, state.started.data.trainCount);
  const spent = state.sent;
  let left = Math.min(
    maxEvaluations - reserve.evaluations - spent.evaluations,
    (maxExamples - reserve.examples - spent.examples) / budget.examples,
  );
  return batchesAhead(state).flatMap(({ candidates, ofBaseline, examples }, ahead) => {
    const index = batches.length + ahead;
    const isFresh = isRandom || index === 0 || strategyOf(state).ahead !== undefined;
    const worth = (candidates * examples) / budget.examples + ofBaseline;
    // Of what is proposed, the part that is new and that the caps still let through.
    const share = Math.max(0, Math.min(isFresh ? 1 : FRESH_SHARE, left / worth));
    left -= share * worth;
    const ofMain = isRandom || index === 0 ? random * randomDone : ofLater(index);
    const main = { trainings: share * candidates, examples, forwardFlops: ofMain };
    const baseline = {
      trainings: share * ofBaseline,
      examples: budget.examples,
      forwardFlops: random * randomDone,
    };
    return [main, baseline];
  });
}

function expectedFinish(state: RunState): ExpectedBatch[] {
  const { config, data } = state.started;
  const stages = finalStages(config.finalPhase, config.budget, data.trainCount);
  if (stages.length === 0) return [];
  const { finish: begun } = state.campaign.main;
  const arms = armsOf(config);
  const forwardFlops =
    begun === null || begun.asked === 0
      ? meanFlops(firstGenomes(state), state) * habitsOf(state).finalistCost
      : latestFlops(state);
  return stages
    .map(({ name, genomes, replicates, budget }) => {
      const count = name === 're-ranking' ? Math.min(genomes, mostGenomes(state)) : genomes;
      return { trainings: arms * count * replicates, examples: budget.examples, forwardFlops };
    })
    .slice(begun?.asked ?? 0);
}

/** Distinct genomes of the whole search at most, without a baseline's. */
function mostGenomes(state: RunState): number {
  const planned = state.batches.flatMap((batch) =>
    batch.planned.evaluations.filter(
      ({ candidateId }) => armOf(state.campaign, candidateId) === 'main',
    ),
  );
  const known = new Set(planned.map(({ genomeHash }) => genomeHash)).size;
  return known + sum(batchesAhead(state), ({ candidates }) => candidates);
}

/** The mean of the batch that was planned last, without a baseline's. */
function latestFlops(state: RunState): number {
  const latest = state.batches[state.batches.length - 1]?.planned.evaluations ?? [];
  return meanFlops(genomesOfMain(latest, state), state);
}

function meanFlops(genomes: readonly Genome[], state: RunState): number {
  return sum(genomes, (genome) => forwardFlops(genome, state)) / Math.max(1, genomes.length);
}

function sum<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((total, item) => total + value(item), 0);
}
