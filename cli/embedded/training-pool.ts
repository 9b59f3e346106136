// Worker threads that evaluate what the queue delivers. A thread that dies or hangs is replaced, and
// its request given back to the queue.
import { once, setMaxListeners } from 'node:events';
import type { EngineChoice } from '../../shared/contracts/engine-choice.ts';
import type { EvaluationRequest, EvaluationResult } from '../../shared/contracts/evaluation.ts';
import type { Dataset } from '../../shared/data/dataset.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { Delivery, EvaluationQueue } from '../../shared/ports/evaluation-queue.ts';
import { nextMessage, startThread, type Thread, type ThreadPort } from './start-thread.ts';
import { reasonOf } from './system-error.ts';

/** Far longer than a segment of a training takes (a third of a second), even on a busy machine. */
const LEAVE_MS = 10_000;

/** A lease outlasts its hang and the leaving after it: the pool gives back before the queue takes. */
const LEASE_MARGIN_MS = 3 * LEAVE_MS;

const STOPPED = 'the pool was stopped';

export interface PoolOptions {
  readonly queue: Omit<EvaluationQueue, 'send'>;
  readonly clock: Pick<Clock, 'wait'>;
  /** Threads at most. */
  readonly workers: number;
  readonly data: Dataset;
  readonly engine: EngineChoice;
  /** Folder of the blob store. */
  readonly blobFolder: string;
  /** The worker's module. */
  readonly script: URL;
  /** A request that takes longer than this counts as hanging. */
  readonly hangMs: number;
}

export type PoolReply =
  | { readonly request: EvaluationRequest; readonly result: EvaluationResult }
  | {
      readonly request: EvaluationRequest;
      readonly failure: string;
      /** The disk failed, not the evaluation: no fact of its genome. */
      readonly isOfDisk?: true;
    };

/** What a worker is given at its start. */
export interface WorkerStart extends ThreadPort {
  readonly name: string;
  readonly data: Dataset;
  readonly engine: EngineChoice;
  readonly blobFolder: string;
}

/** What a worker is sent, and what it answers. */
export type WorkerTask = Pick<Delivery, 'request' | 'attempt'>;
export type WorkerAnswer =
  | { readonly result: EvaluationResult }
  | { readonly error: string; readonly isOfDisk?: boolean };

/** Asks a worker to leave its training at the next segment. */
export const ABORT = 'abort';

/** What came of a request, and of the thread that had it. */
interface Outcome {
  readonly answer: WorkerAnswer;
  readonly thread: 'free' | 'busy' | 'gone';
}

export interface TrainingPool {
  /**
   * The next reply to a key: a result, or why the queue gave it up. Ask before the request is sent;
   * one at a time may wait for a key.
   */
  replyTo(evaluationKey: string): Promise<PoolReply>;
  /** Ends all threads at the end of their segments; what is in flight gets no reply. */
  stop(): Promise<void>;
}

