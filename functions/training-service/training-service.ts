// The worker as a service of ECS: polls the queue, trains in processes of its own, leaves when asked to.
import { availableParallelism, hostname } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod';
import { parseInput } from '../../shared/contracts/parse.ts';
import { InvalidInput } from '../../shared/kernel/errors.ts';
import { observe } from '../aws/observe.ts';
import { reasonOf } from '../aws/retryable.ts';
import { readSettings } from '../aws/settings.ts';
import { sqsEvaluationQueue } from '../aws/sqs-evaluation-queue.ts';
import { trainingService } from './serve.ts';
import { startTrainer } from './trainer.ts';

/** Beside what a trainer needs to leave: to settle its message, and to end. */
const MARGIN_SECONDS = 10;

const serviceSchema = z.object({
  EVOLAMBDA_TRAININGS_PER_TASK: z.coerce
    .number()
    .int()
    .min(1)
    .max(64)
    .default(availableParallelism()),
  /** Seconds between SIGTERM and SIGKILL; Fargate gives 120 at most. */
  EVOLAMBDA_STOP_SECONDS: z.coerce.number().int().min(15).max(3600).default(120),
});

const { report, clients } = observe('training-service');
try {
  await run();
} catch (error) {
  if (error instanceof InvalidInput) process.stderr.write(`${error.message}\n`);
  else report.warn('the service ends', { reason: reasonOf(error) });
  process.exitCode = error instanceof InvalidInput ? 2 : 1;
}
// A timer or a connection may be left over; nothing is under way.
process.exit();

async function run(): Promise<void> {
  const settings = readSettings(process.env);
  const own = parseInput(serviceSchema, process.env);
  const slots = own.EVOLAMBDA_TRAININGS_PER_TASK;
  const script = new URL('./trainer-process.mjs', import.meta.url);
  const service = trainingService({
    queue: sqsEvaluationQueue<string>({
      client: clients.sqs,
      queueUrl: settings.queueUrl,
      maxReceives: settings.maxReceives,
      groupOf: () => '',
      encode: (body) => body,
      decode: (body) => body,
    }),
    slots,
    startTrainer: (signal) => startTrainer(script, signal),
    attemptMs: 1000 * settings.workerTimeoutSeconds,
    leaveMs: 1000 * (own.EVOLAMBDA_STOP_SECONDS - MARGIN_SECONDS),
    name: `${hostname()}-${process.pid}`,
    clock: {
      wait: (ms, signal) => pause(ms, undefined, { signal }).catch(() => undefined),
    },
    report,
  });
  report.info('service started', { slots, engine: settings.engine, queue: settings.queueUrl });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      report.info('service stopping', { signal });
      service.stop();
    });
  }
  await service.ended;
  report.info('service ended', {});
}
