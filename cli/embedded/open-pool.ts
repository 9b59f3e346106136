// Training threads of this process with their queue: what a run and a comparison evaluate on.
import type { EvaluationRequest } from '../../shared/contracts/evaluation.ts';
import { memoryQueue } from './memory-queue.ts';
import { systemClock } from './system-clock.ts';
import { type PoolOptions, type PoolReply, trainingPool } from './training-pool.ts';

/** Trainings of one request before it counts as failed. */
const MAX_ATTEMPTS = 3;

export function openPool(
  options: Pick<PoolOptions, 'workers' | 'data' | 'engine' | 'blobFolder' | 'hangMs'>,
) {
  const clock = systemClock;
  const queue = memoryQueue(clock, MAX_ATTEMPTS);
  const script = new URL('./training-worker.mjs', import.meta.url);
  const pool = trainingPool({ ...options, queue, clock, script });
  return {
    clock,
    queue,
    pool,
    /** One request outside of a run's loop. */
    evaluate: async (request: EvaluationRequest): Promise<PoolReply> => {
      const reply = pool.replyTo(request.evaluationKey);
      await queue.send([request]);
      return reply;
    },
  };
}
