// Who opens and closes the store of a search: evolve where it was given a path, else the user.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { evolve, fileStore, memoryStore, type RunStore } from '../../cli/library/index.ts';
import { root } from '../packaging/npm.ts';
import { bowl, space, strategy } from './bowl.ts';

let folder: string;
let journal: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'evolambda-search-store-'));
  journal = join(folder, 'search.jsonl');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const lock = () => `${journal}.lock`;
const searchWith = (store: RunStore | string, more: object = {}) =>
  evolve({ space, strategy, evaluate: bowl, store, ...more });

/** Nothing keeps others from the journal, and it holds so many of these events. */
async function expectClosed(type: string, count: number): Promise<void> {
  expect(readdirSync(folder)).toEqual(['search.jsonl']);
  await using store = await fileStore(journal);
  expect((await store.read()).filter((event) => event.type === type)).toHaveLength(count);
}

describe('the journal of a path', () => {
  it('is opened when the search begins, closed when it ends, and gone on with', async () => {
    const search = searchWith(journal);
    expect(readdirSync(folder)).toEqual([]);
    let locked = 0;
    for await (const _ of search) locked += Number(existsSync(lock()));
    expect(locked).toBeGreaterThan(0);
    const { ledgerHash, evaluations } = await search.finished();
    await expectClosed('run-finished', 1);
    const again = await searchWith(journal, { evaluate: () => expect.unreachable() }).finished();
    expect(again).toMatchObject({ ledgerHash, evaluations });
    await expectClosed('run-finished', 1);
    const whole = await searchWith(memoryStore()).finished();
    expect(whole.ledgerHash).toBe(ledgerHash);
  });

  it('is closed once the loop was left, by break or by an error of the loop, and gone on with', async () => {
    for await (const { type } of searchWith(journal)) if (type === 'generation-closed') break;
    await expectClosed('generation-closed', 1);
    const thrown = (async () => {
      for await (const { type, best } of searchWith(journal)) {
        if (type === 'generation-closed' && best !== null) throw new Error('enough of it');
      }
    })();
    await expect(thrown).rejects.toThrow('enough of it');
    await expectClosed('generation-closed', 2);
    const { ledgerHash } = await searchWith(journal).finished();
    expect(ledgerHash).toBe((await searchWith(memoryStore()).finished()).ledgerHash);
  });

  it('is closed once the search was aborted, in the middle or before', async () => {
    const stop = new AbortController();
    const evaluate = () => {
      stop.abort();
      return new Promise<never>(() => undefined);
    };
    const aborted = searchWith(journal, { evaluate, signal: stop.signal }).finished();
    await expect(aborted).rejects.toMatchObject({ name: 'AbortError' });
    await expectClosed('generation-planned', 1);
    rmSync(journal);
    const before = searchWith(journal, { signal: stop.signal }).finished();
    await expect(before).rejects.toMatchObject({ name: 'AbortError' });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is closed once the search failed', async () => {
    const evaluate = () => {
      throw new Error('too warm');
    };
    await expect(searchWith(journal, { evaluate }).finished()).rejects.toThrow('too warm');
    await expectClosed('generation-planned', 1);
    const other = searchWith(journal, { seed: 9 }).finished();
    await expect(other).rejects.toThrow(/^store: contains another search/);
    await expectClosed('generation-planned', 1);
  });

  it('is not opened while another store has it open, and what cannot be one is said', async () => {
    await using store = await fileStore(journal);
    await searchWith(store).finished();
    const bytes = readFileSync(journal);
    const second = searchWith(journal, { seed: 2 });
    await expect(second.finished()).rejects.toThrow(/^store: journal is in use by this process/);
    expect(readFileSync(journal)).toEqual(bytes);
    await expect(searchWith(folder).finished()).rejects.toThrow(
      /^store: .*expected a writable file/,
    );
    const nowhere = searchWith(join(folder, 'no', 'search.jsonl')).finished();
    await expect(nowhere).rejects.toThrow(
      /^store: ".*\/no" does not exist; expected a file in an existing, writable directory$/,
    );
    writeFileSync(join(folder, 'letter'), 'a letter\n');
    const letter = searchWith(join(folder, 'letter')).finished();
    await expect(letter).rejects.toMatchObject({ name: 'Corrupt' });
    expect(readdirSync(folder).sort()).toEqual(['letter', 'search.jsonl', 'search.jsonl.lock']);
    expect(() => searchWith('')).toThrow(
      /^store: "" is not allowed; expected the path of a journal/,
    );
  });
});

describe('a store of the user', () => {
  it('is not closed by evolve', async () => {
    await using store = await fileStore(journal);
    await searchWith(store).finished();
    expect(existsSync(lock())).toBe(true);
    for await (const _ of searchWith(store)) break;
    expect(existsSync(lock())).toBe(true);
    await store.append([]);
  });

  it('takes one search at a time', async () => {
    const store = memoryStore();
    const search = searchWith(store);
    for await (const { type } of search) {
      if (type !== 'generation-planned') continue;
      const second = searchWith(store, { seed: 2 }).finished();
      await expect(second).rejects.toThrow(/^store: in use by another search; expected /);
      break;
    }
    const { best } = await searchWith(store).finished();
    expect(best).not.toBeNull();
  });

  it('is left alone once the search was given up', async () => {
    const memory = memoryStore();
    let left = strategy.population;
    const store: RunStore = {
      read: memory.read,
      append: async (events) => {
        const isLast = events[0]?.type === 'evaluation-finished' && --left === 0;
        // Now the generation could be closed, and the next one planned.
        if (isLast) stop.abort();
        await memory.append(events);
      },
    };
    const stop = new AbortController();
    const finished = searchWith(store, { signal: stop.signal }).finished();
    await expect(finished).rejects.toMatchObject({ name: 'AbortError' });
    for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
    const types = (await memory.read()).map(({ type }) => type);
    expect(types.at(-1)).toBe('evaluation-finished');
    expect(types).not.toContain('generation-closed');
  });
});

describe('a process with journals', () => {
  it('prints no warning, whether they were closed or left open, and leaves no lock', () => {
    const code = `
      import { defineSpace, evolve, fileStore } from ${JSON.stringify(pathToFileURL(join(root, 'dist/index.mjs')))};
      const space = defineSpace({ x: { type: 'integer', min: 0, max: 9 } });
      const strategy = { name: 'random', population: 2, generations: 1 };
      const evaluate = ({ x }) => ({ fitness: x });
      for (let n = 0; n < 12; n += 1) {
        await evolve({ space, strategy, evaluate, store: 'by-path-' + n }).finished();
        // Left open: the user forgot to close it.
        await evolve({ space, strategy, evaluate, store: await fileStore('left-' + n) }).finished();
      }
      for (let turn = 0; turn < 5; turn += 1) {
        globalThis.gc();
        await new Promise(setImmediate);
      }
    `;
    const args = ['--expose-gc', '--input-type=module', '--eval', code];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, {
      ...{ cwd: folder, encoding: 'utf8' },
    });
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(readdirSync(folder)).toHaveLength(24);
    expect(readdirSync(folder).filter((name) => name.endsWith('.lock'))).toEqual([]);
  });
});
