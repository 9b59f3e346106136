// The service: as many trainers as there is room for, each with one message of the queue at a time.
//
// A message is hidden for a minute and hidden anew every third of it, so that a task that dies keeps its
// messages for a minute at most. A trainer that dies or takes too long costs its message one delivery
// and the service nothing. Asked to stop, the service takes nothing more, hands back at once what was
// not begun, has what is under way leave a checkpoint and pass it on, and ends.
import { setMaxListeners } from 'node:events';
import type { Clock } from '../../shared/ports/clock.ts';
import type { Delivery, EvaluationQueue } from '../../shared/ports/evaluation-queue.ts';
import { reasonOf } from '../aws/retryable.ts';
import { backoffSeconds } from '../aws/sqs-evaluation-queue.ts';
import type { Report } from '../protocol/tools.ts';
import type { Answer, Trainer } from './trainer.ts';

const LEASE_MS = 60_000;
const RECEIVE_AGAIN_MS = 5000;
const STOPPING = 'the service is stopping';

export interface ServiceOptions {
  readonly queue: Pick<EvaluationQueue<string>, 'receive' | 'extend' | 'done' | 'giveBack'>;
  /** Trainings at once. */
  readonly slots: number;
  readonly startTrainer: (signal: AbortSignal) => Promise<Trainer>;
  /** A trainer that gives no answer in this time is killed: what an attempt may cost ends here. */
  readonly attemptMs: number;
  /** How long trainings may take to leave. */
  readonly leaveMs: number;
  /** Names the service, for logs and results. */
  readonly name: string;
  readonly clock: Pick<Clock, 'wait'>;
  readonly report: Report;
}

export interface TrainingService {
  stop(): void;
  /** Rejects when no trainer can be started. */
  readonly ended: Promise<void>;
}

export function trainingService(options: ServiceOptions): TrainingService {
  const { queue, slots, startTrainer, attemptMs, leaveMs, name, clock, report } = options;
  const stopping = new AbortController();
  // Each of any number of slots listens.
  setMaxListeners(0, stopping.signal);
  let deliveries = 0;

  const receive = async (): Promise<readonly Delivery<string>[]> => {
    try {
      return await queue.receive({ max: 1, leaseMs: LEASE_MS, signal: stopping.signal });
    } catch (error) {
      report.warn('receive failed', { reason: reasonOf(error) });
      await clock.wait(RECEIVE_AGAIN_MS, stopping.signal);
      return [];
    }
  };

  /** Keeps a message hidden until the signal fires. */
  const hold = async (receipt: string, signal: AbortSignal): Promise<void> => {
    for (;;) {
      await clock.wait(LEASE_MS / 3, signal);
      if (signal.aborted) return;
      await queue.extend(receipt, LEASE_MS).catch((error: unknown) => {
        report.warn('visibility timeout not extended', { reason: reasonOf(error) });
      });
    }
  };

  const answerOf = async (trainer: Trainer, delivery: Delivery<string>): Promise<Answer> => {
    const over = new AbortController();
    const killAfter = async (ms: number) => {
      await clock.wait(ms, over.signal);
      if (!over.signal.aborted) await trainer.kill();
    };
    const leave = () => {
      trainer.leave();
      void killAfter(leaveMs);
    };
    deliveries += 1;
    void hold(delivery.receipt, over.signal);
    void killAfter(attemptMs);
    stopping.signal.addEventListener('abort', leave, { once: true });
    try {
      const id = `${name}-${deliveries}`;
      return await trainer.work(delivery.request, { id, receives: delivery.attempt });
    } finally {
      stopping.signal.removeEventListener('abort', leave);
      over.abort();
    }
  };

  const settle = async ({ receipt, attempt }: Delivery<string>, answer: Answer): Promise<void> => {
    try {
      if (answer.type === 'done') await queue.done(receipt);
      // What ended because we stop is no fault of its message.
      else if (stopping.signal.aborted) await queue.giveBack(receipt, STOPPING);
      else await queue.giveBack(receipt, answer.reason, 1000 * backoffSeconds(attempt));
    } catch (error) {
      report.warn('message not settled', { reason: reasonOf(error) });
    }
  };

  const serve = async (): Promise<void> => {
    let trainer: Trainer | undefined;
    try {
      while (!stopping.signal.aborted) {
        // Before a message is taken: one that cannot be worked on is not to be received in vain.
        if (trainer === undefined || trainer.isGone) trainer = await startTrainer(stopping.signal);
        for (const delivery of await receive()) {
          const isTooLate = stopping.signal.aborted;
          const answer: Answer = isTooLate
            ? { type: 'failed', reason: STOPPING }
            : await answerOf(trainer, delivery);
          if (answer.type === 'failed') report.warn('message failed', { reason: answer.reason });
          await settle(delivery, answer);
        }
      }
    } catch (error) {
      const isStopped = stopping.signal.aborted;
      stopping.abort();
      if (!isStopped) throw error;
    } finally {
      await trainer?.kill();
    }
  };

  return {
    stop: () => stopping.abort(),
    ended: Promise.all(Array.from({ length: slots }, serve)).then(() => undefined),
  };
}
