// Worker threads that evaluate. A thread that dies or hangs is replaced and its request repeated.
import { Worker } from 'node:worker_threads';
import type { EvaluationRequest, EvaluationResult } from '../../shared/contracts/evaluation.ts';
import type { Dataset } from '../../shared/data/dataset.ts';

/** Far longer than a segment of a training takes (a third of a second), even on a busy machine. */
const STOP_MS = 10_000;

/** Trainings of one request before it counts as failed. */
const MAX_ATTEMPTS = 3;

export interface PoolOptions {
  readonly workers: number;
  readonly data: Dataset;
  /** Folder of the blob store. */
  readonly blobFolder: string;
  /** The worker's module. */
  readonly script: URL;
  /** A request that takes longer than this counts as hanging. */
  readonly hangMs: (request: EvaluationRequest) => number;
}

export type PoolReply =
  | { readonly request: EvaluationRequest; readonly result: EvaluationResult }
  | { readonly request: EvaluationRequest; readonly failure: string };

/** What a worker is given at its start. */
export interface WorkerStart {
  readonly name: string;
  readonly data: Dataset;
  readonly blobFolder: string;
}

/** What a worker is sent, and what it answers. */
export interface WorkerTask {
  readonly request: EvaluationRequest;
  readonly attempt: number;
}

/** Asks a worker to leave its training at the next segment. */
export const ABORT = 'abort';

export type WorkerAnswer = { readonly result: EvaluationResult } | { readonly error: string };

export interface TrainingPool {
  /** Resolves with the result, or with why it failed after all attempts. */
  evaluate(request: EvaluationRequest): Promise<PoolReply>;
  /** Ends all threads at the end of their segments; what is in flight never resolves. */
  stop(): Promise<void>;
}

interface Job extends WorkerTask {
  readonly resolve: (reply: PoolReply) => void;
}

export function trainingPool(options: PoolOptions): TrainingPool {
  const waiting: Job[] = [];
  const threads = new Set<Worker>();
  const idle: Worker[] = [];
  let started = 0;
  let isStopped = false;

  const assign = (): void => {
    while (!isStopped && waiting.length > 0) {
      const thread = idle.pop() ?? (threads.size < options.workers ? start() : undefined);
      const job = thread && waiting.shift();
      if (thread === undefined || job === undefined) return;
      work(thread, job);
    }
  };

  /** A thread may end between two requests as well. */
  const forget = (thread: Worker): void => {
    threads.delete(thread);
    const place = idle.indexOf(thread);
    if (place >= 0) idle.splice(place, 1);
  };

  const start = (): Worker => {
    const workerData: WorkerStart = {
      name: `worker-${started}`,
      data: options.data,
      blobFolder: options.blobFolder,
    };
    started += 1;
    const thread = new Worker(options.script, { workerData });
    // An error may still come from a thread that is being ended.
    thread.on('error', () => undefined);
    thread.once('exit', () => forget(thread));
    threads.add(thread);
    return thread;
  };

  const work = (thread: Worker, job: Job): void => {
    const settle = (answer: WorkerAnswer, isThreadLost: boolean): void => {
      clearTimeout(timer);
      for (const [event, listener] of Object.entries(listeners)) thread.off(event, listener);
      if (isStopped) return;
      if (isThreadLost) {
        forget(thread);
        void thread.terminate();
      } else idle.push(thread);
      const { request, attempt, resolve } = job;
      if ('result' in answer) resolve({ request, result: answer.result });
      else if (attempt < MAX_ATTEMPTS) waiting.unshift({ ...job, attempt: attempt + 1 });
      else resolve({ request, failure: answer.error });
      assign();
    };
    const hangMs = options.hangMs(job.request);
    const timer = setTimeout(
      () => settle({ error: `the worker gave no answer in ${Math.round(hangMs / 1000)} s` }, true),
      hangMs,
    );
    const listeners = {
      message: (answer: WorkerAnswer) => settle(answer, false),
      error: (error: Error) => settle({ error: `the worker died: ${error.message}` }, true),
      exit: (code: number) => settle({ error: `the worker ended with code ${code}` }, true),
    };
    for (const [event, listener] of Object.entries(listeners)) thread.on(event, listener);
    const task: WorkerTask = { request: job.request, attempt: job.attempt };
    thread.postMessage(task);
  };

  return {
    evaluate: (request) =>
      new Promise((resolve) => {
        waiting.push({ request, attempt: 1, resolve });
        assign();
      }),
    stop: async () => {
      isStopped = true;
      // A thread is ended between two calls of the engine: within one, ending it would abort us.
      await Promise.all([...threads].filter((thread) => !idle.includes(thread)).map(leave));
      await Promise.all([...threads].map((thread) => thread.terminate()));
    },
  };
}

/** Resolves when a busy thread has answered, or has had its time. */
function leave(thread: Worker): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, STOP_MS);
    for (const event of ['message', 'exit']) {
      thread.once(event, () => {
        clearTimeout(timer);
        resolve();
      });
    }
    thread.postMessage(ABORT);
  });
}
