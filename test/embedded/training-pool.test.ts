// Workers that die, throw, hang or refuse: the pool replaces them and gives their request back, and
// the queue gives up after three attempts with the reason.
import { once } from 'node:events';
import { setImmediate as immediate } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { memoryQueue } from '../../cli/embedded/memory-queue.ts';
import {
  type PoolReply,
  type TrainingPool,
  trainingPool,
} from '../../cli/embedded/training-pool.ts';
import type { EvaluationRequest } from '../../shared/contracts/evaluation.ts';
import type { Dataset } from '../../shared/data/dataset.ts';
import type { EvaluationQueue } from '../../shared/ports/evaluation-queue.ts';
import { type ManualClock, manualClock } from './manual-clock.ts';

/** What the worker does is told by the budget: see moody-worker.mjs. */
const MOOD = {
  well: 64,
  exitsOnce: 128,
  throwsOnce: 192,
  exitsAlways: 256,
  hangsOnce: 320,
  hangsAlways: 384,
  refuses: 448,
  answersAndGoes: 512,
  hangsOnceAndIsDeaf: 576,
  hasAFullDisk: 640,
} as const;

const HANG_MS = 60_000;

/** The pool's patience with a thread that is to leave its work. */
const LEAVE_MS = 10_000;

let clock: ManualClock;
let queue: EvaluationQueue;
let pool: TrainingPool;
const threads: Worker[] = [];
const noteThread = (thread: Worker) => threads.push(thread);

beforeEach(() => {
  process.on('worker', noteThread);
});

afterEach(async () => {
  process.off('worker', noteThread);
  threads.length = 0;
  await pool.stop();
});

function open(workers: number, maxReceives = 3): void {
  clock = manualClock();
  queue = memoryQueue(clock, maxReceives);
  pool = trainingPool({
    queue,
    clock,
    workers,
    data: {} as Dataset,
    engine: { engine: 'onnx', backend: 'cpu' },
    blobFolder: 'unused',
    script: new URL('./moody-worker.mjs', import.meta.url),
    hangMs: HANG_MS,
  });
}

/** Sends all at once, and gives the replies in their order. */
async function evaluated(...requests: readonly EvaluationRequest[]): Promise<PoolReply[]> {
  const replies = requests.map(({ evaluationKey }) => pool.replyTo(evaluationKey));
  await queue.send(requests);
  return Promise.all(replies);
}

/** Lets the time pass in which so many new threads were to answer, one after the other. */
async function outwait(count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) {
    await once(process, 'worker');
    clock.pass(HANG_MS);
  }
}

function request(mood: keyof typeof MOOD, evaluationKey: string = mood): EvaluationRequest {
  const budget = { examples: MOOD[mood], schedule: 'constant' } as const;
  return { evaluationKey, budget } as EvaluationRequest;
}

