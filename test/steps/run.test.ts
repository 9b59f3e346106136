import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { EvaluationRequest } from '../../shared/contracts/evaluation.ts';
import type { LedgerEvent, RunStarted } from '../../shared/contracts/ledger-events.ts';
import type { RunConfig } from '../../shared/contracts/run-config.ts';
import { Corrupt, type InvalidInput, Retryable } from '../../shared/kernel/errors.ts';
import { championOf, standings } from '../../shared/search/campaign.ts';
import { finishBudgets, finishWorstCase } from '../../shared/search/finish.ts';
import { strategies } from '../../shared/search/registry.ts';
import { spentBy } from '../../shared/steps/plan.ts';
import { resolveConfig } from '../../shared/steps/prepare-run.ts';
import { replay } from '../../shared/steps/replay.ts';
import { fold } from '../../shared/steps/run-state.ts';
import { fakeReply, freshRun, memoryStore, runFake, shuffledPool, started } from './fake-run.ts';

const SMALL = { strategy: { name: 'tournament', population: 8, generations: 3 } };

describe('a run', () => {
  it('has one ledger hash with 1, 2 and 4 workers and in any order of arrival', async () => {
    const runs = [];
    for (const [workers, order] of [
      [1, 0],
      [2, 1],
      [4, 2],
      [4, 3],
    ] as const) {
      runs.push(await freshRun(SMALL, shuffledPool(workers, order)));
    }
    const arrivals = runs.map(({ events }) => JSON.stringify(events.map((event) => event.id)));
    expect(new Set(arrivals).size).toBeGreaterThan(1);
    expect(new Set(runs.map(({ state }) => state.ledgerHash)).size).toBe(1);
  });

  it('has another hash for another seed, budget or result', async () => {
    const cheat = (request: EvaluationRequest) => {
      const reply = fakeReply(request);
      if (!('result' in reply)) return reply;
      return {
        request,
        result: { ...reply.result, objectives: { accuracy: { correct: 1, total: 2 } } },
      };
    };
    const hashes = [
      await freshRun(SMALL),
      await freshRun({ ...SMALL, seed: 2 }),
      await freshRun({ ...SMALL, budget: { examples: 128 } }),
      await freshRun(SMALL, shuffledPool(2, 0, cheat)),
    ].map(({ state }) => state.ledgerHash);
    expect(new Set(hashes).size).toBe(4);
  });

  it.each([SMALL, { ...SMALL, baseline: true }])(
    'ends with the same hash after a crash at any event: %j',
    async (config) => {
      const whole = await freshRun(config);
      for (let kept = 1; kept <= whole.events.length; kept += 1) {
        const store = memoryStore(whole.events.slice(0, kept));
        const resumed = await runFake(store, shuffledPool(2, kept));
        expect(resumed.ledgerHash, `after ${kept} events`).toBe(whole.state.ledgerHash);
      }
    },
  );

  it('is replayed to the same hash, and a changed decision is noticed', async () => {
    const { events, state } = await freshRun(SMALL);
    expect(replay(events, strategies)).toEqual({ ledgerHash: state.ledgerHash, matches: true });
    const index = events.findIndex((event) => event.id === 'planned-1');
    const forged = structuredClone(events) as LedgerEvent[];
    const planned = forged[index] as unknown as { evaluations: { replicate: number }[] };
    planned.evaluations[0]!.replicate += 1;
    expect(() => replay(forged, strategies)).toThrow(Corrupt);
  });

  it('notices a closing fact that is not the recorded result', async () => {
    const { events } = await freshRun(SMALL);
    const forged = structuredClone(events) as LedgerEvent[];
    const last = forged.findLast((event) => event.type === 'generation-closed');
    const closed = last as unknown as { facts: { objectives: unknown }[] };
    closed.facts[0]!.objectives = { accuracy: { correct: 1, total: 5000 } };
    expect(replay(forged, strategies).matches).toBe(false);
  });

  it('keeps to the recorded golden ledger', async () => {
    // Re-record after a wanted change: GOLDEN=record npm test -- test/steps/run.test.ts
    const path = new URL('../golden/small-run.json', import.meta.url);
    const { events, state } = await freshRun(SMALL);
    const planned = events.flatMap((event) =>
      event.type === 'generation-planned' ? event.evaluations.map(({ genome }) => genome) : [],
    );
    const golden = { ledgerHash: state.ledgerHash, firstGenomes: planned.slice(0, 10) };
    if (process.env.GOLDEN === 'record') {
      writeFileSync(path, `${JSON.stringify(golden, null, 1)}\n`);
    }
    expect(golden).toEqual(JSON.parse(readFileSync(path, 'utf8')));
  });
});

