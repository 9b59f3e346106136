// A clock that stands still until a test moves it.
import type { Clock } from '../../shared/ports/clock.ts';

/** A clock, and time passing on it. */
export interface ManualClock extends Clock {
  pass(ms: number): void;
  /** How many waits have not ended. */
  countWaits(): number;
}

/** Begins at 2020-01-01T00:00:00.000Z. */
export function manualClock(): ManualClock {
  let nowMs = Date.UTC(2020, 0, 1);
  const waits = new Map<() => void, number>();
  return {
    now: () => new Date(nowMs).toISOString(),
    wait: (ms, signal) =>
      new Promise((resolve) => {
        const end = () => {
          waits.delete(end);
          signal.removeEventListener('abort', end);
          resolve();
        };
        waits.set(end, nowMs + ms);
        signal.addEventListener('abort', end);
        if (ms <= 0 || signal.aborted) end();
      }),
    countWaits: () => waits.size,
    pass: (ms) => {
      nowMs += ms;
      const due = [...waits].filter(([, dueMs]) => dueMs <= nowMs);
      for (const [end] of due.sort(([, a], [, b]) => a - b)) end();
    },
  };
}
