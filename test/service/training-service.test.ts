// The service of trainers' processes over a queue and a clock of the test's: whatever a message does to
// a process, the service lives, and no message is lost or held longer than it must be.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { memoryQueue } from '../../cli/embedded/memory-queue.ts';
import { type TrainingService, trainingService } from '../../functions/training-service/serve.ts';
import { startTrainer, type Trainer } from '../../functions/training-service/trainer.ts';
import type { EvaluationQueue } from '../../shared/ports/evaluation-queue.ts';
import { type ManualClock, manualClock } from '../embedded/manual-clock.ts';

const SCRIPT = new URL('./moody-trainer.mjs', import.meta.url);
const MAX_RECEIVES = 3;
const LEASE_MS = 60_000;
const ATTEMPT_MS = 120_000;
const LEAVE_MS = 110_000;

let clock: ManualClock;
let queue: EvaluationQueue<string>;
let service: TrainingService;
let trainers: Trainer[];
let warnings: string[];
/** What was done, in that order. */
let done: string[];

beforeEach(() => {
  clock = manualClock();
  queue = memoryQueue<string>(clock, MAX_RECEIVES);
  trainers = [];
  warnings = [];
  done = [];
});

afterEach(async () => {
  delete process.env.MOODY_START;
  for (const trainer of trainers) void trainer.kill();
  service.stop();
  await service.ended.catch(() => undefined);
});

function open(slots: number, watched: Partial<EvaluationQueue<string>> = {}): void {
  const bodies = new Map<string, string>();
  service = trainingService({
    queue: {
      ...queue,
      receive: async (options) => {
        const deliveries = await queue.receive(options);
        for (const { receipt, request } of deliveries) bodies.set(receipt, request);
        return deliveries;
      },
      done: async (receipt) => {
        await queue.done(receipt);
        done.push(bodies.get(receipt)!);
      },
      ...watched,
    },
    slots,
    startTrainer: async (signal) => {
      const trainer = await startTrainer(SCRIPT, signal);
      trainers.push(trainer);
      return trainer;
    },
    attemptMs: ATTEMPT_MS,
    leaveMs: LEAVE_MS,
    name: 'service',
    clock,
    report: {
      info: () => undefined,
      warn: (message, { reason }) => warnings.push(`${message}: ${reason}`),
      count: () => undefined,
    },
  });
  // A test that expects a refusal waits for it itself.
  service.ended.catch(() => undefined);
}

/** Waits until it is so, while time passes for the queue by the step given. */
async function until(check: () => void, stepMs = 0): Promise<void> {
  await vi.waitFor(
    () => {
      if (stepMs > 0) clock.pass(stepMs);
      check();
    },
    { timeout: 20_000, interval: 10 },
  );
}

/** Bodies that are visible now. */
async function visible(): Promise<string[]> {
  await queue.send(['probe']);
  const { signal } = new AbortController();
  const found = await queue.receive({ max: 100, leaseMs: LEASE_MS, signal });
  for (const { request, receipt } of found) if (request === 'probe') await queue.done(receipt);
  return found.map(({ request }) => request).filter((request) => request !== 'probe');
}

describe('the training service', () => {
  it('works off more messages than it has trainers, each once', async () => {
    open(2);
    const bodies = Array.from({ length: 10 }, (_, n) => `works ${n}`);
    await queue.send(bodies);
    await until(() => expect(done).toHaveLength(10));
    expect([...done].sort()).toEqual(bodies);
  });

  it('takes no more messages than it has trainers', async () => {
    open(2);
    await queue.send(['trains a', 'trains b', 'trains c']);
    await until(() => expect(clock.countWaits()).toBe(2 * 3));
    expect(await visible()).toEqual(['trains c']);
  });

  it('keeps a message hidden for as long as it is worked on', async () => {
    open(1);
    await queue.send(['trains a']);
    await until(() => expect(clock.countWaits()).toBe(3));
    for (let thirds = 0; thirds < 5; thirds += 1) {
      clock.pass(LEASE_MS / 3);
      await until(() => expect(clock.countWaits()).toBe(3));
      expect(await visible()).toEqual([]);
    }
  });

  it.each(['crashes', 'hangs'])('goes on when a message %s its trainer, once', async (mood) => {
    open(1);
    await queue.send([`${mood} a`, 'works b']);
    await until(() => expect(trainers).toHaveLength(1));
    await until(() => expect(done).toContain('works b'), mood === 'hangs' ? ATTEMPT_MS / 50 : 0);
    await until(() => expect(done).toContain(`${mood} a`), 1000);
    expect(warnings).toEqual([expect.stringMatching(/the trainer ended with SIG(SEGV|KILL)/)]);
    expect(trainers).toHaveLength(2);
  });

  it.each(['exits', 'fails'])(
    'gives a message that always %s back, until it is a dead letter',
    async (mood) => {
      open(1);
      await queue.send([`${mood} a`]);
      await until(() => expect(warnings).toHaveLength(MAX_RECEIVES), 1000);
      await queue.send(['works b']);
      await until(() => expect(done).toEqual(['works b']));
      const [letter] = await queue.takeDeadLetters();
      expect(letter).toMatchObject({
        request: `${mood} a`,
        reason: mood === 'exits' ? 'the trainer ended with 3' : 'no luck, delivery 3',
      });
    },
  );

  it('lets a message that failed wait longer each time', async () => {
    const delays: (number | undefined)[] = [];
    open(1, {
      giveBack: (receipt, reason, afterMs) => {
        delays.push(afterMs);
        return queue.giveBack(receipt, reason, afterMs);
      },
    });
    await queue.send(['fails a']);
    await until(() => expect(delays).toEqual([5000, 10_000, 15_000]), 1000);
  });

  it('asked to stop, has its trainings leave, hands back the others at once, and ends', async () => {
    open(1);
    await queue.send(['trains a', 'works b']);
    await until(() => expect(clock.countWaits()).toBe(3));
    service.stop();
    await service.ended;
    expect(done).toEqual(['trains a']);
    expect(await visible()).toEqual(['works b']);
    expect(trainers.every(({ isGone }) => isGone)).toBe(true);
  });

  it('hands back what a poll brings after the stop', async () => {
    await queue.send(['works a']);
    open(1, {
      receive: async (options) => {
        const deliveries = await queue.receive(options);
        service.stop();
        return deliveries;
      },
    });
    await service.ended;
    expect(await visible()).toEqual(['works a']);
  });

  it('kills a trainer that does not leave in time, and hands its message back at once', async () => {
    open(1);
    await queue.send(['hangs a']);
    await until(() => expect(clock.countWaits()).toBe(3));
    service.stop();
    clock.pass(LEAVE_MS);
    await service.ended;
    expect(done).toEqual([]);
    expect(await visible()).toEqual(['hangs a']);
  });

  it.each([
    ['broken', 'it ended with 9'],
    ['useless', 'no engine'],
  ])('takes no message when its trainers are %s, and ends in words', async (start, words) => {
    process.env.MOODY_START = start;
    await queue.send(['works a']);
    open(2);
    await expect(service.ended).rejects.toThrow(`a trainer could not be started: ${words}`);
    expect(await visible()).toEqual(['works a']);
  });

  it('goes on when the queue cannot be reached for a while', async () => {
    let failures = 2;
    open(1, {
      receive: (options) => {
        failures -= 1;
        return failures >= 0 ? Promise.reject(new Error('no network')) : queue.receive(options);
      },
    });
    await queue.send(['works a']);
    await until(() => expect(failures).toBeLessThan(0), 1000);
    expect(warnings).toEqual(Array(2).fill('receive failed: no network'));
  });
});