describe('the finish', () => {
  it('re-ranks by fresh replicates and retrains each finalist with two seeds', async () => {
    const { state } = await freshRun(SMALL);
    const [rerank, retrain] = state.batches.slice(-2);
    expect(rerank!.planned.stage).toBe('re-ranking');
    expect(rerank!.planned.evaluations).toHaveLength(16);
    const searched = state.batches.slice(0, -2).flatMap((batch) => batch.planned.evaluations);
    const seen = new Set(searched.map((planned) => planned.evaluationKey));
    for (const planned of rerank!.planned.evaluations) {
      expect(seen.has(planned.evaluationKey)).toBe(false);
    }
    expect(retrain!.planned.stage).toBe('retraining');
    const retrained = retrain!.planned.evaluations;
    expect(retrained).toHaveLength(6);
    expect(new Set(retrained.map(({ genomeHash }) => genomeHash)).size).toBe(3);
    expect(retrained.every(({ keepWeights }) => keepWeights === true)).toBe(true);
    expect(retrained[0]!.budget).toEqual({ examples: 32_000, schedule: 'linear' });
    const scores = championOf(state.campaign)!.evaluationKeys.map((key) => {
      const value = state.results.get(key)!.objectives!.accuracy as { correct: number };
      return value.correct;
    });
    expect(scores).toHaveLength(2);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
  });

  /** A run whose retrainings score so many of 5,000, by finalist and seed; null diverges. */
  async function retrained(scores: readonly (readonly (number | null)[])[], finish = {}) {
    const genomes: string[] = [];
    const trainings = new Map<string, number>();
    const reply = (request: EvaluationRequest) => {
      const answer = fakeReply(request);
      if (!('result' in answer) || request.budget.examples !== 32_000) return answer;
      const { genomeHash } = request;
      if (!genomes.includes(genomeHash)) genomes.push(genomeHash);
      const seed = trainings.get(genomeHash) ?? 0;
      trainings.set(genomeHash, seed + 1);
      const correct = scores[genomes.indexOf(genomeHash)]?.[seed] ?? null;
      const outcome =
        correct === null
          ? { status: 'diverged' as const, objectives: null }
          : { status: 'completed' as const, objectives: { accuracy: { correct, total: 5000 } } };
      return { request, result: { ...answer.result, ...outcome } };
    };
    const { state } = await freshRun({ ...SMALL, finish }, shuffledPool(1, 0, reply));
    const champion = championOf(state.campaign);
    const exported = champion && state.results.get(champion.evaluationKeys[0]!);
    return {
      place: champion === null ? -1 : genomes.indexOf(champion.genomeHash),
      exported: (exported?.objectives?.accuracy as { correct: number } | undefined)?.correct,
      state,
    };
  }

  it('chooses by the mean of both retrainings, so that one lucky retraining wins nothing', async () => {
    // The first has the best single retraining, and collapses in its other one.
    const collapsing = [
      [4990, 1300],
      [4800, 4850],
      [4700, 4750],
    ];
    expect(await retrained(collapsing)).toMatchObject({ place: 1, exported: 4850 });
    // A collapsed training counts as what it scored: it may still leave the best mean.
    const allCollapse = [
      [4900, 1300],
      [2000, 4000],
      [4990, 1000],
    ];
    expect(await retrained(allCollapse)).toMatchObject({ place: 0, exported: 4900 });
  });

  it('takes a finalist with a diverged retraining only where each has one', async () => {
    const one = [
      [4990, null],
      [3000, 3100],
      [2000, 2100],
    ];
    expect(await retrained(one)).toMatchObject({ place: 1, exported: 3100 });
    const each = [
      [3000, null],
      [null, 4900],
      [null, null],
    ];
    expect(await retrained(each)).toMatchObject({ place: 1, exported: 4900 });
    const none = [
      [null, null],
      [null, null],
      [null, null],
    ];
    expect(await retrained(none)).toMatchObject({ place: -1 });
  });

  it('costs the examples of three retrainings and three seeds, as the article’s does', () => {
    const [{ data }, own] = [started(SMALL), started(SMALL).config];
    const article = started({ preset: 'article', ...SMALL }).config;
    expect(own.finish).toMatchObject({ retrain: 3, retrainReplicates: 2, seeds: 0 });
    expect(article.finish).toMatchObject({ retrain: 3, retrainReplicates: 1, seeds: 3 });
    const retraining = ({ finish, budget }: RunConfig) =>
      finishWorstCase({ ...finish!, rerank: 0 }, finishBudgets(finish!, budget, data.trainCount));
    expect(retraining(own)).toEqual(retraining(article));
    expect(retraining(own)).toEqual({ evaluations: 6, examples: 6 * 32_000 });
  });

  it('of the article retrains once, and exports the best of three seeds trained after it chose', async () => {
    const { state } = await freshRun({ preset: 'article', ...SMALL });
    const [rerank, retrain, seeds] = state.batches.slice(-3).map(({ planned }) => planned);
    expect([rerank, retrain, seeds].map((planned) => planned!.stage)).toEqual([
      're-ranking',
      'retraining',
      'champion seeds',
    ]);
    expect(rerank!.evaluations).toHaveLength(32);
    expect(retrain!.evaluations).toHaveLength(3);
    expect(retrain!.evaluations.some(({ keepWeights }) => keepWeights)).toBe(false);
    expect(seeds!.evaluations.map(({ keepWeights }) => keepWeights)).toEqual([true, true, true]);
  });
});

