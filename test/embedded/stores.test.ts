// The ports of a run on one machine, held to their contracts; journal, blobs and lock whatever was cut or damaged.
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fileBlobStore } from '../../cli/embedded/file-blob-store.ts';
import {
  type FileRunStore,
  openFileRunStore,
  readJournal,
} from '../../cli/embedded/file-run-store.ts';
import type { LedgerEvent } from '../../shared/contracts/ledger-events.ts';
import { LEDGER_FORMAT } from '../../shared/contracts/ledger-format.ts';
import { sha256 } from '../../shared/kernel/canonical-json.ts';
import { Corrupt, InvalidInput } from '../../shared/kernel/errors.ts';
import { strategies } from '../../shared/search/registry.ts';
import { fold } from '../../shared/steps/run-state.ts';
import { blobStoreConformance } from '../conformance/blob-store.conformance.ts';
import { type RunMedium, runStoreConformance } from '../conformance/run-store.conformance.ts';
import { freshRun, memoryStore, runFake } from '../steps/fake-run.ts';
import { memoryBlobs } from '../steps/memory-blobs.ts';

let folder: string;
const opened: FileRunStore[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'evolambda-store-'));
});
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const LINE_FEED = 10;
const journal = () => join(folder, 'journal.jsonl');

/** A journal in the folder, and what a crash leaves of it: cuts in lines and between them. */
function journalMedium(path: string): RunMedium {
  let before: FileRunStore | undefined;
  const open = async () => {
    // The process before is gone.
    await before?.close();
    before = await openFileRunStore(path);
    opened.push(before);
    return before;
  };
  return {
    open,
    crashed: async (events) => {
      const { length } = readFileSync(path);
      await (await open()).append(events);
      const bytes = readFileSync(path);
      const ends = [...bytes.keys()].filter((at) => at >= length && bytes[at] === LINE_FEED);
      const cuts = [length, ...ends.flatMap((end) => [end - 20, end, end + 1])];
      return cuts.map((cut) => {
        const crashed = join(folder, `cut-${cut}.jsonl`);
        writeFileSync(crashed, bytes.subarray(0, cut));
        return journalMedium(crashed);
      });
    },
  };
}

function memoryMedium(events: LedgerEvent[] = []): RunMedium {
  return {
    open: async () => memoryStore(events),
    crashed: async (fresh) =>
      [...fresh.keys(), fresh.length].map((kept) =>
        memoryMedium([...events, ...fresh.slice(0, kept)]),
      ),
  };
}

runStoreConformance('files', () => journalMedium(journal()));
runStoreConformance('memory', memoryMedium);
blobStoreConformance('memory', memoryBlobs, async () => undefined);
blobStoreConformance(
  'files',
  () => fileBlobStore(join(folder, 'blobs')),
  async (bytes) => {
    // A file system may rename before it has written.
    mkdirSync(join(folder, 'blobs'));
    writeFileSync(join(folder, 'blobs', sha256(bytes)), bytes.subarray(0, bytes.length / 2));
  },
);

