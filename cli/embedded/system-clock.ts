// This machine's clock.
import type { Clock } from '../../shared/ports/clock.ts';

/** A timer with a longer delay, 2^31 ms and more, would fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => new Date().toISOString(),
  wait: async (ms, signal) => {
    for (let left = ms; left > 0 && !signal.aborted; left -= LONGEST_TIMER_MS) {
      await timer(Math.min(left, LONGEST_TIMER_MS), signal);
    }
  },
};

function timer(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(running);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const running = setTimeout(end, ms);
    signal.addEventListener('abort', end);
  });
}