describe('caps', () => {
  it.each([
    { cap: { maxEvaluations: 15, finish: null }, evaluations: 15, stop: 'max-evaluations' },
    { cap: { maxExamples: 6464 * 10, finish: null }, evaluations: 10, stop: 'max-examples' },
    { cap: { maxEvaluations: 40 }, evaluations: 40, stop: 'max-evaluations' },
  ])('$cap is hard and the same every time', async ({ cap, evaluations, stop }) => {
    const first = await freshRun({ ...SMALL, ...cap }, shuffledPool(1, 0));
    const second = await freshRun({ ...SMALL, ...cap }, shuffledPool(4, 9));
    expect(spentBy(first.state).evaluations).toBe(evaluations);
    expect(first.state.stop).toBe(stop);
    expect(second.state.ledgerHash).toBe(first.state.ledgerHash);
    expect(replay(first.events, strategies).matches).toBe(true);
  });

  it('leaves the finish out when nothing would be left for the search', () => {
    const first = started({ ...SMALL, maxEvaluations: 22 });
    expect(first.config.finish).toBeNull();
  });

  it('closes over what has arrived when time is up, and says that it cannot be repeated', async () => {
    const deadline = new AbortController();
    const fast = shuffledPool(8, 0);
    const slow = {
      replyTo: fast.replyTo,
      send: async (requests: readonly EvaluationRequest[]) => {
        await fast.send(requests.filter(({ evaluationKey }) => evaluationKey < '8'));
        setImmediate(() => setImmediate(() => deadline.abort()));
      },
    };
    const store = memoryStore([started(SMALL)]);
    const state = await runFake(store, slow, deadline.signal);
    const statuses = state.batches[0]!.facts!.map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set(['completed', 'censored']));
    expect(state.isReproducible).toBe(false);
    expect(replay(store.events, strategies).matches).toBe(true);
  });
});

describe('failures', () => {
  it('stop a run when more than a fifth fails, and a resume ends with the undisturbed hash', async () => {
    const failing = (request: EvaluationRequest) => ({ request, failure: 'no memory' });
    const store = memoryStore([started(SMALL)]);
    await expect(runFake(store, shuffledPool(2, 0, failing))).rejects.toThrow(Retryable);
    const resumed = await runFake(store);
    expect(resumed.ledgerHash).toBe((await freshRun(SMALL)).state.ledgerHash);
  });

  it('below that are facts: they do not win, and replay matches', async () => {
    const [victim] = (await freshRun(SMALL)).state.batches[0]!.planned.evaluations;
    const once = (request: EvaluationRequest) =>
      request.evaluationKey === victim!.evaluationKey
        ? { request, failure: 'x' }
        : fakeReply(request);
    const { state, events } = await freshRun(SMALL, shuffledPool(2, 0, once));
    expect(state.batches[0]!.facts![0]!.status).toBe('failed');
    expect(standings(state.campaign).map((one) => one.genomeHash)).not.toContain(
      victim!.genomeHash,
    );
    expect(replay(events, strategies).matches).toBe(true);
  });
});

describe('a ledger', () => {
  it('that does not begin a run, or begins two, is refused', () => {
    const first = started(SMALL) as RunStarted;
    expect(() => fold([], strategies)).toThrow(Corrupt);
    expect(() => fold([first, first], strategies)).toThrow(Corrupt);
  });
});

describe('a configuration', () => {
  it('names all its faults at once', () => {
    const wrong = {
      seed: -1,
      budget: { examples: 10 },
      strategy: { name: 'tournament', population: 2, tournamentSize: 5, elite: 1 },
      colour: 'red',
    };
    try {
      resolveConfig(wrong, strategies);
      expect.unreachable();
    } catch (error) {
      const paths = (error as InvalidInput).faults.map((fault) => fault.path);
      expect(paths).toEqual(
        expect.arrayContaining(['seed', 'budget.examples', 'colour', 'strategy.elite']),
      );
    }
  });

  it('searches by tournaments, within the article’s examples, when nothing is said', () => {
    const config = resolveConfig({}, strategies);
    expect(config.strategy).toMatchObject({ name: 'tournament', population: 50, generations: 10 });
    expect(config.strategy).toMatchObject({ elites: 2, eliteReplicates: 1 });
    expect(config.budget).toEqual({ examples: 6464, schedule: 'constant' });
  });

  it('is the article’s with its preset', () => {
    const config = resolveConfig({ preset: 'article' }, strategies);
    expect(config.strategy).toMatchObject({ name: 'tournament', population: 50, generations: 10 });
    expect(config.strategy).toMatchObject({ tournamentSize: 3, winProbability: 0.85 });
    expect(config.strategy).toMatchObject({ elites: 2, eliteReplicates: 0 });
    expect(config.budget).toEqual({ examples: 6464, schedule: 'constant' });
  });
});
