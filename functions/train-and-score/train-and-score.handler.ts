// TrainAndScore: the worker as a Lambda function, from a zip or a container image, one message at a time.
import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import { parseInput } from '../../shared/contracts/parse.ts';
import { type InvocationContext, observe } from '../aws/observe.ts';
import { type SqsEvent, type SqsRecord, sqsEventSchema } from '../aws/sqs-event.ts';
import { hideFor } from '../aws/visibility.ts';
import { backoffSeconds, openWorker } from '../protocol/open-worker.ts';

/** Beyond our timeout, so that no second worker starts while this one may still write. */
const MARGIN_SECONDS = 30;

/** Lambda's limit. */
const MAX_INIT_MS = 10_000;

const observed = observe('train-and-score');
const processor = new BatchProcessor(EventType.SQS);
const worker = await openWorker(observed, {
  // The clock begins with the process. Lambda may start one long before it is needed.
  initMs: () => Math.min(performance.now(), MAX_INIT_MS),
  isLeaving: () => false,
});

export const handler = observed.watch(async (event: SqsEvent, context: InvocationContext) => {
  parseInput(sqsEventSchema, event);
  const each = (record: SqsRecord) => workOn(record, context);
  return processPartialResponse(event, each, processor, { throwOnFullBatchFailure: false });
});

async function workOn(record: SqsRecord, { awsRequestId }: InvocationContext): Promise<void> {
  const { queueUrl, workerTimeoutSeconds } = worker.settings;
  const { sqs } = observed.clients;
  const receives = Number(record.attributes.ApproximateReceiveCount);
  const hide = (seconds: number) => hideFor(sqs, queueUrl, record.receiptHandle, seconds);
  await hide(workerTimeoutSeconds + MARGIN_SECONDS);
  try {
    await worker.workOn(record.body, { id: awsRequestId, receives });
  } catch (error) {
    await hide(backoffSeconds(receives));
    throw error;
  }
}
