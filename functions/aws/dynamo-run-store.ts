// A run's ledger in the table: an item an event, numbered in the order of appending. Plans and closes
// are gzip objects in the bucket, for an item ends at 400 KB; their item holds name and counts.
//
// Two writers of one run meet only when a handler is retried while its first call still works:
//   A reads the last number, n      B reads the last number, n
//   A puts n+1 if there is none     B puts n+1: the condition fails
//                                   B reads on, finds A's event of the same id, and ignores its own
// Whoever has lost the run fails on the other condition, the root's epoch, and writes nothing.
import { gunzipSync, gzipSync } from 'node:zlib';
import pMap from 'p-map';
import type {
  GenerationClosed,
  GenerationPlanned,
  LedgerEvent,
} from '../../shared/contracts/ledger-events.ts';
import { sha256 } from '../../shared/kernel/canonical-json.ts';
import { Corrupt } from '../../shared/kernel/errors.ts';
import type { RunStore } from '../../shared/ports/run-store.ts';
import { retryable } from './retryable.ts';
import { notOurs, runKey, whileRunning } from './run-record.ts';
import { type Bucket, getObject, putObject } from './s3-objects.ts';
import { type Item, queryItems, type Table, transact } from './table.ts';

const PREFIX = 'event#';
/** So many digits sort ten thousand times ten thousand events. */
const DIGITS = 10;
const PARALLEL_READS = 8;

export interface RunStoreOptions {
  readonly table: Table;
  readonly bucket: Bucket;
  readonly runId: string;
  /** Writes happen only while the run is running under this epoch; without it nobody else is expected. */
  readonly epoch?: number;
}

/** A run store that can be followed. */
export interface DynamoRunStore extends RunStore {
  /** The events behind the first `count`, which have been read before. @throws as `read` */
  readAfter(count: number): Promise<readonly LedgerEvent[]>;
}

export function dynamoRunStore(options: RunStoreOptions): DynamoRunStore {
  const { table, bucket, runId, epoch } = options;
  /** Ids known to be stored; their number is the last event's. */
  const known = new Set<string>();
  let isKnown = false;
  let last: Promise<void> = Promise.resolve();

  const itemsAfter = async (count: number): Promise<Item[]> => {
    const items = await queryItems(table, runKey(runId).pk, PREFIX, sortKey(count));
    items.forEach((item, index) => {
      if (item.sk !== sortKey(count + index))
        throw new Corrupt(`event ${count + index} of run ${runId} is missing`);
    });
    return items;
  };

  const readItems = async (): Promise<Item[]> => {
    const items = await itemsAfter(0);
    for (const item of items) known.add(String(item.id));
    isKnown = true;
    return items;
  };

  const eventsOf = (items: readonly Item[]): Promise<LedgerEvent[]> =>
    pMap(items, (item) => eventOf(item, bucket), { concurrency: PARALLEL_READS });

  const write = async (events: readonly LedgerEvent[]): Promise<void> => {
    if (!isKnown) await readItems();
    for (const event of events) {
      const body = await bodyOf(event, bucket);
      while (!known.has(event.id)) {
        const put = {
          TableName: table.name,
          Item: { ...runKey(runId, sortKey(known.size)), id: event.id, type: event.type, ...body },
          ConditionExpression: 'attribute_not_exists(pk)',
        };
        const fence = epoch === undefined ? undefined : whileRunning(table, runId, epoch);
        const [isPut, isOwned = true] = await transact(
          table,
          fence === undefined ? [{ Put: put }] : [{ Put: put }, { ConditionCheck: fence }],
        );
        if (!isOwned) throw notOurs(runId);
        if (isPut) known.add(event.id);
        else await readItems();
      }
    }
  };

  return {
    append: (events) => {
      last = last
        .catch(() => undefined)
        .then(() => retryable(`cannot write the ledger of ${runId}`, write(events)));
      return last;
    },
    read: async () => {
      const items = await retryable(`cannot read the ledger of ${runId}`, readItems());
      return eventsOf(items);
    },
    readAfter: async (count) => {
      const items = await retryable(`cannot read the ledger of ${runId}`, itemsAfter(count));
      return eventsOf(items);
    },
  };
}

function sortKey(index: number): string {
  return `${PREFIX}${String(index).padStart(DIGITS, '0')}`;
}

async function bodyOf(event: LedgerEvent, bucket: Bucket): Promise<Item> {
  const json = JSON.stringify(event);
  if (event.type !== 'generation-planned' && event.type !== 'generation-closed') return { json };
  const plan = sha256(json);
  await putObject(bucket, 'plans', plan, gzipSync(json));
  return { plan, at: event.at, ...countsOf(event) };
}

function countsOf(event: GenerationPlanned | GenerationClosed): Item {
  const { generation: batch } = event;
  return event.type === 'generation-planned'
    ? { batch, evaluations: event.evaluations.length }
    : { batch, facts: event.facts.length };
}

async function eventOf(item: Item, bucket: Bucket): Promise<LedgerEvent> {
  if (typeof item.json === 'string') return JSON.parse(item.json) as LedgerEvent;
  const plan = String(item.plan);
  const what = `plans/${plan}`;
  const found = await retryable(`cannot read ${what}`, getObject(bucket, 'plans', plan));
  if (found === undefined) throw new Corrupt(`not found in the bucket: ${what}`);
  const json = unpacked(found.bytes, what);
  if (sha256(json) !== plan) throw new Corrupt(`${what} is damaged`);
  return JSON.parse(json) as LedgerEvent;
}

function unpacked(bytes: Uint8Array, what: string): string {
  try {
    return gunzipSync(bytes).toString();
  } catch {
    throw new Corrupt(`${what} is damaged`);
  }
}
