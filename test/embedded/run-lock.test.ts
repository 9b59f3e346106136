// Locks: one store at a time has a journal open, one process at a time a directory.
import { existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type FileRunStore,
  openFileRunStore,
  readJournal,
} from '../../cli/embedded/file-run-store.ts';
import { inDirectory, inNewDirectory, journalOf } from '../../cli/embedded/run-directory.ts';
import { lockDirectory } from '../../cli/embedded/run-lock.ts';
import { InvalidInput } from '../../shared/kernel/errors.ts';
import { freshRun } from '../steps/fake-run.ts';

let folder: string;
const opened: FileRunStore[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'evolambda-lock-'));
});
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const journal = () => join(folder, 'journal.jsonl');

/** No process has this number: it is above the largest that Linux gives. */
const NOBODY = 2 ** 30;

describe('the lock of a journal', () => {
  const lock = () => `${journal()}.lock`;
  const lockedBy = (pid: number, since = new Date().toISOString(), host = hostname()) =>
    writeFileSync(lock(), JSON.stringify({ pid, host, since }));
  const refusalOf = async (path: string) => {
    const error = await openFileRunStore(path, 'store').then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(InvalidInput);
    return (error as Error).message;
  };

  it('keeps another living process out, which writes nothing and reads who holds it', async () => {
    lockedBy(process.ppid, '2024-01-02T03:04:05.000Z');
    expect(await refusalOf(journal())).toBe(
      `store: journal is in use by process ${process.ppid} on ${hostname()} since ` +
        '2024-01-02T03:04:05.000Z; expected a journal that is not in use; ' +
        `wait for the process or stop it; if it no longer exists, delete ${lock()}`,
    );
    lockedBy(1, undefined, 'another-host');
    expect(await refusalOf(journal())).toContain('process 1 on another-host');
    expect(readdirSync(folder)).toEqual(['journal.jsonl.lock']);
  });

  it('keeps this very process out, by whatever path, until the store is closed', async () => {
    symlinkSync(journal(), join(folder, 'link.jsonl'));
    symlinkSync(folder, join(folder, 'same'));
    const store = await openFileRunStore(join(folder, 'link.jsonl'));
    const paths = [journal(), join(folder, 'link.jsonl'), join(folder, 'same', 'journal.jsonl')];
    for (const path of [...paths, relative(process.cwd(), journal())]) {
      expect(await refusalOf(path)).toMatch(
        /in use by this process .*; expected .*: await store\.close\(\)$/,
      );
    }
    await store.close();
    const next = await openFileRunStore(journal());
    // A second call must not give back the lock of the next store.
    await store.close();
    expect(await refusalOf(journal())).toContain('in use by this process');
    await next.close();
    expect(existsSync(lock())).toBe(false);
  });

  it('keeps another thread of this process out', async () => {
    // A thread of ours, as the lock names it, took it a moment ago.
    lockedBy(process.pid);
    expect(await refusalOf(journal())).toContain('in use by this process');
  });

  it.each([
    ['a process that is gone', () => lockedBy(NOBODY)],
    ['an earlier process of the same number', () => lockedBy(process.pid, '2024-01-02T03:04:05Z')],
    ['nobody', () => writeFileSync(lock(), '{}')],
  ])('of %s is taken over', async (_, leave) => {
    leave();
    const store = await openFileRunStore(journal());
    expect(await refusalOf(journal())).toContain('in use by this process');
    await store.close();
    expect(readdirSync(folder)).toEqual(['journal.jsonl']);
  });

  it('is given back when the journal cannot be opened', async () => {
    await expect(openFileRunStore(folder)).rejects.toThrow(InvalidInput);
    expect(existsSync(`${folder}.lock`)).toBe(false);
    writeFileSync(journal(), 'a letter\n');
    for (let attempt = 0; attempt < 2; attempt += 1) {
      await expect(openFileRunStore(journal())).rejects.toThrow(/line 1 is damaged/);
    }
    expect(readdirSync(folder)).toEqual(['journal.jsonl']);
  });

  it('goes with `await using`, and a closed store takes nothing more', async () => {
    const { events } = await freshRun({
      strategy: { name: 'random', population: 2, generations: 1 },
    });
    let outer: FileRunStore | undefined;
    {
      await using store = await openFileRunStore(journal());
      await store.append(events.slice(0, 1));
      outer = store;
    }
    expect(existsSync(lock())).toBe(false);
    await expect(outer.append(events)).rejects.toThrow(/store: the store of .* is closed/);
    expect(await outer.read()).toEqual(events.slice(0, 1));
    expect(await readJournal(journal())).toEqual(events.slice(0, 1));
  });

  it('of a run keeps the library out of it, and a store of the library keeps a run out', async () => {
    await inNewDirectory(
      join(folder, 'run'),
      () => undefined,
      async () => {
        const path = journalOf(join(folder, 'run'));
        expect(await refusalOf(path)).toContain('in use by this process');
        return 0;
      },
    );
    const store = await openFileRunStore(journal());
    await expect(inDirectory(folder, async () => 0)).rejects.toThrow(
      /journal is in use by this process/,
    );
    await store.close();
    expect(await inDirectory(folder, async () => 7)).toBe(7);
  });
});

describe('the lock of a directory', () => {
  it('keeps others out while its holder lives, and is given back', async () => {
    const unlock = await lockDirectory(folder);
    await expect(lockDirectory(folder)).rejects.toThrow(/directory is in use by this process/);
    await unlock();
    const next = await lockDirectory(folder);
    // A second call must not give back the lock of the next holder.
    await unlock();
    await expect(lockDirectory(folder)).rejects.toThrow(InvalidInput);
    await next();
    expect(readdirSync(folder)).toEqual([]);
  });
});
