// The protocol's steps called in this process against the emulator's stores, so that a test can end
// any of them between two calls of a service, repeat it, or let two of them meet. Tokens are kept by a
// state machine's stand-in; the queue is one of the test's own, which no function listens to.
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { functionCost } from '../../functions/aws/cost-model.ts';
import { s3BlobStore } from '../../functions/aws/s3-objects.ts';
import { sqsEvaluationQueue } from '../../functions/aws/sqs-evaluation-queue.ts';
import { closeStage } from '../../functions/protocol/close-stage.ts';
import type { PageTools } from '../../functions/protocol/keep-page.ts';
import { planStage } from '../../functions/protocol/plan-stage.ts';
import { type Execution, type PrepareTools, prepare } from '../../functions/protocol/prepare.ts';
import { reportRun } from '../../functions/protocol/report.ts';
import { scoreTest } from '../../functions/protocol/score-test.ts';
import type { Attempt, Metric, Tools, WorkTools } from '../../functions/protocol/tools.ts';
import { type WorkOutcome, work } from '../../functions/protocol/work.ts';
import {
  decodeMessage,
  type EvaluationMessage,
} from '../../shared/contracts/evaluation-message.ts';
import { DEFAULT_SIZES, functionTable } from '../../shared/contracts/function-table.ts';
import { SLOTS } from '../../shared/report/page-html.ts';
import { engineOf } from '../../shared/training/identity.ts';
import { onnxTrainer } from '../../shared/training/onnx/onnx-trainer.ts';
import type { Trainer } from '../../shared/training/trainer.ts';
import { openSmallDigits } from '../data/small-digits.ts';
import { clientsOf } from './clients.ts';
import type { DeployedStack } from './deployed-stack.ts';
import { type Calls, observedClients } from './observed-clients.ts';
import { TokenKeeper } from './token-keeper.ts';

export interface InProcess {
  readonly tools: WorkTools & PrepareTools & PageTools;
  readonly calls: Calls;
  readonly tokens: TokenKeeper;
  readonly metrics: Map<Metric, number[]>;
  /** The queue's messages so far, taken out of it. */
  readonly take: () => Promise<EvaluationMessage[]>;
}

let queues = 0;

export async function inProcess(
  stack: DeployedStack,
  trainer: Trainer = onnxTrainer(),
): Promise<InProcess> {
  const { outputs, place } = stack;
  const tokens = new TokenKeeper();
  const { clients, calls } = observedClients(place);
  queues += 1;
  const { QueueUrl = '' } = await clientsOf(place).sqs.send(
    new CreateQueueCommand({ QueueName: `in-process-${process.pid}-${Date.now()}-${queues}` }),
  );
  const metrics = new Map<Metric, number[]>();
  const { dataset } = await openSmallDigits();
  const bucket = { name: outputs.BucketName, client: clients.s3 };
  let invocations = 0;
  const functions = functionTable(DEFAULT_SIZES);
  const settings: Tools['settings'] = {
    stack: stack.stackName,
    worker: 'lambda',
    engine: engineOf(trainer.identity),
    table: outputs.TableName,
    bucket: outputs.BucketName,
    queueUrl: QueueUrl,
    parentMachineArn: outputs.RunMachineArn,
    childMachineArn: outputs.GenerationsMachineArn,
    workerTimeoutSeconds: DEFAULT_SIZES.workerTimeoutSeconds,
    functions,
    workerCost: functionCost(functions.TrainAndScore),
    maxReceives: 5,
    roundSeconds: 900,
    childGenerations: 200,
    maxConcurrency: 2,
    maxBudgetUsd: 1000,
    maxStackUsdPerDay: 1e6,
  };
  const tools: InProcess['tools'] = {
    settings,
    table: { name: outputs.TableName, client: clients.dynamo },
    bucket,
    queue: sqsEvaluationQueue<EvaluationMessage>({
      client: clients.sqs,
      queueUrl: QueueUrl,
      maxReceives: settings.maxReceives,
      groupOf: ({ route }) => route.runId,
    }),
    sfn: tokens.client(clients.sfn),
    now: () => new Date().toISOString(),
    report: {
      info: () => undefined,
      warn: () => undefined,
      count: (name, value) => metrics.set(name, [...(metrics.get(name) ?? []), value]),
    },
    trainer,
    blobs: s3BlobStore(bucket, 'artefacts'),
    openDataset: async () => dataset,
    concurrencyQuota: async () => undefined,
    pageTemplate: () =>
      `${SLOTS.connect}${SLOTS.title}<script type="application/json" id="content">${SLOTS.data}</script>`,
    pieceMs: 60_000,
    isLeaving: () => false,
    elapsedMs: () => performance.now(),
    initMs: 0,
    get whoami() {
      invocations += 1;
      return { worker: `w${invocations}`, host: 'test', cpu: 'test', coldStart: false };
    },
  };
  return { tools, calls, tokens, metrics, take: () => takeAll(clientsOf(place).sqs, QueueUrl) };
}

