// TrainAndScore: the worker as a Lambda function, from a zip or a container image, one message at a time.
import { receiveSeconds } from '../../shared/contracts/function-table.ts';
import { type InvocationContext, observe } from '../aws/observe.ts';
import { backoffSeconds, hideFor } from '../aws/sqs-evaluation-queue.ts';
import { eachMessage, type SqsEvent, type SqsRecord } from '../aws/sqs-event.ts';
import { openWorker } from '../protocol/open-worker.ts';

/** Lambda's limit. */
const MAX_INIT_MS = 10_000;

const observed = observe('train-and-score');
const worker = await openWorker(observed, {
  // The clock begins with the process. Lambda may start one long before it is needed.
  initMs: () => Math.min(performance.now(), MAX_INIT_MS),
  isLeaving: () => false,
});

export const handler = observed.watch((event: SqsEvent, context: InvocationContext) =>
  eachMessage(event, (record) => workOn(record, context)),
);

async function workOn(record: SqsRecord, { awsRequestId }: InvocationContext): Promise<void> {
  const { queueUrl, workerTimeoutSeconds } = worker.settings;
  const { sqs } = observed.clients;
  const receives = Number(record.attributes.ApproximateReceiveCount);
  const hide = (seconds: number) => hideFor(sqs, queueUrl, record.receiptHandle, seconds);
  // Beyond our timeout, so that no second worker starts while this one may still write.
  await hide(receiveSeconds(workerTimeoutSeconds));
  try {
    await worker.workOn(record.body, { id: awsRequestId, receives });
  } catch (error) {
    await hide(backoffSeconds(receives));
    throw error;
  }
}
