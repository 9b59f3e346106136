// TrainAndScore: one message, one training or a piece of it. The engine is loaded and the usual data set
// decoded while the container starts, and both are kept for its life.
import { hostname } from 'node:os';
import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import { parseInput } from '../../shared/contracts/parse.ts';
import { onnxRuntime } from '../../shared/training/onnx/onnx-session.ts';
import { onnxTrainer } from '../../shared/training/onnx/onnx-trainer.ts';
import { PIECE_SECONDS } from '../aws/cost-model.ts';
import { cpuClass } from '../aws/cpu-class.ts';
import { keptDatasets } from '../aws/kept-datasets.ts';
import { type InvocationContext, observe } from '../aws/observe.ts';
import { reasonOf } from '../aws/retryable.ts';
import { s3BlobStore } from '../aws/s3-blob-store.ts';
import { openStored } from '../aws/s3-dataset.ts';
import { type SqsEvent, type SqsRecord, sqsEventSchema } from '../aws/sqs-event.ts';
import { hideFor } from '../aws/visibility.ts';
import { decodeMessage } from '../protocol/message.ts';
import { makeTools } from '../protocol/tools.ts';
import { work } from '../protocol/work.ts';
import type { WorkTools } from '../protocol/worker-tools.ts';

/** What most runs are about. */
const USUAL_DATASET = 'mnist';
/** A message that failed comes again after so many seconds for each delivery. */
const BACKOFF_SECONDS = 5;
/** Beyond our timeout, so that no second worker starts while this one may still write. */
const MARGIN_SECONDS = 30;

/** Lambda's limit. */
const MAX_INIT_MS = 10_000;

const { report, clients, watch } = observe('train-and-score');
const tools = makeTools(report, clients);
const datasets = keptDatasets(async (id) => (await openStored(tools.bucket, id)).dataset);
const processor = new BatchProcessor(EventType.SQS);
let coldStart = true;

// Failures here are met again, and told, by the first message.
await Promise.all([onnxRuntime(), datasets.open(USUAL_DATASET)]).catch((error: unknown) =>
  report.info('nothing was prepared', { reason: reasonOf(error) }),
);

export const handler = watch(async (event: SqsEvent, context: InvocationContext) => {
  parseInput(sqsEventSchema, event);
  const each = (record: SqsRecord) => workOn(record, context);
  return processPartialResponse(event, each, processor, { throwOnFullBatchFailure: false });
});

async function workOn(record: SqsRecord, { awsRequestId }: InvocationContext): Promise<void> {
  const { settings } = tools;
  const { queueUrl, workerTimeoutSeconds } = settings;
  const receives = Number(record.attributes.ApproximateReceiveCount);
  const hide = (seconds: number) => hideFor(clients.sqs, queueUrl, record.receiptHandle, seconds);
  await hide(workerTimeoutSeconds + MARGIN_SECONDS);
  let fields: Record<string, unknown> = {};
  try {
    const message = decodeMessage(record.body);
    fields = { ...message.route, evaluationKey: message.request.evaluationKey };
    const outcome = await work(message, { id: awsRequestId, receives }, workTools(awsRequestId));
    report.info(outcome, fields);
  } catch (error) {
    report.warn('an attempt failed', { ...fields, reason: reasonOf(error), receives });
    await hide(BACKOFF_SECONDS * receives);
    throw error;
  } finally {
    coldStart = false;
  }
}

function workTools(worker: string): WorkTools {
  return {
    ...tools,
    trainer: onnxTrainer(),
    blobs: s3BlobStore(tools.bucket, 'artefacts'),
    openDataset: datasets.openFor,
    pieceMs: PIECE_SECONDS * 1000,
    elapsedMs: () => performance.now(),
    // The clock begins with the process. Lambda may start one long before it is needed.
    initMs: coldStart ? Math.min(performance.now(), MAX_INIT_MS) : 0,
    whoami: { worker, host: hostname(), cpu: cpuClass(), coldStart },
  };
}
