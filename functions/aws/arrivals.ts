// Which evaluations of a stage have arrived, and who notices that all have. A stage is a batch under
// one ownership of the run. Its arrivals are counted in shards of 200, so that no item is written to
// by everybody, and without a transaction, which would cancel under contention:
//
//   worker: put the arrival → ADD its index to its shard's set
//           the shard is full in the answer → ADD the shard to the root's set
//           the root is full in the answer → send the token that the answer holds
//   Plan:   SET the root's token → … → read shards and root, ADD what is missing, and look itself
//
// Sets make every ADD idempotent, and every redelivery repeats all of it, so that a death between any
// two steps loses nothing. Both sides write first and read then: one of the two sees completion.
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import pMap from 'p-map';
import { expiryAfter, getItem, getItems, type Item, queryItems, type Table } from './table.ts';

const SHARD_SIZE = 200;
const KEPT_DAYS = 30;
const PARALLEL = 8;

export interface Stage {
  readonly runId: string;
  readonly epoch: number;
  readonly batch: number;
  /** Distinct evaluations that are waited for. */
  readonly count: number;
}

/** What became of one evaluation; `result` means that the cache holds its result. */
export interface Arrival {
  readonly evaluationKey: string;
  readonly status: 'result' | 'failed';
  readonly reason?: string;
}

/** What is known of an evaluation: an arrival, or attempts that came to nothing so far. */
export interface ArrivalRecord {
  readonly index: number;
  readonly arrival: Arrival | undefined;
  /** Why the last attempt failed. */
  readonly lastError: string | undefined;
  /** Milliseconds of every attempt, by the id of its invocation. */
  readonly attemptMs: ReadonlyMap<string, number>;
}

/** The stage's root: its token and what was decided of it. */
export interface StageRoot {
  readonly fullShards: ReadonlySet<number>;
  readonly token: string | undefined;
  /** What the token is sent with. */
  readonly reply: string | undefined;
  /** All requests have been handed to the queue once. */
  readonly isSent: boolean;
  readonly sends: number;
  /** A cap closed the stage. */
  readonly stop: string | undefined;
  /** The stage cannot go on, in words. */
  readonly fault: string | undefined;
  /** Nano-dollars reserved, with the day they were reserved on. */
  readonly reserved: number | undefined;
  readonly day: string | undefined;
  readonly isSettled: boolean;
  /** Arrivals at the last round, and rounds without one since. */
  readonly roundArrivals: number;
  readonly silentRounds: number;
}

export function stageKey({ runId, epoch, batch }: Omit<Stage, 'count'>) {
  return { pk: `stage#${runId}#${epoch}#${batch}`, sk: 'root' };
}

function shardKey(stage: Omit<Stage, 'count'>, shard: number) {
  return { pk: `${stageKey(stage).pk}#${shard}`, sk: 'shard' };
}

function arrivalKey(stage: Omit<Stage, 'count'>, index: number) {
  const { pk } = shardKey(stage, shardOf(index));
  return { pk, sk: `arrival#${String(index).padStart(6, '0')}` };
}

function shardOf(index: number): number {
  return Math.floor(index / SHARD_SIZE);
}

export function shardCount({ count }: Pick<Stage, 'count'>): number {
  return Math.ceil(count / SHARD_SIZE);
}

/**
 * Records an arrival; the first of an evaluation stays. Idempotent.
 * @returns the root when this made it full, so that its token is to be sent
 */
export async function arrive(
  table: Table,
  stage: Stage,
  index: number,
  arrival: Arrival,
  now: string,
): Promise<StageRoot | undefined> {
  await update(table, arrivalKey(stage, index), {
    expression:
      'SET #status = if_not_exists(#status, :status), evaluationKey = :key, ' +
      'reason = if_not_exists(reason, :reason), expiresAt = :expires',
    names: { '#status': 'status' },
    values: {
      ':status': arrival.status,
      ':key': arrival.evaluationKey,
      ':reason': arrival.reason ?? 'none',
      ':expires': expiryAfter(KEPT_DAYS, now),
    },
  });
  return count(table, stage, index, now);
}

async function count(
  table: Table,
  stage: Stage,
  index: number,
  now: string,
): Promise<StageRoot | undefined> {
  const shard = shardOf(index);
  const { arrived } = await update(table, shardKey(stage, shard), {
    expression: 'ADD arrived :index SET expiresAt = :expires',
    values: { ':index': new Set([index]), ':expires': expiryAfter(KEPT_DAYS, now) },
  });
  const size = Math.min(SHARD_SIZE, stage.count - shard * SHARD_SIZE);
  if (numbersIn(arrived).size < size) return undefined;
  return shardFull(table, stage, shard, now);
}

async function shardFull(
  table: Table,
  stage: Stage,
  shard: number,
  now: string,
): Promise<StageRoot | undefined> {
  const root = rootOf(
    await update(table, stageKey(stage), {
      expression: 'ADD fullShards :shard SET expiresAt = :expires',
      values: { ':shard': new Set([shard]), ':expires': expiryAfter(KEPT_DAYS, now) },
    }),
  );
  return isFull(root, stage) ? root : undefined;
}

export function isFull({ fullShards }: StageRoot, stage: Pick<Stage, 'count'>): boolean {
  return fullShards.size === shardCount(stage);
}