async function takeAll(client: SQSClient, queueUrl: string): Promise<EvaluationMessage[]> {
  const messages: EvaluationMessage[] = [];
  for (;;) {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10 }),
    );
    if (Messages.length === 0) return messages;
    for (const { Body = '', ReceiptHandle } of Messages) {
      messages.push(decodeMessage(Body));
      await client.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle }));
    }
  }
}

let names = 0;

/** A name that no run of this emulator has. */
export function freshName(): string {
  names += 1;
  return `t${process.pid}-${Date.now()}-${names}`;
}

/** What a child execution carries from state to state. */
export interface Place {
  readonly runId: string;
  readonly epoch: number;
  readonly child: number;
  readonly closed: number;
}

/** A parent execution as its first state sees it. */
export function executionNamed(name: string, { settings }: Tools): Execution {
  const machine = settings.parentMachineArn.replace(':stateMachine:', ':execution:');
  return { name, arn: `${machine}:${name}` };
}

/** Starts a run as the parent execution does. @throws Error when it is rejected */
export async function begin({ tools }: InProcess, input: unknown): Promise<Place> {
  const prepared = await prepare(input, executionNamed(freshName(), tools), tools);
  if (prepared.status === 'rejected') throw new Error(prepared.cause);
  const { runId, epoch, child } = prepared;
  return { runId, epoch, child, closed: 0 };
}

let invocations = 0;

export function attempt(receives = 1): Attempt {
  invocations += 1;
  return { id: `invocation-${invocations}`, receives };
}

/** Works off messages one after the other, and what they send in turn. */
export async function workOff(
  { tools, take }: InProcess,
  messages: readonly EvaluationMessage[],
): Promise<WorkOutcome[]> {
  const outcomes: WorkOutcome[] = [];
  for (let rest = messages; rest.length > 0; rest = await take()) {
    for (const message of rest) outcomes.push(await work(message, attempt(), tools));
  }
  return outcomes;
}

/** Plans, works and closes until the search and the final phase are over, then scores and reports. */
export async function carryOn(pipeline: InProcess, place: Place): Promise<Record<string, unknown>> {
  const { tools, tokens, take } = pipeline;
  let at: Place = place;
  for (;;) {
    const token = tokens.issue();
    await planStage({ ...at, resend: false, token }, tools);
    await workOff(pipeline, await take());
    const told = tokens.outputOf(token);
    if (told === undefined) throw new Error('nothing is in the queue and the token was not sent');
    if (told.status === 'failed') throw new Error(String(told.cause));
    if (told.status === 'searched') break;
    const closed = await closeStage({ ...at, batch: Number(told.batch), forced: false }, tools);
    if (closed.status === 'failed') throw new Error(closed.cause);
    at = { ...at, closed: closed.closed };
  }
  const scored = await scoreTest(at, tools.trainer, tools);
  if (scored.status === 'failed') throw new Error(scored.cause);
  return (await reportRun(scored, tools)) as Record<string, unknown>;
}
