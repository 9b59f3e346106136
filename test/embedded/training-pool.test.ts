// Workers that die, throw, hang or refuse: the pool replaces them, repeats the request, and gives up
// after three attempts with the reason.
import { once } from 'node:events';
import type { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type TrainingPool, trainingPool } from '../../cli/embedded/training-pool.ts';
import type { EvaluationRequest } from '../../shared/contracts/evaluation.ts';
import type { Dataset } from '../../shared/data/dataset.ts';

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
} as const;

/** Long enough for a thread to start on a busy machine. */
const HANG_MS = 1000;

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

function open(workers: number): void {
  pool = trainingPool({
    workers,
    data: {} as Dataset,
    blobFolder: 'unused',
    script: new URL('./moody-worker.mjs', import.meta.url),
    hangMs: ({ budget }) =>
      budget.examples === MOOD.hangsOnce || budget.examples === MOOD.hangsAlways ? HANG_MS : 60_000,
  });
}

function request(mood: keyof typeof MOOD, evaluationKey: string = mood): EvaluationRequest {
  const budget = { examples: MOOD[mood], schedule: 'constant' } as const;
  return { evaluationKey, budget } as EvaluationRequest;
}

describe('the training pool', () => {
  it('answers every request with its own result, with more requests than workers', async () => {
    open(2);
    const keys = Array.from({ length: 12 }, (_, n) => `key-${n}`);
    const replies = await Promise.all(keys.map((key) => pool.evaluate(request('well', key))));
    expect(replies.map((reply) => reply.request.evaluationKey)).toEqual(keys);
    expect(replies).toMatchObject(keys.map((evaluationKey) => ({ result: { evaluationKey } })));
    expect(threads.length).toBeLessThanOrEqual(2);
  });

  it.each(['exitsOnce', 'throwsOnce', 'hangsOnce'] as const)(
    'replaces a worker that %s, and repeats its request',
    async (mood) => {
      open(1);
      const reply = await pool.evaluate(request(mood));
      expect(reply).toMatchObject({ result: { provenance: { attempt: 2, worker: 'worker-1' } } });
      expect(await pool.evaluate(request('well'))).toMatchObject({ result: {} });
      expect(threads).toHaveLength(2);
    },
  );

  it.each([
    ['exitsAlways', /ended with code 4/],
    ['hangsAlways', /no answer in 1 s/],
    ['refuses', /no luck, attempt 3/],
  ] as const)('gives up after three attempts when a worker %s, and says why', async (mood, why) => {
    open(1);
    const reply = await pool.evaluate(request(mood));
    expect(reply).toMatchObject({ failure: expect.stringMatching(why) });
    expect(await pool.evaluate(request('well'))).toMatchObject({ result: {} });
  });

  it('notices a worker that dies between two requests', async () => {
    open(1);
    await pool.evaluate(request('answersAndGoes'));
    await once(threads[0]!, 'exit');
    expect(await pool.evaluate(request('well'))).toMatchObject({
      result: { provenance: { attempt: 1, worker: 'worker-1' } },
    });
  });

  it('keeps other workers busy while one is replaced', async () => {
    open(2);
    const moods = ['exitsOnce', 'well', 'throwsOnce', 'well', 'exitsAlways', 'well'] as const;
    const replies = await Promise.all(
      moods.map((mood, n) => pool.evaluate(request(mood, `${mood}-${n}`))),
    );
    expect(replies.map((reply) => 'result' in reply)).toEqual([
      true,
      true,
      true,
      true,
      false,
      true,
    ]);
  });

  it('ends all its threads when it is stopped, a busy one too', async () => {
    open(2);
    await pool.evaluate(request('well'));
    void pool.evaluate(request('hangsAlways'));
    const gone = threads.map((thread) => once(thread, 'exit'));
    await pool.stop();
    await Promise.all(gone);
  });
});