describe('a journal on disk', () => {
  it('is read again by the next process, and drops a torn last line', async () => {
    const { events } = await freshRun({
      strategy: { name: 'random', population: 2, generations: 1 },
    });
    const store = await openFileRunStore(journal());
    await store.append(events.slice(0, 3));
    await store.close();
    appendFileSync(journal(), readFileSync(journal(), 'utf8').slice(0, 50));
    const again = await openFileRunStore(journal());
    expect(await again.read()).toEqual(events.slice(0, 3));
    await again.append(events.slice(3));
    await again.close();
    expect(await readJournal(journal())).toEqual(events);
  });

  it('names the line that is damaged', async () => {
    const { events } = await freshRun({
      strategy: { name: 'random', population: 2, generations: 1 },
    });
    const store = await openFileRunStore(journal());
    await store.append(events);
    await store.close();
    const lines = readFileSync(journal(), 'utf8').split('\n');
    lines[1] = lines[1]!.replace('planned', 'planted');
    writeFileSync(journal(), lines.join('\n'));
    await expect(openFileRunStore(journal())).rejects.toThrow(/line 2 is damaged/);
    await expect(readJournal(journal())).rejects.toThrow(Corrupt);
  });

  it('that was cut anywhere goes on to the same hash', async () => {
    const config = {
      strategy: { name: 'tournament', population: 4, generations: 2 },
      finalPhase: null,
    };
    const whole = await freshRun(config);
    const store = await openFileRunStore(journal());
    await store.append(whole.events);
    await store.close();
    const bytes = readFileSync(journal());
    const first = bytes.indexOf('\n') + 1;
    for (let cut = first; cut <= bytes.length; cut += Math.ceil((bytes.length - first) / 25)) {
      writeFileSync(journal(), bytes.subarray(0, cut));
      const again = await openFileRunStore(journal());
      const resumed = await runFake(memoryStore([...(await again.read())]));
      await again.close();
      expect(resumed.ledgerHash).toBe(whole.state.ledgerHash);
    }
    expect(fold(whole.events, strategies).ledgerHash).toBe(whole.state.ledgerHash);
  });

  it('says in words when its folder is not there', async () => {
    const inNone = openFileRunStore(join(folder, 'no', 'journal.jsonl'));
    await expect(inNone).rejects.toThrow(InvalidInput);
    await expect(openFileRunStore(folder)).rejects.toThrow(
      /is a directory; expected a writable file/,
    );
  });
});

describe('a blob on disk', () => {
  it('that was damaged is refused, and half-written ones leave no name behind', async () => {
    const blobs = fileBlobStore(folder);
    const name = await blobs.put(Uint8Array.of(1, 2, 3));
    expect(readdirSync(folder)).toEqual([name]);
    writeFileSync(join(folder, name), 'xyz');
    await expect(blobs.get(name)).rejects.toThrow(Corrupt);
  });

  it('that was damaged or lost is whole again once its bytes are put again', async () => {
    const blobs = fileBlobStore(folder);
    const bytes = Uint8Array.of(1, 2, 3);
    const name = await blobs.put(bytes);
    writeFileSync(join(folder, name), 'xyz');
    await blobs.put(bytes);
    expect([...(await blobs.get(name))]).toEqual([1, 2, 3]);
    rmSync(join(folder, name));
    await expect(blobs.get(name)).rejects.toThrow(Corrupt);
  });
});

describe('a large journal', () => {
  const event = (id: number): LedgerEvent => ({
    ...{ v: LEDGER_FORMAT, id: `closed-${id}`, at: 'ü'.repeat(id % 7), type: 'generation-closed' },
    ...{ generation: id, facts: [] },
  });

  it('takes more events at once than a call has arguments, each once', async () => {
    const events = Array.from({ length: 130_000 }, (_, id) => event(id));
    const store = await openFileRunStore(journal());
    await store.append([...events, ...events]);
    expect((await store.read()).length).toBe(events.length);
    await store.close();
  });

  it('is read whole where it is longer than what is read at a time', async () => {
    const events = Array.from({ length: 5000 }, (_, id) => event(id));
    const store = await openFileRunStore(journal());
    await store.append(events);
    await store.close();
    expect(statSync(journal()).size).toBeGreaterThan(2 ** 18);
    expect(await readJournal(journal())).toEqual(events);
  });

  it('keeps what is whole of one that was cut within a letter of several bytes', async () => {
    const store = await openFileRunStore(journal());
    await store.append([event(6), event(13)]);
    await store.close();
    const bytes = readFileSync(journal());
    writeFileSync(journal(), bytes.subarray(0, bytes.lastIndexOf('ü') + 1));
    const again = await openFileRunStore(journal());
    expect(await again.read()).toEqual([event(6)]);
    await again.append([event(13)]);
    await again.close();
    expect(readFileSync(journal())).toEqual(bytes);
  });
});
