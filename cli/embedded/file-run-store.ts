// The ledger on disk: journal.jsonl, a checksum and an event on every line, synced before it counts.
import { type FileHandle, open, readFile } from 'node:fs/promises';
import type { LedgerEvent } from '../../shared/contracts/ledger-events.ts';
import { sha256 } from '../../shared/kernel/canonical-json.ts';
import { Corrupt, InvalidInput, Retryable, shown } from '../../shared/kernel/errors.ts';
import { append } from '../../shared/kernel/long-lists.ts';
import type { RunStore } from '../../shared/ports/run-store.ts';
import { reasonOf, unusable } from './system-error.ts';

/** Hexadecimal digits of a line's SHA-256 that stand before it. */
const CHECKSUM_DIGITS = 16;

/** A run store with a file to close. */
export interface FileRunStore extends RunStore {
  close(): Promise<void>;
}

/**
 * Opens or creates a journal. A torn last line, the mark of a crash while writing, is dropped: it
 * was never acknowledged.
 * @throws Corrupt naming the line when an earlier one is damaged
 * @throws InvalidInput where no such file can be, Retryable when the disk is full or fails
 */
export async function openFileRunStore(path: string): Promise<FileRunStore> {
  if (typeof path !== 'string' || path === '') {
    throw new InvalidInput([{ path: 'path', value: shown(path), allowed: 'the path of a file' }]);
  }
  const file = await open(path, 'a+').catch((error: unknown) => {
    throw unusable('path', path, error, 'a file that can be made and written');
  });
  const text = await file.readFile('utf8');
  const { events, whole } = await parsedOrClosed(file, text, path);
  let length = Buffer.byteLength(whole);
  if (length < Buffer.byteLength(text)) await file.truncate(length);
  const known = new Set(events.map((event) => event.id));
  let last: Promise<void> = Promise.resolve();
  /** Half a line may stand at the end; a line after it would damage the journal. */
  let isTorn = false;

  const write = async (fresh: readonly LedgerEvent[]): Promise<void> => {
    const unknown = fresh.filter(
      ({ id }, index) => !known.has(id) && fresh.findIndex((other) => other.id === id) === index,
    );
    if (unknown.length === 0) return;
    if (isTorn) throw new Retryable(`cannot write ${path}: an earlier write failed`);
    const lines = unknown.map(lineOf).join('');
    try {
      await file.appendFile(lines);
      await file.datasync();
    } catch (error) {
      // What was half written must not stand before the next line.
      await file.truncate(length).catch(() => {
        isTorn = true;
      });
      const kept = 'what was recorded before is kept, and the run can be resumed';
      throw new Retryable(`cannot write ${path}: ${reasonOf(error)}; ${kept}`, { cause: error });
    }
    length += Buffer.byteLength(lines);
    for (const event of unknown) known.add(event.id);
    append(events, unknown);
  };

  return {
    append: (fresh) => {
      last = last.catch(() => undefined).then(() => write(fresh));
      return last;
    },
    read: async () => [...events],
    close: async () => {
      await last.catch(() => undefined);
      await closeQuietly(file);
    },
  };
}

/**
 * The events of a journal that nobody need hold open; nothing is changed.
 * @throws Corrupt naming the line when one is damaged
 * @throws Retryable when the file cannot be read
 */
export async function readJournal(path: string): Promise<readonly LedgerEvent[]> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new Retryable(`cannot read ${path}: ${reasonOf(error)}`, { cause: error });
  });
  return parseJournal(text, path).events;
}

function lineOf(event: LedgerEvent): string {
  const json = JSON.stringify(event);
  return `${sha256(json).slice(0, CHECKSUM_DIGITS)} ${json}\n`;
}

/** The events of a journal and the text that holds them, without a torn last line. */
function parseJournal(text: string, path: string): { events: LedgerEvent[]; whole: string } {
  const events: LedgerEvent[] = [];
  const lines = text.split('\n');
  const tail = lines.pop() ?? '';
  for (const [index, line] of lines.entries()) {
    const json = line.slice(CHECKSUM_DIGITS + 1);
    if (sha256(json).slice(0, CHECKSUM_DIGITS) !== line.slice(0, CHECKSUM_DIGITS)) {
      throw new Corrupt(`${path}: line ${index + 1} is damaged; its checksum does not match`);
    }
    events.push(JSON.parse(json) as LedgerEvent);
  }
  // Text without a line feed may be anybody's file, and is not cut.
  if (events.length === 0 && tail !== '') throw new Corrupt(`${path}: no line of it is whole`);
  return { events, whole: text.slice(0, text.length - tail.length) };
}

async function parsedOrClosed(file: FileHandle, text: string, path: string) {
  try {
    return parseJournal(text, path);
  } catch (error) {
    await closeQuietly(file);
    throw error;
  }
}

async function closeQuietly(file: FileHandle): Promise<void> {
  await file.close().catch(() => undefined);
}
