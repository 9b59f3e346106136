// Logs, metrics and traces of a function. Fields name runs and evaluations; the only dimensions of a
// metric are the service and the stage, for every further one is a metric of its own to pay for.
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { Tracer } from '@aws-lambda-powertools/tracer';
import { Retryable } from '../../shared/kernel/errors.ts';
import type { Metric, Report } from '../protocol/tools.ts';
import { type Clients, makeClients } from './clients.ts';
import { reasonOf } from './retryable.ts';

const UNITS: Readonly<Record<Metric, (typeof MetricUnit)[keyof typeof MetricUnit]>> = {
  Attempts: MetricUnit.Count,
  Queued: MetricUnit.Count,
  Evaluations: MetricUnit.Count,
  FailedEvaluations: MetricUnit.Count,
  TrainMs: MetricUnit.Milliseconds,
  SilentRounds: MetricUnit.Count,
  SpentUsd: MetricUnit.NoUnit,
  PoisonMessages: MetricUnit.Count,
};

/** Step functions' tokens settle a run's wait: they never stand in a log. */
const SECRET_FIELDS: ReadonlySet<string> = new Set(['token', 'taskToken']);

export interface Observed {
  readonly report: Report;
  readonly clients: Clients;
  /** A handler whose invocations are logged, measured and traced. */
  readonly watch: <Event, Answer>(
    handler: (event: Event, context: InvocationContext) => Promise<Answer>,
  ) => (event: Event, context: InvocationContext) => Promise<Answer>;
}

/** What Lambda tells of an invocation, as far as it is used. */
export interface InvocationContext {
  readonly awsRequestId: string;
  readonly functionName: string;
}

export function observe(stage: string): Observed {
  const logger = new Logger({ persistentKeys: { stage } });
  const metrics = new Metrics({ defaultDimensions: {} });
  const tracer = new Tracer();
  const { dynamo, s3, sqs, sfn } = makeClients();
  const clients = {
    dynamo: tracer.captureAWSv3Client(dynamo),
    s3: tracer.captureAWSv3Client(s3),
    sqs: tracer.captureAWSv3Client(sqs),
    sfn: tracer.captureAWSv3Client(sfn),
  };
  return {
    clients,
    report: {
      info: (message, fields) => logger.info(message, visible(fields)),
      warn: (message, fields) => logger.warn(message, visible(fields)),
      count: (name, value) => metrics.addMetric(name, UNITS[name], value),
    },
    watch: (handler) => async (event, context) => {
      logger.resetKeys();
      logger.appendKeys({ requestId: context.awsRequestId, ...runOf(event) });
      try {
        return await handler(event, context);
      } catch (error) {
        logger.error('the invocation failed', error as Error);
        // The state machines try again what is named so.
        throw isService(error) ? new Retryable(reasonOf(error), { cause: error }) : error;
      } finally {
        if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
      }
    },
  };
}

/** The run that an invocation is about, where its event says so. */
function runOf(event: unknown): Record<string, unknown> {
  const { runId, epoch } = (event ?? {}) as { runId?: unknown; epoch?: unknown };
  return typeof runId === 'string' ? { runId, epoch } : {};
}

/** Errors of the SDK, after its own retries. */
function isService(error: unknown): boolean {
  return error instanceof Error && '$metadata' in error;
}

function visible(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !SECRET_FIELDS.has(name)));
}
