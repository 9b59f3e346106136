// SDK clients whose calls a test counts, and in whose middle it can let things go wrong: a process that
// dies after a call, an answer that is lost on the way, a service that throttles.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import { type Clients, documentClient } from '../../functions/aws/clients.ts';
import type { AwsPlace } from './aws-place.ts';

/** The process is gone: nothing after this happens. */
export class Crash extends Error {}

/** The error at the bottom of what a step rejects with; undefined when it does not. */
export async function rootError(step: Promise<unknown>): Promise<unknown> {
  try {
    await step;
    return undefined;
  } catch (error) {
    let root: unknown = error;
    while (root instanceof Error && root.cause !== undefined) root = root.cause;
    return root;
  }
}

export interface Calls {
  /** Names of the commands sent since the last `forget`, retries not counted. */
  readonly names: string[];
  forget(): void;
  /** From now on: the process dies once so many commands have been answered. */
  crashAfter(count: number): void;
  /** From now on: called before each attempt at a command; what it throws happens instead. */
  onAttempt(hook: (name: string) => void | Promise<void>): void;
  /** From now on: called after each attempt at a command; what it throws takes the answer's place. */
  onAnswer(hook: (name: string) => void | Promise<void>): void;
  /** Nothing goes wrong any more. */
  heal(): void;
}

export function observedClients({ endpoint, region, credentials }: AwsPlace): {
  clients: Clients;
  calls: Calls;
} {
  const names: string[] = [];
  const none = () => undefined;
  let crashAfter = Number.POSITIVE_INFINITY;
  let before: (name: string) => void | Promise<void> = none;
  let after: (name: string) => void | Promise<void> = none;
  const calls: Calls = {
    names,
    forget: () => {
      names.length = 0;
    },
    crashAfter: (count) => {
      names.length = 0;
      crashAfter = count;
    },
    onAttempt: (hook) => {
      before = hook;
    },
    onAnswer: (hook) => {
      after = hook;
    },
    heal: () => {
      crashAfter = Number.POSITIVE_INFINITY;
      before = none;
      after = none;
    },
  };
  const observe = <C extends { middlewareStack: DynamoDBClient['middlewareStack'] }>(
    client: C,
  ): C => {
    client.middlewareStack.add(
      (next, { commandName = '' }) =>
        async (args) => {
          if (names.length >= crashAfter) throw new Crash(`before ${commandName}`);
          const answer = await next(args);
          names.push(commandName);
          if (names.length >= crashAfter) throw new Crash(`after ${commandName}`);
          return answer;
        },
      { step: 'initialize', name: 'countCalls' },
    );
    client.middlewareStack.add(
      (next, { commandName = '' }) =>
        async (args) => {
          await before(commandName);
          const answer = await next(args);
          await after(commandName);
          return answer;
        },
      // Within the SDK's retries, so that they meet what we do.
      { step: 'finalizeRequest', name: 'disturb', priority: 'low' },
    );
    return client;
  };
  const settings = { endpoint, region, credentials: { ...credentials }, maxAttempts: 8 };
  return {
    calls,
    clients: {
      dynamo: documentClient(observe(new DynamoDBClient(settings))),
      s3: observe(new S3Client({ ...settings, forcePathStyle: true }) as never) as never,
      sqs: observe(new SQSClient(settings) as never) as never,
      sfn: observe(new SFNClient(settings) as never) as never,
    },
  };
}
