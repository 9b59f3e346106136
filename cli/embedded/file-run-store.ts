// The ledger on disk: journal.jsonl, a checksum and an event on every line, synced before it counts.
// One store at a time has a journal open: two writers would damage it.
import { type FileHandle, open } from 'node:fs/promises';
import type { LedgerEvent } from '../../shared/contracts/ledger-events.ts';
import { sha256 } from '../../shared/kernel/canonical-json.ts';
import { counted } from '../../shared/kernel/counted.ts';
import { Corrupt, InvalidInput, Retryable, Superseded, shown } from '../../shared/kernel/errors.ts';
import type { RunStore } from '../../shared/ports/run-store.ts';
import { lockJournal } from './run-lock.ts';
import { reasonOf, unusable } from './system-error.ts';
import { watchFile } from './watched-file.ts';
import { writeOwn } from './write-whole.ts';

/** Hexadecimal digits of a line's SHA-256 that stand before it. */
const CHECKSUM_DIGITS = 16;

/**
 * Files of open stores. A store that nobody closes holds its lock until the process exits, and its file as
 * long: Node warns of a file that is collected as garbage, and is to throw (DEP0137).
 */
const openFiles = new Set<FileHandle>();

const LINE_FEED = 10;

/** Bytes that are read at a time. */
const CHUNK = 2 ** 18;

