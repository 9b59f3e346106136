// The baseline arm: random search in the same batches, on as many examples, with a finish of its own.

import { describe, expect, it } from 'vitest';
import type { PoolReply } from '../../cli/embedded/training-pool.ts';
import type { EvaluationRequest } from '../../shared/contracts/evaluation.ts';
import type { PlannedEvaluation } from '../../shared/contracts/ledger-events.ts';
import { LEDGER_FORMAT } from '../../shared/contracts/ledger-format.ts';
import { armOf, bestOf, championOf, standings } from '../../shared/search/campaign.ts';
import { finalPhaseReserve } from '../../shared/search/final-stages.ts';
import { close } from '../../shared/steps/close.ts';
import { plan } from '../../shared/steps/plan.ts';
import { resolveConfig } from '../../shared/steps/prepare-run.ts';
import { replay } from '../../shared/steps/replay.ts';
import { apply, openBatches, type RunState, startOf } from '../../shared/steps/run-state.ts';
import { baselineTrainings } from '../../shared/steps/trained.ts';
import { strategiesAndToys } from '../search/toys/toys.ts';
import { fakeReply, memoryStore, runFake, shuffledPool, started } from './fake-run.ts';

const TOURNAMENT = { name: 'tournament', population: 8, generations: 3 };
const BASELINE = { strategy: TOURNAMENT, baseline: true };

async function run(config: Record<string, unknown>, pool = shuffledPool(2, 0)) {
  const store = memoryStore([started(config, strategiesAndToys)]);
  const never = new AbortController().signal;
  const state = await runFake(store, pool, never, strategiesAndToys);
  return { state, events: store.events };
}

function isOfBaseline({ candidateId }: { readonly candidateId: string }): boolean {
  return candidateId.startsWith('baseline-');
}

function isOfMain(one: { readonly candidateId: string }): boolean {
  return !isOfBaseline(one);
}

/** What was decided about one arm, batch by batch. */
function armBatches(state: RunState, isOf: typeof isOfMain) {
  return state.batches
    .map(({ planned, facts }) => ({
      phase: planned.phase,
      label: planned.label,
      evaluations: planned.evaluations.filter(isOf),
      facts: facts!.filter(isOf),
    }))
    .filter(({ evaluations }) => evaluations.length > 0);
}

function trainedOf(state: RunState, isOf: typeof isOfMain): PlannedEvaluation[] {
  return armBatches(state, isOf)
    .flatMap(({ evaluations }) => evaluations)
    .filter(({ dispatch }) => dispatch === 'train');
}

function examplesOf(evaluations: readonly PlannedEvaluation[]): number {
  return evaluations.reduce((sum, { budget }) => sum + budget.examples, 0);
}

