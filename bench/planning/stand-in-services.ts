// The services that functions/ calls, in memory and in this process: clients whose `send` answers by
// itself. What Plan hands to the queue can be worked off as if every training had succeeded.

import { createHash, randomUUID } from 'node:crypto';
import { arrive, noteAttempt } from '../../functions/aws/arrivals.ts';
import type { Clients } from '../../functions/aws/clients.ts';
import { keepFirst } from '../../functions/aws/result-cache.ts';
import type { Table } from '../../functions/aws/table.ts';
import type { EvaluationResult } from '../../shared/contracts/evaluation.ts';
import type { EvaluationMessage } from '../../shared/contracts/evaluation-message.ts';
import { decodeMessage } from '../../shared/contracts/evaluation-message.ts';
import { append } from '../../shared/kernel/long-lists.ts';
import { engineOf, onnxIdentity } from '../../shared/training/identity.ts';
import { Refused, StandInTable } from './stand-in-table.ts';

export interface StoredObject {
  readonly bytes: Uint8Array;
  readonly metadata: Readonly<Record<string, string>>;
}

export interface StandIns {
  readonly table: StandInTable;
  readonly objects: Map<string, StoredObject>;
  /** Bodies of messages that nobody has received. */
  readonly queue: string[];
  /** Outputs that waiting executions were sent. */
  readonly told: string[];
  /** Calls answered, by operation. */
  readonly calls: Map<string, number>;
}

export const STAND_IN_TABLE = 'stand-in';

export function standIns(): StandIns {
  const table = new StandInTable();
  return { table, objects: new Map(), queue: [], told: [], calls: new Map() };
}

/** Answers one call by the name of its operation. @throws Refused */
export function answer(services: StandIns, operation: string, input: unknown): unknown {
  const { table, queue, told, calls } = services;
  calls.set(operation, (calls.get(operation) ?? 0) + 1);
  switch (operation) {
    case 'SendMessageBatch': {
      const { Entries } = input as { Entries: { Id: string; MessageBody: string }[] };
      append(
        queue,
        Entries.map(({ MessageBody }) => MessageBody),
      );
      const taken = Entries.map(({ Id, MessageBody }) => {
        const MD5OfMessageBody = createHash('md5').update(MessageBody).digest('hex');
        return { Id, MessageId: Id, MD5OfMessageBody };
      });
      return { Successful: taken, Failed: [] };
    }
    case 'SendTaskSuccess':
      told.push((input as { output: string }).output);
      return {};
    default:
      return table.call(operation, input);
  }
}

export function putStored(services: StandIns, key: string, object: StoredObject): void {
  services.objects.set(key, object);
}

/** Clients for functions that run in this process. */
export function clientsOf(services: StandIns): Clients {
  const client = {
    send: async (command: Command): Promise<unknown> => {
      const { input } = command;
      const operation = operationOf(command.constructor.name);
      const { Key: key, Body, Metadata = {} } = input as ObjectInput;
      if (operation === 'PutObject') {
        putStored(services, String(key), { bytes: Body ?? new Uint8Array(), metadata: Metadata });
        return {};
      }
      if (operation === 'GetObject') {
        const found = services.objects.get(String(key));
        if (found === undefined) throw new Refused('NoSuchKey');
        return {
          Body: { transformToByteArray: async () => found.bytes },
          Metadata: found.metadata,
        };
      }
      return answer(services, operation, input);
    },
  };
  return { dynamo: client, s3: client, sqs: client, sfn: client } as unknown as Clients;
}

interface Command {
  readonly constructor: { readonly name: string };
  readonly input: unknown;
}

interface ObjectInput {
  readonly Key?: unknown;
  readonly Body?: Uint8Array;
  readonly Metadata?: Readonly<Record<string, string>>;
}

/** Commands of the document client are named for verbs, those of the service for operations. */
function operationOf(command: string): string {
  const name = command.replace(/Command$/, '');
  const named: Readonly<Record<string, string>> = {
    Get: 'GetItem',
    BatchGet: 'BatchGetItem',
    Put: 'PutItem',
    Update: 'UpdateItem',
    TransactWrite: 'TransactWriteItems',
  };
  return named[name] ?? name;
}

/**
 * Does what workers do with every message of the queue but the training.
 * @returns evaluations that arrived
 */
export async function workOff(services: StandIns): Promise<number> {
  const table: Table = { name: STAND_IN_TABLE, client: clientsOf(services).dynamo };
  const now = new Date().toISOString();
  const messages = services.queue.splice(0).map(decodeMessage);
  for (const { route, request } of messages) {
    const { evaluationKey } = request;
    const result = resultOf(request, now);
    await noteAttempt(table, route, route.index, { id: randomUUID(), ms: result.trainMs }, now);
    await keepFirst(table, result, now);
    await arrive(table, route, route.index, { evaluationKey, status: 'result' }, now);
  }
  return messages.length;
}

/** A result whose accuracy is read off the evaluation key: the same in every run of the benchmark. */
function resultOf(
  { evaluationKey, budget }: EvaluationMessage['request'],
  now: string,
): EvaluationResult {
  const validation = { correct: 5000 + (Number.parseInt(evaluationKey.slice(0, 6), 16) % 5000) };
  return {
    evaluationKey,
    status: 'completed',
    objectives: { accuracy: { ...validation, total: 10_000 } },
    loss: 0.25,
    points: [],
    examplesSeen: budget.examples,
    parameters: 1_000_000,
    trainFlops: 4e10,
    setupMs: 8,
    trainMs: 800,
    evalMs: 200,
    engine: engineOf(onnxIdentity()),
    provenance: {
      startedAt: now,
      finishedAt: now,
      attempt: 1,
      worker: randomUUID(),
      host: '169-254-10-1',
      cpu: 'AMD EPYC (avx2)',
      coldStart: false,
    },
  };
}