/** A run store on a file: until it is closed no other store can open the file. */
export interface FileRunStore extends RunStore {
  /**
   * Waits for pending writes and looks at the file; every append does so too.
   * @throws Superseded with what is lost, where another process deleted, replaced or changed the file
   */
  check(): Promise<void>;
  /**
   * Waits for pending writes, closes the file and releases its lock. Events stay readable, nothing more
   * can be appended; a second call does nothing.
   */
  close(): Promise<void>;
  /** As close: `await using store = await fileStore(path)` closes it at the end of its block. */
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Opens or creates a journal, and keeps all others from writing it until `close()`. A torn last line, the
 * mark of a crash while writing, is dropped: it was never acknowledged.
 * @param name of the field or flag that named the journal; errors begin with it
 * @throws Corrupt naming the line when an earlier one is damaged
 * @throws InvalidInput where no such file can be, or another store has it open; nothing is written then
 * @throws Retryable when the disk is full or fails
 */
export async function openFileRunStore(path: string, name = path): Promise<FileRunStore> {
  if (typeof path !== 'string' || path === '') {
    throw new InvalidInput([
      { path: name || 'path', value: shown(path), allowed: 'the path of a file' },
    ]);
  }
  const unlock = await lockJournal(path, name);
  try {
    const file = await open(path, 'a+').catch((error: unknown) => {
      throw unusable(name, path, error, 'a writable file');
    });
    return await storeOn(file, path, unlock);
  } catch (error) {
    await unlock();
    throw error;
  }
}

/** @param file is closed when the journal cannot be read */
async function storeOn(
  file: FileHandle,
  path: string,
  unlock: () => Promise<void>,
): Promise<FileRunStore> {
  const { events, length: whole } = await keptOpen(file, path);
  const changeOf = await watchFile(file, path).catch(async (error: unknown) => {
    await closeQuietly(file);
    throw new Retryable(`cannot use ${path}: ${reasonOf(error)}`, { cause: error });
  });
  openFiles.add(file);
  let length = whole;
  const known = new Set(events.map((event) => event.id));
  let last: Promise<void> = Promise.resolve();
  let closed: Promise<void> | undefined;
  /** Half a line may stand at the end; a line after it would damage the journal. */
  let isTorn = false;

  /** A file that is no longer ours takes no event: it would look recorded, and be lost or out of place. */
  const expectOurs = async (): Promise<void> => {
    const change = await changeOf(length).catch((error: unknown) => {
      throw new Retryable(`cannot read ${path}: ${reasonOf(error)}`, { cause: error });
    });
    if (change !== undefined) throw await supersededBy(change, path, events);
  };

  const write = async (fresh: readonly LedgerEvent[]): Promise<void> => {
    const unknown = new Map<string, LedgerEvent>();
    for (const event of fresh) {
      if (!known.has(event.id) && !unknown.has(event.id)) unknown.set(event.id, event);
    }
    if (unknown.size === 0) return;
    if (isTorn) throw new Retryable(`cannot write ${path}: an earlier write failed`);
    await expectOurs();
    const lines = Buffer.from([...unknown.values()].map(lineOf).join(''));
    try {
      await file.appendFile(lines);
      await file.datasync();
    } catch (error) {
      // What was half written must not stand before the next line.
      await file.truncate(length).catch(() => {
        isTorn = true;
      });
      const kept =
        events.length === 0
          ? 'nothing was recorded'
          : 'what was recorded before is kept, and the run can be resumed';
      throw new Retryable(`cannot write ${path}: ${reasonOf(error)}; ${kept}`, { cause: error });
    }
    length += lines.length;
    for (const [id, event] of unknown) {
      known.add(id);
      events.push(event);
    }
    await expectOurs();
  };

  const close = async (): Promise<void> => {
    await last.catch(() => undefined);
    await closeQuietly(file);
    openFiles.delete(file);
    await unlock();
  };
  const closeOnce = (): Promise<void> => {
    closed ??= close();
    return closed;
  };

  return {
    append: (fresh) => {
      if (closed !== undefined) return Promise.reject(closedError(path));
      last = last.catch(() => undefined).then(() => write(fresh));
      return last;
    },
    read: async () => [...events],
    check: async () => {
      await last.catch(() => undefined);
      await expectOurs();
    },
    close: closeOnce,
    [Symbol.asyncDispose]: closeOnce,
  };
}

/** What was recorded, and how much of it the path still leads to. */
async function supersededBy(
  change: string,
  path: string,
  recorded: readonly LedgerEvent[],
): Promise<Superseded> {
  const ids = new Set(recorded.map(({ id }) => id));
  const found = await readJournal(path).catch(() => []);
  const left = new Set(found.flatMap(({ id }) => (ids.has(id) ? [id] : [])));
  const lost = recorded.filter(({ id }) => !left.has(id));
  const evaluations = lost.filter(({ type }) => type === 'evaluation-finished').length;
  const words =
    lost.length === 0
      ? 'All events of this process are still in it'
      : `Lost: ${lost.length} of ${counted(recorded.length, 'recorded event')}, including ${counted(evaluations, 'evaluation')}`;
  const rest =
    left.size === 0 ? 'the run cannot be resumed' : 'the remaining events can be resumed';
  return new Superseded(`${path} ${change} while this process wrote it. ${words}; ${rest}`);
}

function closedError(path: string): InvalidInput {
  const value = shown(path);
  const problem = `the store of ${value} is closed`;
  const hint = 'to open it again: await fileStore(path)';
  return new InvalidInput([{ path: 'store', value, problem, allowed: 'an open store', hint }]);
}

/**
 * The events of a journal that nobody need hold open; nothing is changed.
 * @throws Corrupt naming the line when one is damaged
 * @throws Retryable when the file cannot be read
 */
export async function readJournal(path: string): Promise<readonly LedgerEvent[]> {
  try {
    const file = await open(path, 'r');
    try {
      return (await parseJournal(file, path)).events;
    } finally {
      await closeQuietly(file);
    }
  } catch (error) {
    if (error instanceof Corrupt) throw error;
    throw new Retryable(`cannot read ${path}: ${reasonOf(error)}`, { cause: error });
  }
}

/**
 * A journal that is there whole or not at all; the caller holds its lock.
 * @throws Retryable when it cannot be written
 */
export async function writeJournal(path: string, events: readonly LedgerEvent[]): Promise<void> {
  await writeOwn(path, Buffer.concat(events.map((event) => Buffer.from(lineOf(event)))));
}

function lineOf(event: LedgerEvent): string {
  const json = JSON.stringify(event);
  return `${sha256(json).slice(0, CHECKSUM_DIGITS)} ${json}\n`;
}

/** The events of an open journal, whose torn last line is cut off. */
async function keptOpen(file: FileHandle, path: string): Promise<Journal> {
  try {
    const journal = await parseJournal(file, path);
    if (journal.torn > 0) await file.truncate(journal.length);
    return journal;
  } catch (error) {
    await closeQuietly(file);
    if (error instanceof Corrupt) throw error;
    throw new Retryable(`cannot use ${path}: ${reasonOf(error)}`, { cause: error });
  }
}

interface Journal {
  readonly events: LedgerEvent[];
  /** Bytes of whole lines. */
  readonly length: number;
  /** Bytes of a last line without its end. */
  readonly torn: number;
}

/** Line by line: a text as long as a large journal is more than JavaScript can hold. */
async function parseJournal(file: FileHandle, path: string): Promise<Journal> {
  const events: LedgerEvent[] = [];
  let length = 0;
  /** The line that has begun, in the pieces that it was read in. */
  let pieces: Uint8Array[] = [];
  for await (const chunk of chunksOf(file)) {
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, start)) {
      const line = Buffer.concat([...pieces, chunk.subarray(start, end)]);
      events.push(eventOf(line.toString(), events.length + 1, path));
      length += line.length + 1;
      pieces = [];
      start = end + 1;
    }
    if (start < chunk.length) pieces.push(chunk.subarray(start));
  }
  const torn = pieces.reduce((sum, piece) => sum + piece.length, 0);
  // Text without a line feed may be anybody's file, and is not cut.
  if (events.length === 0 && torn > 0) throw new Corrupt(`${path}: no complete line`);
  return { events, length, torn };
}

async function* chunksOf(file: FileHandle): AsyncGenerator<Uint8Array> {
  for (let position = 0; ; ) {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(CHUNK), 0, CHUNK, position);
    if (bytesRead === 0) return;
    position += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

function eventOf(line: string, number: number, path: string): LedgerEvent {
  const json = line.slice(CHECKSUM_DIGITS + 1);
  if (sha256(json).slice(0, CHECKSUM_DIGITS) !== line.slice(0, CHECKSUM_DIGITS)) {
    throw new Corrupt(`${path}: line ${number} is damaged; its checksum does not match`);
  }
  return JSON.parse(json) as LedgerEvent;
}

async function closeQuietly(file: FileHandle): Promise<void> {
  await file.close().catch(() => undefined);
}
