import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { EvaluationRequest } from '../../shared/contracts/evaluation.ts';
import type { LedgerEvent, RunStarted } from '../../shared/contracts/ledger-events.ts';
import { Corrupt, type InvalidInput, Retryable } from '../../shared/kernel/errors.ts';
import { standings } from '../../shared/search/campaign.ts';
import { strategies } from '../../shared/search/registry.ts';
import { resolveConfig } from '../../shared/steps/prepare-run.ts';
import { replay } from '../../shared/steps/replay.ts';
import { fold } from '../../shared/steps/run-state.ts';
import { fakeReply, freshRun, memoryStore, runFake, shuffledPool, started } from './fake-run.ts';

const SMALL = { strategy: { name: 'tournament', population: 8, generations: 3 } };
/** Smaller still, with every phase: it runs once for each of its events. */
const SMALLEST = {
  strategy: { name: 'tournament', population: 5, generations: 3 },
  finalPhase: { rerank: 3, retrain: 2 },
};

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

  it.each([SMALLEST, { ...SMALLEST, baseline: true }])(
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
    expect(replay(events, strategies)).toMatchObject({
      state: { ledgerHash: state.ledgerHash },
      matches: true,
    });
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

describe('caps', () => {
  it.each([
    { cap: { maxEvaluations: 15, finalPhase: null }, evaluations: 15, stop: 'max-evaluations' },
    { cap: { maxExamples: 6464 * 10, finalPhase: null }, evaluations: 10, stop: 'max-examples' },
    { cap: { maxEvaluations: 40 }, evaluations: 40, stop: 'max-evaluations' },
  ])('$cap is hard and the same every time', async ({ cap, evaluations, stop }) => {
    const first = await freshRun({ ...SMALL, ...cap }, shuffledPool(1, 0));
    const second = await freshRun({ ...SMALL, ...cap }, shuffledPool(4, 9));
    expect(first.state.sent.evaluations).toBe(evaluations);
    expect(first.state.stop).toBe(stop);
    expect(second.state.ledgerHash).toBe(first.state.ledgerHash);
    expect(replay(first.events, strategies).matches).toBe(true);
  });

  it('leaves the finish out when nothing would be left for the search', () => {
    const first = started({ ...SMALL, maxEvaluations: 22 });
    expect(first.config.finalPhase).toBeNull();
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
