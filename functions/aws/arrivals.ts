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
import pMap from 'p-map';
import {
  isFull,
  KEPT_DAYS,
  readRoot,
  rootOf,
  SHARD_SIZE,
  type Stage,
  type StageId,
  type StageRoot,
  shardCount,
  stageKey,
} from './stage-root.ts';
import {
  expiryAfter,
  getItem,
  getItems,
  type Item,
  numbersIn,
  queryItems,
  type Table,
  text,
  updateItem,
} from './table.ts';

const PARALLEL = 8;

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

function shardKey(stage: StageId, shard: number) {
  return { pk: `${stageKey(stage).pk}#${shard}`, sk: 'shard' };
}

function arrivalKey(stage: StageId, index: number) {
  const { pk } = shardKey(stage, shardOf(index));
  return { pk, sk: `arrival#${String(index).padStart(6, '0')}` };
}

function shardOf(index: number): number {
  return Math.floor(index / SHARD_SIZE);
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
  await updateItem(table, arrivalKey(stage, index), {
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
  const { arrived } = await updateItem(table, shardKey(stage, shard), {
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
    await updateItem(table, stageKey(stage), {
      expression: 'ADD fullShards :shard SET expiresAt = :expires',
      values: { ':shard': new Set([shard]), ':expires': expiryAfter(KEPT_DAYS, now) },
    }),
  );
  return isFull(root, stage) ? root : undefined;
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
  stage: StageId,
  index: number,
): Promise<ArrivalRecord> {
  const key = arrivalKey(stage, index);
  return recordOf((await getItem(table, key)) ?? key);
}

export interface Claim {
  /** Attempts so far, this one included. */
  readonly claims: number;
  /** Another attempt began less than its longest time ago and has not ended. */
  readonly isUnderWay: boolean;
}

/** Counts one attempt more, which stands with what it may take. */
export async function claimAttempt(
  table: Table,
  stage: StageId,
  index: number,
  attempt: { readonly id: string; readonly ms: number },
  now: string,
): Promise<Claim> {
  const own = `${SINCE}${attempt.id}`;
  const item = await updateItem(table, arrivalKey(stage, index), {
    expression: 'SET #attempt = :ms, #since = :now, expiresAt = :expires ADD claims :one',
    names: { '#attempt': `${ATTEMPT}${attempt.id}`, '#since': own },
    values: {
      ':ms': Math.ceil(attempt.ms),
      ':now': Date.parse(now),
      ':expires': expiryAfter(KEPT_DAYS, now),
      ':one': 1,
    },
  });
  const isUnderWay = Object.entries(item).some(
    ([name, since]) =>
      name.startsWith(SINCE) && name !== own && Date.parse(now) - Number(since) < attempt.ms,
  );
  return { claims: Number(item.claims), isUnderWay };
}

/** Notes what an attempt took, and how it failed. */
export async function noteAttempt(
  table: Table,
  stage: StageId,
  index: number,
  attempt: { readonly id: string; readonly ms: number; readonly error?: string | undefined },
  now: string,
): Promise<void> {
  const error = attempt.error === undefined ? '' : ', lastError = :error';
  await updateItem(table, arrivalKey(stage, index), {
    expression: `SET #attempt = :ms, expiresAt = :expires${error} REMOVE #since`,
    names: { '#attempt': `${ATTEMPT}${attempt.id}`, '#since': `${SINCE}${attempt.id}` },
    values: {
      ':ms': Math.ceil(attempt.ms),
      ':expires': expiryAfter(KEPT_DAYS, now),
      ...(attempt.error === undefined ? {} : { ':error': attempt.error.slice(0, 500) }),
    },
  });
}

const ATTEMPT = 'ms#';
/** When an attempt that has not ended began, in milliseconds since 1970. */
const SINCE = 'since#';

async function readShards(table: Table, stage: Stage): Promise<Map<number, Set<number>>> {
  const keys = Array.from({ length: shardCount(stage) }, (_, shard) => shardKey(stage, shard));
  const items = await getItems(table, keys);
  return new Map(
    items.map((item) => [Number(String(item.pk).split('#').at(-1)), numbersIn(item.arrived)]),
  );
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
