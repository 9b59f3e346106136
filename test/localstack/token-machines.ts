// Our state machines on LocalStack, which runs no functions here: every call of a function becomes a
// message in a queue with a task token, and the test answers in the function's place. All else of the
// definition stays ours: choices, catches, retries, timeouts, paths, the child execution.
import {
  CreateStateMachineCommand,
  SendTaskFailureCommand,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { sendToken } from '../../functions/aws/stage-root.ts';
import type { AwsPlace } from '../emulator/aws-place.ts';
import { clientsOf } from '../emulator/clients.ts';
import { templateWith } from '../infra/synthesized.ts';
import { type CloudFormationTemplate, definitionOf } from '../infra/template-in-words.ts';

type Json = Readonly<Record<string, unknown>>;
type States = Readonly<Record<string, Json>>;

export const RUN = 'EvolutionLoop/Run/Machine';
export const GENERATIONS = 'EvolutionLoop/Child/Generations/Machine';

/** Longer than any test, so that no round ends that a test does not wait for. */
const LONG_ROUND_SECONDS = 300;

/** One call of a function. */
export interface Call {
  readonly name: string;
  readonly payload: Json;
  /** The task's own token, which the test answers with; Plan's is what it waits for. */
  readonly token: string;
}

/** What a function does: its answer, an error, or nothing: Plan says nothing before its last arrival. */
export type Answer = Json | 'silent';
export type Functions = Readonly<Record<string, (call: Call) => Answer | Promise<Answer>>>;

export interface MachineOptions {
  /** Functions by name, as far as they are called. */
  readonly functions: Functions;
  readonly roundSeconds?: number;
  /** Fields that Plan's state has besides ours. */
  readonly plan?: Json;
}

export interface Machines {
  readonly sfn: SFNClient;
  readonly runMachineArn: string;
  readonly childMachineArn: string;
  /** Calls so far. */
  readonly calls: readonly Call[];
  /** Ends the answering of calls. */
  stop(): Promise<void>;
}

/** Both machines under names of their own, and functions that answer. */
export async function makeMachines(
  place: AwsPlace,
  name: string,
  { functions, roundSeconds = LONG_ROUND_SECONDS, plan = {} }: MachineOptions,
): Promise<Machines> {
  const { sfn } = clientsOf(place);
  const template = templateFor(roundSeconds);
  // Queue addresses name a host that no resolver knows.
  const { endpoint, region, credentials } = place;
  const sqs = new SQSClient({ endpoint, region, credentials, useQueueUrlAsEndpoint: false });
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
  const make = async (path: string, childArn: string) => {
    const definition = withTokens(definitionOf(template, path), QueueUrl, childArn, plan);
    return createMachine(sfn, `${name}-${path.split('/')[1]}`, definition);
  };
  const childMachineArn = await make(GENERATIONS, '');
  const runMachineArn = await make(RUN, childMachineArn);
  const calls: Call[] = [];
  const stopping = new AbortController();
  const answering = answerAll(sqs, QueueUrl, stopping.signal, async (call) => {
    calls.push(call);
    await answer(sfn, call, functions);
  });
  const stop = async () => {
    stopping.abort();
    await answering;
  };
  return { sfn, runMachineArn, childMachineArn, calls, stop };
}

/** One of our machines as it is, functions and all: for answers by mocks alone. */
export function makeMocked(place: AwsPlace, name: string, path: string): Promise<string> {
  const words = JSON.stringify(definitionOf(templateFor(LONG_ROUND_SECONDS), path));
  return createMachine(clientsOf(place).sfn, name, JSON.parse(partitioned(words)));
}

function templateFor(roundSeconds: number): CloudFormationTemplate {
  return templateWith({ local: true, roundSeconds });
}

async function createMachine(sfn: SFNClient, name: string, definition: Json): Promise<string> {
  const { stateMachineArn = '' } = await sfn.send(
    new CreateStateMachineCommand({
      name,
      roleArn: 'arn:aws:iam::000000000000:role/any',
      definition: JSON.stringify(definition),
    }),
  );
  return stateMachineArn;
}

/** @returns the definition with messages in place of functions */
function withTokens(definition: Json, queueUrl: string, childArn: string, plan: Json): Json {
  const states = Object.entries(definition.States as States).map(([name, state]) => {
    const { Resource = '', Parameters = {} } = state as { Resource?: string; Parameters?: Json };
    if (Resource.includes(':lambda:invoke')) {
      const more = name === 'Plan' ? plan : {};
      return [name, { ...state, ...messageFor(Parameters, queueUrl), ...more }];
    }
    if (!Resource.includes(':states:startExecution')) return [name, state];
    const parameters = { ...Parameters, StateMachineArn: childArn };
    return [name, { ...state, Resource: partitioned(Resource), Parameters: parameters }];
  });
  return { ...definition, States: Object.fromEntries(states) };
}

function messageFor({ FunctionName, Payload, ...given }: Json, QueueUrl: string): Json {
  const [, name] = /^<(\w+)\//.exec(String(FunctionName)) ?? [];
  const payload =
    Payload === undefined ? { 'payload.$': given['Payload.$'] } : { payload: Payload };
  return {
    Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
    Parameters: { QueueUrl, MessageBody: { name, 'token.$': '$$.Task.Token', ...payload } },
  };
}

function partitioned(text: string): string {
  return text.replaceAll('<AWS::Partition>', 'aws');
}

async function answerAll(
  sqs: SQSClient,
  QueueUrl: string,
  stopping: AbortSignal,
  answered: (call: Call) => Promise<void>,
): Promise<void> {
  while (!stopping.aborted) {
    const receive = new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 1 });
    const { Messages = [] } = await sqs
      .send(receive, { abortSignal: stopping })
      .catch((error: unknown) => {
        if (stopping.aborted) return { Messages: [] };
        throw error;
      });
    for (const { Body = '', ReceiptHandle } of Messages) {
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      await answered(JSON.parse(Body) as Call);
    }
  }
}

async function answer(sfn: SFNClient, call: Call, functions: Functions): Promise<void> {
  const { name, token: taskToken } = call;
  let said: Answer;
  try {
    said = await functions[name]!(call);
  } catch (error) {
    const { name: kind, message } = error as Error;
    await sfn.send(new SendTaskFailureCommand({ taskToken, error: kind, cause: message }));
    return;
  }
  if (said === 'silent') return;
  // What Lambda wraps a function's answer in; Plan's output is sent with its token as it is.
  const output = JSON.stringify(name === 'Plan' ? said : { Payload: said });
  // The test may have let the wait go by.
  await sendToken(sfn, taskToken, output);
}
