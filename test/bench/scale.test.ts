import { describe, expect, it } from 'vitest';
import { AWS } from '../../bench/scale/calibration.ts';
import { EventQueue } from '../../bench/scale/event-queue.ts';
import { predict, type Scenario } from '../../bench/scale/pipeline.ts';
import {
  type Job,
  type StageLimits,
  type StageTimes,
  simulateStage,
} from '../../bench/scale/stage.ts';
import { jobsOf, poolOf } from '../../bench/scale/workload.ts';
import { randomStream } from '../../shared/kernel/random.ts';

const NONE: StageLimits = {
  workers: Infinity,
  accountConcurrency: Infinity,
  firstPollers: Infinity,
  pollersPerSecond: 5,
  firstEnvironments: Infinity,
  environmentsPerSecond: 100,
  writeUnitsPerSecond: Infinity,
  writeUnitsOfEvaluation: 1,
  runReadsPerSecond: Infinity,
};

const NO_TIMES: StageTimes = { dispatch: 0, coldStart: 0, init: 0, overhead: 0, visibility: 150 };

function jobs(...trainSeconds: number[]): Job[] {
  return trainSeconds.map((seconds) => ({ visibleAt: 0, trainSeconds: seconds, deaths: 0 }));
}

describe('events', () => {
  it('come out by their moment, equals as they were put in', () => {
    const stream = randomStream(['event queue']);
    const put = Array.from({ length: 500 }, (_, n) => ({ at: stream.integer(0, 40), n }));
    const events = new EventQueue<number>();
    for (const { at, n } of put) events.put(at, n);
    const taken = Array.from({ length: 500 }, () => events.take()!.value);
    const expected = put.toSorted((a, b) => a.at - b.at || a.n - b.n).map(({ n }) => n);
    expect(taken).toEqual(expected);
    expect(events.take()).toBeUndefined();
  });
});

describe('a simulated stage', () => {
  it('takes what two workers need for five trainings, by hand', () => {
    const limits = { ...NONE, workers: 2 };
    // 3 | 2 1, then 1 on the first that is free: [3, 1] and [2, 1, 2].
    const out = simulateStage(jobs(3, 2, 1, 1, 2), limits, NO_TIMES);
    expect(out).toMatchObject({ endAt: 5, billedSeconds: 9, attempts: 5, coldStarts: 2 });
    expect([...out.startedAt]).toEqual([0, 0, 2, 3, 3]);
  });

  it('adds dispatch, start of a container and overhead, and bills no waiting', () => {
    const times = { ...NO_TIMES, dispatch: 0.5, coldStart: 4, init: 3, overhead: 0.25 };
    const limits = { ...NONE, workers: 1 };
    const cold = simulateStage(jobs(1, 1), limits, times);
    expect(cold.endAt).toBe(0.5 + 4 + 1.25 + 0.5 + 1.25);
    expect(cold.billedSeconds).toBe(3 + 4 + 1.25 + 1.25 - 4);
    const warm = simulateStage(jobs(1, 1), limits, times, 1);
    expect(warm).toMatchObject({ endAt: 3.5, billedSeconds: 2.5, coldStarts: 0 });
  });

  it('starts five at once, and five more a second', () => {
    const limits = { ...NONE, firstPollers: 5, pollersPerSecond: 5 };
    const { startedAt } = simulateStage(jobs(...Array(100).fill(1000)), limits, NO_TIMES);
    expect([...startedAt]).toEqual(Array.from({ length: 100 }, (_, n) => Math.max(0, (n - 4) / 5)));
  });

  it('makes environments as fast as Lambda does, and needs none for a warm container', () => {
    const limits = { ...NONE, firstEnvironments: 10, environmentsPerSecond: 2 };
    const twenty = jobs(...Array(20).fill(1000));
    const cold = simulateStage(twenty, limits, NO_TIMES);
    expect(cold.startedAt[9]).toBe(0);
    expect(cold.startedAt[19]).toBe(5);
    expect(simulateStage(twenty, limits, NO_TIMES, 10).startedAt[19]).toBe(0);
  });

  it('writes no faster than the table takes it', () => {
    const limits = { ...NONE, writeUnitsPerSecond: 40, writeUnitsOfEvaluation: 4 };
    expect(simulateStage(jobs(...Array(21).fill(1)), limits, NO_TIMES).endAt).toBeCloseTo(3);
  });

  it('delivers what died when it is visible again, in another container', () => {
    const [first] = jobs(10);
    const out = simulateStage([{ ...first!, deaths: 2 }], NONE, NO_TIMES);
    expect(out).toMatchObject({ endAt: 310, attempts: 3, billedSeconds: 20, coldStarts: 3 });
  });

  it('does every evaluation once, whatever happens', () => {
    const pool = poolOf(
      1,
      { shape: { height: 28, width: 28, channels: 1 }, classes: 10 },
      6464,
      10_000,
    );
    const chance = { ...AWS.chance, deaths: 0.05, stragglers: 0.1 };
    const conditions = { speed: AWS.speed, chance, share: 1 };
    for (const workers of [1, 3, 40]) {
      const drawn = jobsOf(
        ['test', workers],
        [{ count: 400, pool }],
        conditions,
        (place) => place / 100,
      );
      const limits = { ...NONE, workers, firstPollers: 5, firstEnvironments: 20 };
      const out = simulateStage(drawn, limits, AWS.times);
      expect([...out.done].every((times) => times === 1)).toBe(true);
      expect(out.mostAtOnce).toBeLessThanOrEqual(workers);
      const deaths = drawn.reduce((sum, job) => sum + job.deaths, 0);
      expect(out.attempts).toBe(400 + deaths);
    }
  });

  it('has nothing to do without jobs', () => {
    expect(simulateStage([], NONE, NO_TIMES)).toMatchObject({ endAt: 0, attempts: 0 });
  });
});

describe('a predicted run', () => {
  const scenario: Scenario = {
    population: 60,
    generations: 3,
    workers: 4,
    warm: 0,
    finish: true,
    memoryMb: 1769,
    timeoutSeconds: 120,
    seed: 1,
  };

  it('is the same every time, and counts searches and finish', () => {
    expect(predict(scenario, AWS)).toEqual(predict(scenario, AWS));
    expect(predict(scenario, AWS).evaluations).toBe(3 * 60 + 8 * 2 + 3 + 3);
  });

  it('is no slower with more workers, and never faster than they are', () => {
    const times = [1, 2, 4, 8, 16, 32].map(
      (workers) => predict({ ...scenario, workers, warm: workers }, AWS).seconds,
    );
    expect(times).toEqual(times.toSorted((a, b) => b - a));
    for (const [index, seconds] of times.entries()) {
      expect(times[0]! / seconds).toBeLessThanOrEqual(2 ** index);
    }
  });

  it('is no slower when a limit is lifted', () => {
    const all = predict(scenario, AWS).seconds;
    for (const limit of ['workers', 'pollers', 'planning and closing', 'deaths'] as const) {
      expect(predict(scenario, AWS, new Set([limit])).seconds).toBeLessThanOrEqual(all);
    }
  });

  it('costs more for half a core only in time', () => {
    const half = predict({ ...scenario, memoryMb: 885 }, AWS);
    const whole = predict(scenario, AWS);
    expect(half.seconds).toBeGreaterThan(1.5 * whole.seconds);
    expect(half.usd / whole.usd).toBeGreaterThan(0.85);
    expect(half.usd / whole.usd).toBeLessThan(1.15);
  });
});