/** Puts the token that completion is told with, whatever was there, and touches nothing that arrived. */
export async function setToken(
  table: Table,
  stage: Stage,
  token: string,
  reply: unknown,
): Promise<StageRoot> {
  return changeRoot(table, stage, {
    expression: 'SET #token = :token, reply = :reply, evaluations = :count',
    names: { '#token': 'token' },
    values: { ':token': token, ':reply': JSON.stringify(reply), ':count': stage.count },
  });
}

export async function readRoot(table: Table, stage: Omit<Stage, 'count'>): Promise<StageRoot> {
  return rootOf((await getItem(table, stageKey(stage))) ?? {});
}

/** Indices that have arrived, as the shards know them. */
export async function arrivedIndices(table: Table, stage: Stage): Promise<Set<number>> {
  const shards = await readShards(table, stage);
  return new Set([...shards.values()].flatMap((arrived) => [...arrived]));
}

/**
 * Tells the root of full shards that it does not know, as a worker would that died before.
 * @returns the root as it is then
 */
export async function repair(table: Table, stage: Stage, now: string): Promise<StageRoot> {
  const shards = await readShards(table, stage);
  const root = await readRoot(table, stage);
  for (const [shard, arrived] of shards) {
    const size = Math.min(SHARD_SIZE, stage.count - shard * SHARD_SIZE);
    if (arrived.size < size || root.fullShards.has(shard)) continue;
    await shardFull(table, stage, shard, now);
  }
  return readRoot(table, stage);
}

/** Everything that is known of the stage's evaluations, arrived or not. */
export async function readArrivals(table: Table, stage: Stage): Promise<ArrivalRecord[]> {
  const shards = Array.from({ length: shardCount(stage) }, (_, shard) => shard);
  const items = await pMap(
    shards,
    (shard) => queryItems(table, shardKey(stage, shard).pk, 'arrival#'),
    { concurrency: PARALLEL },
  );
  return items.flat().map(recordOf);
}

export async function readArrival(
  table: Table,
  stage: Omit<Stage, 'count'>,
  index: number,
): Promise<ArrivalRecord> {
  const key = arrivalKey(stage, index);
  return recordOf((await getItem(table, key)) ?? key);
}

/** Notes what an attempt took, or will take at most, and how it failed. */
export async function noteAttempt(
  table: Table,
  stage: Omit<Stage, 'count'>,
  index: number,
  attempt: { readonly id: string; readonly ms: number; readonly error?: string },
  now: string,
): Promise<void> {
  const error = attempt.error === undefined ? '' : ', lastError = :error';
  await update(table, arrivalKey(stage, index), {
    expression: `SET #attempt = :ms, expiresAt = :expires${error}`,
    names: { '#attempt': `${ATTEMPT}${attempt.id}` },
    values: {
      ':ms': Math.ceil(attempt.ms),
      ':expires': expiryAfter(KEPT_DAYS, now),
      ...(attempt.error === undefined ? {} : { ':error': attempt.error.slice(0, 500) }),
    },
  });
}

const ATTEMPT = 'ms#';

export async function changeRoot(
  table: Table,
  stage: Omit<Stage, 'count'>,
  change: Change,
): Promise<StageRoot> {
  return rootOf(await update(table, stageKey(stage), change));
}

interface Change {
  readonly expression: string;
  readonly names?: Record<string, string>;
  readonly values: Record<string, unknown>;
}

async function update(
  { name, client }: Table,
  key: { readonly pk: string; readonly sk: string },
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

async function readShards(table: Table, stage: Stage): Promise<Map<number, Set<number>>> {
  const keys = Array.from({ length: shardCount(stage) }, (_, shard) => shardKey(stage, shard));
  const items = await getItems(table, keys);
  return new Map(
    items.map((item) => [Number(String(item.pk).split('#').at(-1)), numbersIn(item.arrived)]),
  );
}

function numbersIn(value: unknown): Set<number> {
  return value instanceof Set ? new Set([...value].map(Number)) : new Set();
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function rootOf(item: Item): StageRoot {
  return {
    fullShards: numbersIn(item.fullShards),
    token: text(item.token),
    reply: text(item.reply),
    isSent: item.isSent === true,
    sends: Number(item.sends ?? 0),
    stop: text(item.stop),
    fault: text(item.fault),
    reserved: item.reserved === undefined ? undefined : Number(item.reserved),
    day: text(item.day),
    isSettled: item.isSettled === true,
    roundArrivals: Number(item.roundArrivals ?? 0),
    silentRounds: Number(item.silentRounds ?? 0),
  };
}

function recordOf(item: Item): ArrivalRecord {
  const { status } = item;
  const reason = text(item.reason);
  const attempts = Object.entries(item).filter(([name]) => name.startsWith(ATTEMPT));
  return {
    index: Number(String(item.sk).slice('arrival#'.length)),
    arrival:
      status === 'result' || status === 'failed'
        ? {
            evaluationKey: String(item.evaluationKey),
            status,
            ...(reason === undefined || reason === 'none' ? {} : { reason }),
          }
        : undefined,
    lastError: text(item.lastError),
    attemptMs: new Map(attempts.map(([name, ms]) => [name.slice(ATTEMPT.length), Number(ms)])),
  };
}