export function trainingPool(options: PoolOptions): TrainingPool {
  const { queue, clock, workers, data, engine, blobFolder, script, hangMs } = options;
  const isOwn = engine.engine === 'trainer';
  const stopping = new AbortController();
  // Each of any number of threads listens.
  setMaxListeners(0, stopping.signal);
  const waiting = new Map<string, (reply: PoolReply) => void>();
  const idle: Thread[] = [];
  let started = 0;

  const start = (): Thread => {
    const given: Omit<WorkerStart, 'port'> = {
      name: `worker-${started}`,
      ...{ data, engine, blobFolder },
    };
    started += 1;
    return startThread(script, given, isOwn);
  };

  const reply = (message: PoolReply): void => {
    // A request that was delivered twice has had its reply.
    waiting.get(message.request.evaluationKey)?.(message);
    waiting.delete(message.request.evaluationKey);
  };

  /** A result that is lost between here and the ledger is missing there, and is sent for again. */
  const settle = async ({ request, receipt }: Delivery, answer: WorkerAnswer): Promise<void> => {
    const isFailed = 'error' in answer;
    // A full disk is as full for the next attempt.
    const isOfDisk = isFailed && answer.isOfDisk === true;
    if (isFailed && !isOfDisk) await queue.giveBack(receipt, answer.error);
    else await queue.done(receipt);
    // What ended because we stop is no fact of its request.
    if (stopping.signal.aborted) return;
    if (!isFailed) reply({ request, result: answer.result });
    else if (isOfDisk) reply({ request, failure: answer.error, isOfDisk });
    for (const letter of await queue.takeDeadLetters()) {
      reply({ request: letter.request, failure: letter.reason });
    }
  };

  /**
   * The only place that starts a thread, and only while none is idle: there are never more threads than
   * requests at once, however many `workers` allows.
   */
  const idleOrNew = (): Thread => {
    let thread = idle.pop();
    // A thread may end between two requests as well; it has no number then.
    while (thread !== undefined && thread.worker.threadId < 0) thread = idle.pop();
    return thread ?? start();
  };

  const serve = async (delivery: Delivery): Promise<void> => {
    if (stopping.signal.aborted) return settle(delivery, { error: STOPPED });
    const thread = idleOrNew();
    const outcome = await ask(thread, delivery, hangMs, clock, stopping.signal);
    // No native code of ours is in the way of ending a thread that a person's own trainer holds.
    if (outcome.thread === 'busy')
      await (isOwn ? thread.worker.terminate() : dismiss(thread, clock));
    // Before the reply, on which the next request may be sent.
    if (outcome.thread === 'free') idle.push(thread);
    await settle(delivery, outcome.answer);
  };

  /** Takes a request whenever fewer than `workers` are under way. */
  const dispatch = async (): Promise<void> => {
    const lease = { max: 1, leaseMs: hangMs + LEASE_MARGIN_MS, signal: stopping.signal };
    const underWay = new Set<Promise<void>>();
    let onSettled = (): void => undefined;
    while (!stopping.signal.aborted) {
      for (const delivery of await queue.receive(lease)) {
        const served: Promise<void> = serve(delivery).finally(() => {
          underWay.delete(served);
          onSettled();
        });
        underWay.add(served);
      }
      if (underWay.size >= workers) {
        await new Promise<void>((resolve) => {
          onSettled = resolve;
        });
      }
    }
    await Promise.all(underWay);
    await Promise.all(idle.map(({ worker }) => worker.terminate()));
  };

  const dispatched = dispatch();
  return {
    replyTo: (evaluationKey) => new Promise((resolve) => waiting.set(evaluationKey, resolve)),
    stop: async () => {
      stopping.abort();
      await dispatched;
    },
  };
}

/** Has a thread evaluate a request, until it answers, dies or hangs, or the signal fires. */
async function ask(
  thread: Thread,
  { request, attempt }: Delivery,
  hangMs: number,
  clock: Pick<Clock, 'wait'>,
  signal: AbortSignal,
): Promise<Outcome> {
  const over = new AbortController();
  const until = { signal: over.signal };
  const task: WorkerTask = { request, attempt };
  const lost = (error: string, state: Outcome['thread']): Outcome => ({
    answer: { error },
    thread: state,
  });
  thread.port.postMessage(task);
  try {
    return await Promise.race([
      nextMessage<WorkerAnswer>(thread, over.signal).then(
        (next): Outcome =>
          'message' in next
            ? { answer: next.message, thread: 'free' }
            : lost(`the worker ended with code ${next.code}`, 'gone'),
      ),
      clock
        .wait(hangMs, over.signal)
        .then(() => lost(`the worker gave no answer in ${Math.round(hangMs / 1000)} s`, 'busy')),
      once(signal, 'abort', until).then(() => lost(STOPPED, 'busy')),
    ]);
  } catch (error) {
    return lost(`the worker died: ${reasonOf(error)}`, 'gone');
  } finally {
    over.abort();
  }
}

/**
 * Ends a busy thread between two calls of the engine: within one, ending it would end us as well, so
 * that a thread which does not come out of it is left behind.
 */
async function dismiss(thread: Thread, clock: Pick<Clock, 'wait'>): Promise<void> {
  const over = new AbortController();
  thread.port.postMessage(ABORT);
  const hasLeft = await Promise.race([
    nextMessage(thread, over.signal).then(() => true),
    clock.wait(LEAVE_MS, over.signal).then(() => false),
  ]).catch(() => true);
  over.abort();
  if (hasLeft) await thread.worker.terminate();
  else thread.worker.unref();
}