describe('a run with a baseline', () => {
  it.each([
    TOURNAMENT,
    { ...TOURNAMENT, eliteReplicates: 0 },
    { name: 'random', population: 6, generations: 3 },
    { name: 'aging', population: 5, rounds: 12, lag: 3 },
    { name: 'rungs', population: 8, rounds: 2 },
    { name: 'halving', population: 12, generations: 5 },
    { name: 'crossover', population: 5, rounds: 3 },
  ])('goes as it would without, and gives both as much: %j', async (strategy) => {
    for (const seed of [1, 2, 3]) {
      const alone = await run({ strategy, seed });
      const { state } = await run({ strategy, seed, baseline: true }, shuffledPool(3, seed));
      expect(armBatches(state, isOfMain)).toEqual(armBatches(alone.state, isOfMain));
      expect(championOf(state.campaign)).toEqual(championOf(alone.state.campaign));
      expect(standings(state.campaign)).toEqual(standings(alone.state.campaign));
      const searches = state.batches.filter(({ planned }) => planned.phase === 'search');
      for (const { planned } of searches) {
        const fresh = planned.evaluations.filter(({ dispatch }) => dispatch === 'train');
        expect(examplesOf(fresh.filter(isOfBaseline)), planned.label).toBe(
          examplesOf(fresh.filter(isOfMain)),
        );
      }
      expect(baselineTrainings(state)).toBe(trainedOf(state, isOfBaseline).length);
    }
  });

  it('trains each as often, the finish included, and both have a champion', async () => {
    const { state } = await run(BASELINE);
    const [main, baseline] = [trainedOf(state, isOfMain), trainedOf(state, isOfBaseline)];
    expect(baseline).toHaveLength(main.length);
    expect(state.sent.evaluations).toBe(2 * main.length);
    expect(armBatches(state, isOfBaseline).map(({ label }) => label)).toEqual(
      armBatches(state, isOfMain).map(({ label }) => label),
    );
    const champion = championOf(state.campaign, 'baseline')!;
    expect(champion.candidateId).toMatch(/^baseline-\d+$/);
    const seeds = state.batches
      .at(-1)!
      .planned.evaluations.filter(
        (one) => isOfBaseline(one) && one.genomeHash === champion.genomeHash,
      );
    expect(seeds.map((one) => one.evaluationKey).sort()).toEqual(
      [...champion.evaluationKeys].sort(),
    );
    expect(seeds.every(({ keepWeights, parents }) => keepWeights && isParent(parents))).toBe(true);
    expect(bestOf(state.campaign, 'baseline')!.candidateId).toMatch(/^baseline-\d+$/);
    function isParent(parents: readonly string[]) {
      return parents.length === 1 && parents[0] === champion.candidateId;
    }
  });

  it('draws the same random genomes whatever it stands beside, none of them the search’s', async () => {
    const strategy = { name: 'random', population: 8, generations: 3 };
    const beside = await run({ ...BASELINE, finalPhase: null });
    const random = await run({ strategy, baseline: true, finalPhase: null });
    const drawn = (state: RunState) => trainedOf(state, isOfBaseline).map((one) => one.genomeHash);
    const [fewer, more] = [drawn(beside.state), drawn(random.state)];
    expect(fewer.length).toBeGreaterThan(10);
    expect(more.slice(0, fewer.length)).toEqual(fewer);
    const main = trainedOf(random.state, isOfMain).map((one) => one.genomeHash);
    expect(main.filter((hash) => more.includes(hash))).toEqual([]);
    const other = await run({ ...BASELINE, finalPhase: null, seed: 2 });
    expect(drawn(other.state)).not.toEqual(fewer);
  });

  it('trains a genome that is drawn again anew, and shares no training with the search', async () => {
    const space = {
      genes: {
        layers: {
          type: 'list',
          length: { min: 1, max: 1 },
          genes: {
            units: { type: 'integer', min: 65, max: 65 },
            activation: { type: 'categorical', values: ['relu', 'tanh'], mutation: 1 },
          },
        },
        optimizer: {
          type: 'group',
          genes: {
            kind: { type: 'categorical', values: ['sgd'] },
            learningRate: { type: 'real', min: 0.01, max: 0.01 },
          },
        },
      },
    };
    const finalPhase = { rerank: 1, rerankReplicates: 1, retrain: 1, epochs: 1, seeds: 2 };
    const { state } = await run({ ...BASELINE, space, finalPhase });
    const keys = (isOf: typeof isOfMain) => trainedOf(state, isOf).map((one) => one.evaluationKey);
    const [main, baseline] = [keys(isOfMain), keys(isOfBaseline)];
    expect(new Set(baseline).size).toBe(main.length);
    expect(main.filter((key) => baseline.includes(key))).toEqual([]);
    expect(new Set(trainedOf(state, isOfBaseline).map((one) => one.genomeHash)).size).toBe(2);
  });

  it('has another hash than without; saying that none is wanted changes nothing', async () => {
    const { baseline, ...config } = resolveConfig(BASELINE, strategiesAndToys);
    expect(baseline).toBe(true);
    expect(resolveConfig({ ...BASELINE, baseline: false }, strategiesAndToys)).toEqual(config);
    const alone = startOf(started({ ...BASELINE, baseline: false }), strategiesAndToys);
    expect(alone.started.config).not.toHaveProperty('baseline');
    expect(alone.ledgerHash).not.toBe(startOf(started(BASELINE), strategiesAndToys).ledgerHash);
  });

  it('is replayed to its hash', async () => {
    const { state, events } = await run(BASELINE, shuffledPool(4, 7));
    const { ledgerHash } = (await run(BASELINE)).state;
    expect(state.ledgerHash).toBe(ledgerHash);
    expect(replay(events, strategiesAndToys)).toMatchObject({
      state: { ledgerHash },
      matches: true,
    });
  });

  it('takes failures of the search as the search does', async () => {
    const [victim] = (await run(BASELINE)).state.batches[0]!.planned.evaluations;
    const failing = (request: EvaluationRequest): PoolReply =>
      request.evaluationKey === victim!.evaluationKey
        ? { request, failure: 'x' }
        : fakeReply(request);
    const { state, events } = await run(BASELINE, shuffledPool(2, 0, failing));
    expect(state.batches[0]!.facts![0]!.status).toBe('failed');
    expect(trainedOf(state, isOfBaseline)).toHaveLength(trainedOf(state, isOfMain).length);
    expect(replay(events, strategiesAndToys).matches).toBe(true);
  });
});

