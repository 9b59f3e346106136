import { vi } from 'vitest';
import { memoryQueue } from '../../cli/embedded/memory-queue.ts';
import { systemClock } from '../../cli/embedded/system-clock.ts';
import { clockConformance } from '../conformance/clock.conformance.ts';
import { evaluationQueueConformance } from '../conformance/evaluation-queue.conformance.ts';
import { manualClock } from './manual-clock.ts';

clockConformance('system', () => {
  // The machine's time and timers, in the test's hands.
  vi.useFakeTimers();
  return {
    clock: systemClock,
    pass: async (ms) => {
      await vi.advanceTimersByTimeAsync(ms);
    },
    countWaits: () => vi.getTimerCount(),
    close: () => vi.useRealTimers(),
  };
});

clockConformance('manual', () => {
  const clock = manualClock();
  return {
    clock,
    pass: async (ms) => clock.pass(ms),
    countWaits: () => clock.countWaits(),
    close: () => undefined,
  };
});

evaluationQueueConformance('memory', async (maxReceives) => {
  const clock = manualClock();
  return { queue: memoryQueue(clock, maxReceives), pass: async (ms) => clock.pass(ms) };
});
