// The one table: its keys, and the few ways in which it is read and written. Docs: docs/architecture.md.

import { setTimeout as pause } from 'node:timers/promises';
import {
  BatchGetCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  TransactWriteCommand,
  type TransactWriteCommandInput,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import pMap from 'p-map';
import { Retryable } from '../../shared/kernel/errors.ts';
import { append } from '../../shared/kernel/long-lists.ts';

export interface Key {
  readonly pk: string;
  readonly sk: string;
}

export type Item = Readonly<Record<string, unknown>>;

export interface Table {
  readonly name: string;
  readonly client: DynamoDBDocumentClient;
}

/** DynamoDB's limit of one BatchGetItem. */
const BATCH = 100;
const PARALLEL_READS = 8;
const CONFLICT_TRIES = 12;

export const DAY_SECONDS = 86_400;

/** The moment, in seconds since 1970, from which DynamoDB may delete an item. */
export function expiryAfter(days: number, now: string): number {
  return Math.floor(Date.parse(now) / 1000) + days * DAY_SECONDS;
}

/** An item as it is now, not as a replica remembers it. */
export async function getItem({ name, client }: Table, key: Key): Promise<Item | undefined> {
  const { Item } = await client.send(
    new GetCommand({ TableName: name, Key: key, ConsistentRead: true }),
  );
  return Item;
}

/**
 * All items of a partition whose sort keys begin so, in the order of the keys.
 * @param from the first key that is wanted, where not all are
 */
export async function queryItems(
  { name, client }: Table,
  pk: string,
  prefix: string,
  from = prefix,
): Promise<Item[]> {
  const items: Item[] = [];
  let ExclusiveStartKey: Record<string, unknown> | undefined;
  do {
    const page = await client.send(
      new QueryCommand({
        TableName: name,
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :last',
        ExpressionAttributeValues: { ':pk': pk, ':from': from, ':last': `${prefix}${AFTER_ALL}` },
        ConsistentRead: true,
        ...(ExclusiveStartKey === undefined ? {} : { ExclusiveStartKey }),
      }),
    );
    append(items, page.Items ?? []);
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
  return items;
}

/** Sorts behind every character that our keys are made of. */
const AFTER_ALL = '~';

/** Those of the keys' items that exist, in any order, in hundreds. */
export async function getItems(table: Table, keys: readonly Key[]): Promise<Item[]> {
  const hundreds = Array.from({ length: Math.ceil(keys.length / BATCH) }, (_, n) =>
    keys.slice(n * BATCH, (n + 1) * BATCH),
  );
  const found = await pMap(hundreds, (some) => getHundred(table, some), {
    concurrency: PARALLEL_READS,
  });
  return found.flat();
}

/** What DynamoDB left out for its size or its load is asked for again. */
async function getHundred({ name, client }: Table, keys: readonly Key[]): Promise<Item[]> {
  const items: Item[] = [];
  let rest: readonly Key[] = keys;
  for (let tries = 0; rest.length > 0; tries += 1) {
    if (tries > 0) await pause(Math.min(2 ** tries, 500));
    const answer = await client.send(
      new BatchGetCommand({
        RequestItems: { [name]: { Keys: rest.map((key) => ({ ...key })), ConsistentRead: true } },
      }),
    );
    append(items, answer.Responses?.[name] ?? []);
    rest = (answer.UnprocessedKeys?.[name]?.Keys ?? []) as unknown as readonly Key[];
  }
  return items;
}

/** An UpdateExpression with its names and values. */
export interface Change {
  readonly expression: string;
  readonly names?: Record<string, string>;
  readonly values: Record<string, unknown>;
}

/** Changes an item, which comes into being with it. @returns the item as it is then */
export async function updateItem(
  { name, client }: Table,
  key: Key,
  { expression, names, values }: Change,
): Promise<Item> {
  const { Attributes } = await client.send(
    new UpdateCommand({
      TableName: name,
      Key: key,
      UpdateExpression: expression,
      ...(names === undefined ? {} : { ExpressionAttributeNames: names }),
      ExpressionAttributeValues: values,
      ReturnValues: 'ALL_NEW',
    }),
  );
  return Attributes ?? {};
}

export type TransactItems = NonNullable<TransactWriteCommandInput['TransactItems']>;

/**
 * Writes all or nothing. A conflict with another transaction says nothing of the conditions, so
 * that it is tried again.
 * @returns for each item whether its condition held; all true when everything was written
 * @throws Retryable when conflicts do not end
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
 */
export async function transact({ client }: Table, items: TransactItems): Promise<boolean[]> {
  let cause: unknown;
  for (let tries = 0; tries < CONFLICT_TRIES; tries += 1) {
    try {
      await client.send(new TransactWriteCommand({ TransactItems: items }));
      return items.map(() => true);
    } catch (error) {
      const codes = cancellationCodes(error);
      if (codes === undefined) throw error;
      // Of an item that met a conflict it is not known whether its condition holds.
      if (!codes.includes('TransactionConflict') && codes.includes('ConditionalCheckFailed')) {
        return codes.map((code) => code !== 'ConditionalCheckFailed');
      }
      cause = error;
      await pause(Math.random() * Math.min(20 * 2 ** tries, 1000));
    }
  }
  throw new Retryable('DynamoDB transactions kept conflicting', { cause });
}

/** Why each item of a transaction was cancelled; undefined for any other error. */
function cancellationCodes(error: unknown): string[] | undefined {
  if (!(error instanceof Error) || error.name !== 'TransactionCanceledException') return undefined;
  const reasons = (error as { CancellationReasons?: { Code?: string }[] }).CancellationReasons;
  return reasons?.map(({ Code }) => Code ?? 'None');
}

export function isConditionFailure(error: unknown): boolean {
  return error instanceof Error && error.name === 'ConditionalCheckFailedException';
}

export function numbersIn(value: unknown): Set<number> {
  return value instanceof Set ? new Set([...value].map(Number)) : new Set();
}

export function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