describe('the training pool', () => {
  it('answers every request with its own result, with more requests than workers', async () => {
    open(2);
    const keys = Array.from({ length: 12 }, (_, n) => `key-${n}`);
    const replies = await evaluated(...keys.map((key) => request('well', key)));
    expect(replies.map((reply) => reply.request.evaluationKey)).toEqual(keys);
    expect(replies).toMatchObject(keys.map((evaluationKey) => ({ result: { evaluationKey } })));
    expect(threads.length).toBeLessThanOrEqual(2);
  });

  it('starts no more threads than there are requests, whatever is allowed', async () => {
    open(999);
    await evaluated(...Array.from({ length: 4 }, (_, n) => request('well', `key-${n}`)));
    expect(threads).toHaveLength(4);
  });

  it('starts one thread for requests that come one after the other', async () => {
    open(999);
    for (const key of ['first', 'second', 'third', 'fourth']) await evaluated(request('well', key));
    expect(threads).toHaveLength(1);
  });

  it.each([
    { workers: 5, generations: [3, 8], started: [3, 5] },
    { workers: 999, generations: [3, 8, 2, 8], started: [3, 8, 8, 8] },
    { workers: 2, generations: [1, 1, 7], started: [1, 1, 2] },
  ])(
    'starts $started threads in all for generations of $generations, $workers allowed',
    async ({ workers, generations, started }) => {
      open(workers);
      const counts: number[] = [];
      for (const [index, size] of generations.entries()) {
        const keys = Array.from({ length: size }, (_, n) => `generation-${index}-${n}`);
        await evaluated(...keys.map((key) => request('well', key)));
        counts.push(threads.length);
      }
      expect(counts).toEqual(started);
    },
  );

  it('gives the next request to the thread that refused the one before', async () => {
    open(999);
    await evaluated(request('refuses'));
    await evaluated(request('well'));
    expect(threads).toHaveLength(1);
  });

  it.each([
    ['exitsOnce', 0],
    ['throwsOnce', 0],
    ['hangsOnce', 1],
  ] as const)('replaces a worker that %s, and repeats its request', async (mood, hangs) => {
    open(1);
    const outwaited = outwait(hangs);
    const [reply] = await evaluated(request(mood));
    await outwaited;
    expect(reply).toMatchObject({ result: { provenance: { attempt: 2, worker: 'worker-1' } } });
    expect(await evaluated(request('well'))).toMatchObject([{ result: {} }]);
    expect(threads).toHaveLength(2);
  });

  it('reports a full disk at once, and not as a failure of the evaluation', async () => {
    open(1);
    const [reply] = await evaluated(request('hasAFullDisk'));
    expect(reply).toMatchObject({ failure: 'ENOSPC, attempt 1', isOfDisk: true });
    expect(await queue.takeDeadLetters()).toEqual([]);
  });

  it.each([
    ['exitsAlways', 0, /ended with code 4/],
    ['hangsAlways', 3, /no answer in 60 s/],
    ['refuses', 0, /no luck, attempt 3/],
  ] as const)(
    'gives up after three attempts when a worker %s, and says why',
    async (mood, hangs, why) => {
      open(1);
      const outwaited = outwait(hangs);
      const [reply] = await evaluated(request(mood));
      await outwaited;
      expect(reply).toMatchObject({ failure: expect.stringMatching(why) });
      expect(await evaluated(request('well'))).toMatchObject([{ result: {} }]);
    },
  );

  it('ends a thread that hangs once it has left its work', async () => {
    open(1);
    const outwaited = outwait(1);
    await evaluated(request('hangsOnce'));
    await outwaited;
    expect(threads[0]!.threadId).toBe(-1);
  });

  it('leaves a thread alone that hangs and does not leave its work, and goes on', async () => {
    open(1);
    const outwaited = outwait(1);
    const replied = evaluated(request('hangsOnceAndIsDeaf'));
    await outwaited;
    await immediate();
    clock.pass(LEAVE_MS);
    expect(await replied).toMatchObject([{ result: { provenance: { attempt: 2 } } }]);
    expect(threads[0]!.threadId).toBeGreaterThan(0);
    await threads[0]!.terminate();
  });

  it('notices a worker that dies between two requests', async () => {
    open(1);
    // Listened for from the start: the thread may be gone before its reply is here.
    const gone = new Promise((resolve) => {
      process.once('worker', (thread) => thread.once('exit', resolve));
    });
    await evaluated(request('answersAndGoes'));
    await gone;
    expect(await evaluated(request('well'))).toMatchObject([
      { result: { provenance: { attempt: 1, worker: 'worker-1' } } },
    ]);
  });

  it('keeps other workers busy while one is replaced', async () => {
    open(2);
    const moods = ['exitsOnce', 'well', 'throwsOnce', 'well', 'exitsAlways', 'well'] as const;
    const replies = await evaluated(...moods.map((mood, n) => request(mood, `${mood}-${n}`)));
    const whole = replies.map((reply) => 'result' in reply);
    expect(whole).toEqual([true, true, true, true, false, true]);
  });

  it('asked again after it gave up, tries anew', async () => {
    open(1);
    await evaluated(request('refuses', 'key'));
    expect(await evaluated(request('exitsOnce', 'key'))).toMatchObject([
      { result: { provenance: { attempt: 2 } } },
    ]);
  });

  it('leaves nothing in the queue that is done', async () => {
    open(2);
    await evaluated(request('well'), request('exitsOnce'), request('refuses'));
    await pool.stop();
    clock.pass(10 * HANG_MS);
    await queue.send([request('well', 'probe')]);
    const { signal } = new AbortController();
    const left = await queue.receive({ max: 10, leaseMs: 1, signal });
    expect(left.map((delivery) => delivery.request.evaluationKey)).toEqual(['probe']);
  });

  it('stopped while a thread is at work, ends all threads and tells no reply', async () => {
    open(2, 1);
    await evaluated(request('well'));
    let isReplied = false;
    void pool.replyTo('hangsAlways').then(() => {
      isReplied = true;
    });
    await queue.send([request('hangsAlways')]);
    await immediate();
    await pool.stop();
    expect(threads.map((thread) => thread.threadId)).toEqual(threads.map(() => -1));
    const reason = 'the pool was stopped';
    expect(await queue.takeDeadLetters()).toEqual([{ request: request('hangsAlways'), reason }]);
    await immediate();
    expect(isReplied).toBe(false);
    expect(clock.countWaits()).toBe(0);
  });

  it('stopped while a request is being delivered, gives it back and does not begin it', async () => {
    open(1, 1);
    const { receive } = queue;
    vi.spyOn(queue, 'receive').mockImplementation(async (options) => {
      const deliveries = await receive(options);
      void pool.stop();
      return deliveries;
    });
    // The pool waits in the queue as it was until this is done, and then in this one.
    await evaluated(request('well'));
    await immediate();
    await queue.send([request('hangsAlways')]);
    await pool.stop();
    expect(await queue.takeDeadLetters()).toMatchObject([{ reason: 'the pool was stopped' }]);
    expect(clock.countWaits()).toBe(0);
  });
});
