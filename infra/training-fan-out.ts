// The queue that spreads a stage over the workers, and where messages go that no worker could do.
import { Duration } from 'aws-cdk-lib';
import { SqsEventSource, type SqsEventSourceProps } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { type FunctionShape, functionTable } from '../shared/contracts/function-table.ts';
import { pollersFor } from '../shared/contracts/provisioned-pollers.ts';
import type { PipelineFunction } from './pipeline-function.ts';
import type { StackSettings } from './settings.ts';

// Longer than any stage waits; a message of a stopped run is dropped when it is read.
const RETENTION = Duration.days(4);
const DEAD_LETTER_RETENTION = Duration.days(14);
// Dead letters are rare and handled in milliseconds: a new account's ten functions are for training.
const DEAD_LETTER_CONCURRENCY = 2;
const DEAD_LETTER_BATCH = 10;

export class TrainingFanOut extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;
  readonly #settings: StackSettings;

  constructor(scope: Construct, id: string, settings: StackSettings) {
    super(scope, id);
    const shapes = functionTable(settings);
    const props = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: !settings.local };
    this.#settings = settings;
    this.deadLetters = new Queue(this, 'DeadLetters', {
      ...props,
      retentionPeriod: DEAD_LETTER_RETENTION,
      visibilityTimeout: visibilityOf(shapes.DeadLetter),
    });
    this.queue = new Queue(this, 'Queue', {
      ...props,
      retentionPeriod: RETENTION,
      visibilityTimeout: visibilityOf(shapes.TrainAndScore),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: settings.maxReceives },
    });
  }

  /** Lets the functions take from the queues. A worker trains one genome at a time. */
  feed(trainAndScore: PipelineFunction | undefined, deadLetter: PipelineFunction): void {
    trainAndScore?.function.addEventSource(
      new SqsEventSource(this.queue, {
        batchSize: 1,
        ...howMany(this.#settings.maxConcurrency),
        reportBatchItemFailures: true,
      }),
    );
    deadLetter.function.addEventSource(
      new SqsEventSource(this.deadLetters, {
        batchSize: DEAD_LETTER_BATCH,
        maxConcurrency: DEAD_LETTER_CONCURRENCY,
        reportBatchItemFailures: true,
      }),
    );
  }
}

/**
 * How long a message is hidden when its function did not start.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html (six times the timeout)
 */
function visibilityOf({ timeoutSeconds }: FunctionShape): Duration {
  return Duration.seconds(6 * timeoutSeconds);
}

/** How an event source is kept to a number of workers: one way excludes the other. */
function howMany(workers: number): Partial<SqsEventSourceProps> {
  const pollers = pollersFor(workers);
  if (pollers === undefined) return { maxConcurrency: workers };
  const { minimum: minimumPollers, maximum: maximumPollers } = pollers;
  return { provisionedPollerConfig: { minimumPollers, maximumPollers } };
}
