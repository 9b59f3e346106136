// A copy of a run on AWS: interrupted anywhere it is no run, and the same command completes it.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { listCommand } from '../../cli/commands/list.ts';
import { fileBlobStore } from '../../cli/embedded/file-blob-store.ts';
import { readJournal, writeJournal } from '../../cli/embedded/file-run-store.ts';
import { journalOf, oneDirectory } from '../../cli/embedded/run-directory.ts';
import { copyBlobs, copyRun } from '../../cli/remote/copied-run.ts';
import type { LedgerEvent } from '../../shared/contracts/ledger-events.ts';
import { Corrupt, InvalidInput, Retryable } from '../../shared/kernel/errors.ts';
import type { BlobStore } from '../../shared/ports/blob-store.ts';
import { freshRun } from '../steps/fake-run.ts';
import { memoryBlobs } from '../steps/memory-blobs.ts';

const ORIGIN = { runId: 'seven', stack: 'Evolambda', bucket: 'evolambda-bucket' };

let folder: string;
let directory: string;
let events: readonly LedgerEvent[];
let onAws: BlobStore;
let names: string[];
/** Blobs that were fetched. */
let fetched: string[];

beforeAll(async () => {
  const config = { strategy: { name: 'random', population: 3, generations: 1 }, finalPhase: null };
  ({ events } = await freshRun(config));
});
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'evolambda-copy-'));
  directory = join(folder, 'deep', 'seven');
  onAws = memoryBlobs();
  names = [];
  for (const byte of [1, 2, 3]) names.push(await onAws.put(Uint8Array.of(byte)));
  fetched = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** @param most blobs that AWS gives before the connection is lost */
async function copy(most = 9, origin = ORIGIN, ledger = events): Promise<string[]> {
  let lost: string[] = [];
  const from = {
    get: async (name: string) => {
      if (fetched.push(name) > most) throw new Retryable('the connection is lost');
      return onAws.get(name);
    },
  };
  const copyRest = async () => {
    lost = await copyBlobs(names, from, fileBlobStore(join(directory, 'blobs')));
  };
  await copyRun(directory, { origin, events: ledger, copyRest });
  return lost;
}

const journal = () => readJournal(journalOf(directory));

describe('a copy of a run', () => {
  it('that was interrupted is no run; the same command fetches what is missing alone', async () => {
    await expect(copy(2)).rejects.toThrow(Retryable);
    expect(existsSync(journalOf(directory))).toBe(false);
    expect(() => oneDirectory([directory])).toThrow(
      /contains an incomplete copy of the run seven; .*evolambda results seven --stack Evolambda --out/,
    );
    expect(await listCommand.run([join(folder, 'deep'), '--json'], [])).toBe(0);
    fetched = [];
    await copy();
    expect(fetched).toEqual(names.slice(2));
    expect(await journal()).toEqual(events);
    expect(oneDirectory([directory])).toBe(directory);
    expect(readdirSync(directory).sort()).toEqual(['blobs', 'copied-from.json', 'journal.jsonl']);
  });

  it('that is complete is checked by hash: what is damaged or gone is fetched again', async () => {
    await copy();
    const [first, second] = names as [string, string];
    writeFileSync(join(directory, 'blobs', first), 'x');
    rmSync(join(directory, 'blobs', second));
    writeFileSync(
      journalOf(directory),
      `${readFileSync(journalOf(directory), 'utf8')}torn`.slice(3),
    );
    fetched = [];
    await copy();
    expect(fetched).toEqual([first, second]);
    expect(await journal()).toEqual(events);
  });

  it('takes in what has happened on AWS since', async () => {
    await copy(9, ORIGIN, events.slice(0, 3));
    await copy();
    expect(await journal()).toEqual(events);
  });

  it('names what AWS has lost, and copies the rest', async () => {
    names.splice(1, 0, 'f'.repeat(64));
    expect(await copy()).toEqual([expect.stringContaining('f'.repeat(64))]);
    expect(readdirSync(join(directory, 'blobs'))).toHaveLength(3);
    expect(await journal()).toEqual(events);
  });

  it.each([
    ['another run', { ...ORIGIN, runId: 'eight' }],
    ['a run of another stack', { ...ORIGIN, bucket: 'another' }],
  ])('is not mixed with %s', async (_, other) => {
    await copy(1).catch(() => undefined);
    const before = readdirSync(directory).sort();
    await expect(copy(9, other)).rejects.toThrow(/--out: .*contains the run seven of Evolambda/);
    expect(readdirSync(directory).sort()).toEqual(before);
  });

  it('is not made among other files, nor over a run that was resumed here', async () => {
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, 'thesis.txt'), 'mine');
    await expect(copy()).rejects.toThrow(InvalidInput);
    expect(readdirSync(directory)).toEqual(['thesis.txt']);
    rmSync(join(directory, 'thesis.txt'));
    await copy(9, ORIGIN, events.slice(0, 3));
    const resumed = [...events.slice(0, 3), { ...events[3]!, id: 'made here' }];
    await writeJournal(journalOf(directory), resumed);
    await expect(copy()).rejects.toThrow(/the run seven was resumed/);
    expect(await journal()).toEqual(resumed);
  });
});

it('a blob that AWS has lost is told from a service that fails', async () => {
  const to = fileBlobStore(join(folder, 'blobs'));
  const failing = (error: Error) => ({ get: () => Promise.reject(error) });
  expect(await copyBlobs(['a'], failing(new Corrupt('gone')), to)).toEqual(['gone']);
  await expect(copyBlobs(['a'], failing(new Retryable('later')), to)).rejects.toThrow('later');
});