describe('caps beside a baseline', () => {
  it.each([
    { maxEvaluations: 21, finalPhase: null },
    { maxEvaluations: 20, finalPhase: null },
    { maxExamples: 6464 * 13 + 100, finalPhase: null },
    { maxEvaluations: 2 * 22 + 19 },
  ])('are for both together, and cut both alike: %j', async (caps) => {
    const { state, events } = await run({ ...BASELINE, ...caps });
    const {
      maxEvaluations = Infinity,
      maxExamples = Infinity,
      finalPhase,
    } = caps as {
      maxEvaluations?: number;
      maxExamples?: number;
      finalPhase?: null;
    };
    const spent = state.sent;
    expect(spent.evaluations).toBeLessThanOrEqual(maxEvaluations);
    expect(spent.examples).toBeLessThanOrEqual(maxExamples);
    expect(state.stop).toMatch(/^max-/);
    const search = (isOf: typeof isOfMain) =>
      trainedOf(state, isOf).filter(({ budget }) => budget.schedule === 'constant');
    expect(search(isOfBaseline)).toHaveLength(search(isOfMain).length);
    const isFinished = championOf(state.campaign, 'baseline') !== null;
    expect(isFinished).toBe(finalPhase !== null);
    expect(replay(events, strategiesAndToys).matches).toBe(true);
  });

  it('put both finishes aside, and leave them out where nothing is left for both searches', () => {
    const one = finalPhaseReserve(started({ strategy: TOURNAMENT }).config, 6400);
    const two = finalPhaseReserve(started(BASELINE).config, 6400);
    expect(two).toEqual({ evaluations: 2 * one.evaluations, examples: 2 * one.examples });
    const isFinished = (maxEvaluations: number) =>
      started({ ...BASELINE, maxEvaluations }).config.finalPhase !== null;
    expect(isFinished(two.evaluations + 1)).toBe(false);
    expect(isFinished(two.evaluations + 2)).toBe(true);
  });
});

describe('an arm that came to nothing', () => {
  const divergedFor =
    (isLost: (request: EvaluationRequest) => boolean) =>
    (request: EvaluationRequest): PoolReply => {
      const reply = fakeReply(request);
      if (!('result' in reply) || !isLost(request)) return reply;
      return { request, result: { ...reply.result, status: 'diverged', objectives: null } };
    };

  it('leaves the other alone in the finish: the baseline', async () => {
    const alone = await run({ strategy: TOURNAMENT });
    const main = new Set(trainedOf(alone.state, isOfMain).map((one) => one.evaluationKey));
    const reply = divergedFor(({ evaluationKey }) => !main.has(evaluationKey));
    const { state, events } = await run(BASELINE, shuffledPool(2, 0, reply));
    expect(armBatches(state, isOfMain)).toEqual(armBatches(alone.state, isOfMain));
    expect(
      state.batches.slice(-2).flatMap((one) => one.planned.evaluations.filter(isOfBaseline)),
    ).toEqual([]);
    expect(championOf(state.campaign, 'baseline')).toBeNull();
    expect(championOf(state.campaign)).toEqual(championOf(alone.state.campaign));
    expect(replay(events, strategiesAndToys).matches).toBe(true);
  });

  it('leaves the other alone in the finish: the search, cut off by a cap', async () => {
    const state = startOf(started(BASELINE), strategiesAndToys);
    planNext(state);
    arrive(state, isOfBaseline);
    apply(state, close(state, 'now', 'budget-usd')!);
    const labels = [];
    for (let planned = planNext(state); planned !== undefined; planned = planNext(state)) {
      labels.push(planned.label);
      expect(planned.evaluations.every(isOfBaseline)).toBe(true);
      arrive(state, isOfBaseline);
      apply(state, close(state, 'now')!);
    }
    expect(labels).toEqual(['re-ranking', 'retraining']);
    expect(championOf(state.campaign)).toBeNull();
    expect(championOf(state.campaign, 'baseline')).not.toBeNull();
  });
});

describe('a run without a baseline', () => {
  it('takes no candidate for the baseline’s, whatever its name', () => {
    const alone = startOf(started({ strategy: TOURNAMENT }), strategiesAndToys);
    const beside = startOf(started(BASELINE), strategiesAndToys);
    expect(armOf(alone.campaign, 'baseline-1')).toBe('main');
    expect(armOf(beside.campaign, 'baseline-1')).toBe('baseline');
    expect(standings(alone.campaign, 'baseline')).toEqual([]);
    expect(championOf(alone.campaign, 'baseline')).toBeNull();
  });
});

function planNext(state: RunState) {
  const planned = plan(state, 'now');
  if (typeof planned === 'string') return undefined;
  apply(state, planned);
  return planned;
}

/** Lets results of the open batch arrive. */
function arrive(state: RunState, isOf: typeof isOfMain): void {
  for (const one of openBatches(state)[0]!.planned.evaluations.filter(isOf)) {
    const reply = fakeReply({ ...one, keepWeights: false });
    if (!('result' in reply)) throw new Error('the fake training does not fail');
    const { evaluationKey: key } = one;
    const id = `evaluation-${key}`;
    apply(state, {
      v: LEDGER_FORMAT,
      id,
      at: '',
      type: 'evaluation-finished',
      result: reply.result,
    });
  }
}
