// What is told of a run while it goes on: how much is left, the moving line, a line a generation.
import { setImmediate as immediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { trialResults } from '../../cli/estimate.ts';
import { estimated } from '../../cli/estimated-time.ts';
import { progress } from '../../cli/progress.ts';
import { mostTrainings, remainingSeconds, speedOf } from '../../cli/remaining-time.ts';
import type { EvaluationResult } from '../../shared/contracts/evaluation.ts';
import type { LedgerEvent, RunStarted } from '../../shared/contracts/ledger-events.ts';
import { strategies } from '../../shared/search/registry.ts';
import { speedFrom } from '../../shared/steps/evaluation-time.ts';
import { apply, startOf } from '../../shared/steps/run-state.ts';
import { fakeReply, freshRun, shuffledPool, started } from '../steps/fake-run.ts';

/** A tenth of a second for each training, whatever it costs. */
const SPEED = speedFrom(100, Infinity);

const RANDOM = { name: 'random', population: 4, generations: 3 };

function left(config: Record<string, unknown>, workers: number): number {
  return remainingSeconds(startOf(started(config), strategies), SPEED, workers, 100);
}

describe('what is left of a run', () => {
  it('is its batches, each in rounds of as many trainings as there are workers', () => {
    expect(left({ strategy: RANDOM, finalPhase: null }, 1)).toBeCloseTo(1.2);
    expect(left({ strategy: RANDOM, finalPhase: null }, 2)).toBeCloseTo(0.6);
    expect(left({ strategy: RANDOM, finalPhase: null }, 3)).toBeCloseTo(0.6);
    expect(left({ strategy: RANDOM, finalPhase: null }, 100)).toBeCloseTo(0.3);
  });

  it('has the final phase and not what caps keep out', () => {
    const finalPhase = { rerank: 2, rerankReplicates: 2, retrain: 1, epochs: 1, seeds: 3 };
    expect(left({ strategy: RANDOM, finalPhase }, 1)).toBeCloseTo(1.2 + 0.8);
    expect(left({ strategy: RANDOM, finalPhase, maxEvaluations: 13 }, 1)).toBeCloseTo(1.3);
    expect(left({ strategy: RANDOM, finalPhase: null, maxExamples: 6464 * 5 }, 1)).toBeCloseTo(0.5);
  });

  it('has a baseline twice: in the search, in the final phase, and under a cap for both', () => {
    const finalPhase = { rerank: 2, rerankReplicates: 2, retrain: 1, epochs: 1, seeds: 3 };
    const both = { strategy: RANDOM, baseline: true };
    expect(left({ ...both, finalPhase: null }, 1)).toBeCloseTo(2.4);
    expect(left({ ...both, finalPhase: null }, 2)).toBeCloseTo(1.2);
    expect(left({ ...both, finalPhase }, 1)).toBeCloseTo(2.4 + 1.6);
    expect(left({ ...both, finalPhase: null, maxEvaluations: 10 }, 1)).toBeCloseTo(1);
  });

  it('has as many short trainings of a baseline as a long one of halving is worth', async () => {
    const strategy = { name: 'halving', population: 9, generations: 5 };
    const both = { strategy, finalPhase: null, baseline: true };
    const { events } = await freshRun(both);
    const trained = events.filter(({ id }) => id.startsWith('evaluation-')).length;
    expect(left(both, 1)).toBeCloseTo(trained / 10);
  });

  it('falls with every event of a tournament with its final phase, to nothing', async () => {
    const { events } = await freshRun({
      strategy: { name: 'tournament', population: 6, generations: 4 },
      baseline: true,
    });
    const [first, ...rest] = events;
    const state = startOf(first as RunStarted, strategies);
    const whole = remainingSeconds(state, SPEED, 2, 100);
    for (const event of rest) apply(state, event);
    expect(whole).toBeGreaterThan(0);
    expect(remainingSeconds(state, SPEED, 2, 100)).toBe(0);
  });

  it('is told of what was completed alone', () => {
    const result = {
      status: 'completed',
      examplesSeen: 256,
      trainFlops: 3 * 256 * 1000,
      setupMs: 5,
      trainMs: 5 + 2 * 3 * 256,
      evalMs: 50,
    } as EvaluationResult;
    const diverged = { ...result, status: 'diverged', trainMs: 1e6 } as EvaluationResult;
    const speed = speedOf([result, diverged], 100, 'fake');
    // To begin costs as much as these four batches.
    expect(speed).toMatchObject({
      setupMs: 5,
      trainMsPerFlop: 1 / 1000,
      evalMsPerFlop: 50 / 100_000,
    });
    expect(speedOf([diverged], 100, 'fake')).toBeUndefined();
  });
});

describe('the trial before a run', () => {
  /** The most requests that were under way at once. */
  async function mostAtOnce(config: Record<string, unknown>, workers: number): Promise<number> {
    let busy = 0;
    let most = 0;
    const evaluate = async (request: Parameters<typeof fakeReply>[0]) => {
      busy += 1;
      most = Math.max(most, busy);
      await immediate();
      busy -= 1;
      return fakeReply(request);
    };
    await trialResults(startOf(started(config), strategies), evaluate, workers);
    return most;
  }
  const of = (population: number) => ({ name: 'random', population, generations: 3 });

  it.each([
    ['the candidates', { strategy: of(4), finalPhase: null }, 999, 4],
    ['the workers', { strategy: of(40), finalPhase: null }, 3, 3],
    ['what a cap pays for', { strategy: of(40), finalPhase: null, maxEvaluations: 2 }, 64, 2],
    [
      'candidates and those of a baseline',
      { strategy: of(4), finalPhase: null, baseline: true },
      64,
      8,
    ],
  ])('keeps no more threads busy than %s', async (_, config, workers, most) => {
    expect(await mostAtOnce(config, workers)).toBe(most);
  });

  it('is left out where a continued run knows enough, or nothing is left to train', async () => {
    const { state } = await freshRun({ strategy: of(5), finalPhase: null });
    const never = () => Promise.reject(new Error('nothing is to be trained'));
    const longer = startOf(started({ strategy: of(5), finalPhase: null }), strategies);
    expect(await trialResults(longer, never, 64, state.results)).toHaveLength(15);
    const { state: small } = await freshRun({ strategy: of(2), finalPhase: null });
    expect(await trialResults(small, never, 64)).toHaveLength(6);
  });

  it.each([
    ['a generation', { strategy: of(4), finalPhase: null }, 4],
    ['a re-ranking', { strategy: of(4), finalPhase: { rerank: 8, rerankReplicates: 2 } }, 16],
    [
      'a re-ranking of a small search',
      { strategy: of(2), finalPhase: { rerankReplicates: 3 } },
      18,
    ],
    ['a generation beside a baseline', { strategy: of(4), finalPhase: null, baseline: true }, 8],
  ])('says the trainings of %s as the most at once', (_, config, most) => {
    expect(mostTrainings(startOf(started(config), strategies))).toBe(most);
  });
});

describe('progress', () => {
  it('is a moving line a training and a lasting line a generation', async () => {
    const timed = (request: Parameters<typeof fakeReply>[0]) => {
      const reply = fakeReply(request);
      if (!('result' in reply)) return reply;
      const { examples } = request.budget;
      return { ...reply, result: { ...reply.result, trainFlops: 3 * examples, trainMs: examples } };
    };
    const strategy = { name: 'random', population: 5, generations: 2 };
    const { events } = await freshRun({ strategy, finalPhase: null }, shuffledPool(2, 0, timed));
    const [first, ...rest] = events;
    const state = startOf(first as RunStarted, strategies);
    const said: string[] = [];
    const moving: string[] = [];
    const terminal = {
      say: (line: string) => said.push(line),
      status: (line: string) => moving.push(line),
      result: () => undefined,
      debug: () => undefined,
      warn: () => undefined,
    };
    let ms = 0;
    const clock = () => {
      ms += 100;
      return ms;
    };
    const follow = progress(state, terminal, { workers: 2, clock });
    for (const event of rest) {
      apply(state, event);
      follow(event);
    }
    expect(said).toHaveLength(2);
    expect(said[0]).toMatch(
      /^generation 0 \(1\/2\) +best \d.+ mean \d.+ trained 5 {2}cached 0 {2}diverged \d .+ elapsed \S+ s {2}ETA .+$/,
    );
    expect(said[1]).toMatch(/^generation 1 \(2\/2\) .+ {2}ETA 0 s$/);
    expect(moving).toHaveLength(10);
    expect(moving[1]).toMatch(
      /^generation 0 \(1\/2\): trained 2 of 5, \d+\.\d\/s, best –, mean \d.+ %, ETA .+$/,
    );
  });

  it('makes the moving line anew ten times a second, however fast results arrive', async () => {
    const strategy = { name: 'random', population: 40, generations: 1 };
    const { events } = await freshRun({ strategy, finalPhase: null });
    const [first, ...rest] = events;
    const state = startOf(first as RunStarted, strategies);
    const moving: string[] = [];
    const nothing = () => undefined;
    const terminal = { say: nothing, result: nothing, debug: nothing, warn: nothing };
    let ms = 0;
    const follow = progress(
      state,
      { ...terminal, status: (line) => moving.push(line) },
      { workers: 2, clock: () => ms },
    );
    for (const event of rest) {
      // A thousand results a second.
      if (event.type === 'evaluation-finished') ms += 1;
      apply(state, event);
      follow(event);
    }
    expect(moving).toHaveLength(1);
  });

  it('tells of the search, not of the baseline, what was best', async () => {
    // Whatever the baseline draws is perfect.
    const strategy = { name: 'random', population: 3, generations: 1 };
    const { events: alone } = await freshRun({ strategy, finalPhase: null });
    const own = new Set(alone.map((event) => event.id));
    const reply = (request: Parameters<typeof fakeReply>[0]) => {
      const told = fakeReply(request);
      if (!('result' in told) || own.has(`evaluation-${request.evaluationKey}`)) return told;
      const objectives = { accuracy: { correct: 5000, total: 5000 } };
      return { request, result: { ...told.result, status: 'completed' as const, objectives } };
    };
    const pool = shuffledPool(2, 0, reply);
    const { events } = await freshRun({ strategy, finalPhase: null, baseline: true }, pool);
    const linesOf = ([first, ...rest]: readonly LedgerEvent[]) => {
      const state = startOf(first as RunStarted, strategies);
      const said: string[] = [];
      const terminal = {
        say: (line: string) => said.push(line),
        status: () => 0,
        result: () => 0,
        debug: () => 0,
        warn: () => 0,
      };
      const follow = progress(state, terminal, { workers: 2 });
      for (const event of rest) {
        apply(state, event);
        follow(event);
      }
      return said;
    };
    const [beside] = linesOf(events);
    const [told] = linesOf(alone);
    const numbers = (line = '') => line.slice(0, line.indexOf(' trained'));
    expect(numbers(beside).trimEnd()).toBe(numbers(told).trimEnd());
    expect(beside).toContain('trained 6 (3 baseline)  cached 0');
    expect(told).toContain('trained 3  cached 0');
  });

  it.each([
    [3, 'under 10 s'],
    [42, '40 s'],
    [412, '7 min'],
    [9000, '2.5 h'],
  ])('says %d s as %s', (seconds, words) => expect(estimated(seconds)).toBe(words));
});
