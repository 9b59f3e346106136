// The promises of shared/ports/clock.ts, checked on every implementation.
import { afterEach, describe, expect, it } from 'vitest';
import type { Clock } from '../../shared/ports/clock.ts';

const DAY_MS = 24 * 60 * 60_000;
const never = new AbortController().signal;

export interface ClockOnTrial {
  readonly clock: Clock;
  /** Lets time pass; what was waited for meanwhile has been told when it returns. */
  readonly pass: (ms: number) => Promise<void>;
  /** How many waits have not ended. */
  readonly countWaits: () => number;
  readonly close: () => void;
}

export function clockConformance(name: string, open: () => ClockOnTrial): void {
  describe(`clock: ${name}`, () => {
    let trial: ClockOnTrial;
    afterEach(() => trial.close());

    /** Waits, and the waits that have ended. */
    const follow = (...waits: readonly number[]) => {
      const ended: number[] = [];
      for (const ms of waits) void trial.clock.wait(ms, never).then(() => ended.push(ms));
      return ended;
    };

    it('tells the time of day as ISO text in UTC, and goes on as time passes', async () => {
      trial = open();
      const before = trial.clock.now();
      await trial.pass(1234);
      const after = trial.clock.now();
      expect(new Date(before).toISOString()).toBe(before);
      expect(Date.parse(after) - Date.parse(before)).toBe(1234);
    });

    it('ends a wait when its time has passed and not before', async () => {
      trial = open();
      const ended = follow(500);
      await trial.pass(499);
      expect(ended).toEqual([]);
      await trial.pass(1);
      expect(ended).toEqual([500]);
    });

    it('ends waits in the order of their ends', async () => {
      trial = open();
      const ended = follow(30, 10, 20);
      await trial.pass(100);
      expect(ended).toEqual([10, 20, 30]);
    });

    it('ends a wait for nothing', async () => {
      trial = open();
      await trial.clock.wait(0, never);
      expect(trial.countWaits()).toBe(0);
    });

    it('waits longer than the 25 days of the longest timer', async () => {
      trial = open();
      const ended = follow(60 * DAY_MS);
      await trial.pass(60 * DAY_MS - 1);
      expect(ended).toEqual([]);
      await trial.pass(1);
      expect(ended).toEqual([60 * DAY_MS]);
    });

    it('ends a wait as soon as its signal fires, and leaves nothing behind', async () => {
      trial = open();
      const stop = new AbortController();
      const wait = trial.clock.wait(DAY_MS, stop.signal);
      expect(trial.countWaits()).toBe(1);
      stop.abort();
      await wait;
      expect(trial.countWaits()).toBe(0);
    });

    it('does not wait under a signal that has fired', async () => {
      trial = open();
      await trial.clock.wait(60 * DAY_MS, AbortSignal.abort());
      expect(trial.countWaits()).toBe(0);
    });
  });
}
