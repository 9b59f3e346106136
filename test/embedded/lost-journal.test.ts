// A journal that another process deletes, replaces or changes while its store is open: the store notices,
// and no event is taken for recorded that nobody will find.
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type FileRunStore, openFileRunStore } from '../../cli/embedded/file-run-store.ts';
import { evolve } from '../../cli/library/evolve.ts';
import type { LedgerEvent } from '../../shared/contracts/ledger-events.ts';
import { Superseded } from '../../shared/kernel/errors.ts';
import { bowl, space, strategy } from '../library/bowl.ts';
import { freshRun } from '../steps/fake-run.ts';

let folder: string;
let directory: string;
let journal: string;
let store: FileRunStore;
/** One start, one plan, three results, one close. */
let events: readonly LedgerEvent[];

beforeAll(async () => {
  const config = { strategy: { name: 'random', population: 3, generations: 1 }, finalPhase: null };
  ({ events } = await freshRun(config));
});
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'evolambda-lost-'));
  directory = join(folder, 'run');
  journal = join(directory, 'journal.jsonl');
  mkdirSync(directory);
  store = await openFileRunStore(journal);
  await store.append(events.slice(0, 4));
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const CHANGES: readonly (readonly [string, () => void, RegExp])[] = [
  [
    'deletes',
    () => rmSync(journal),
    /was deleted .* Lost: 4 of 4 recorded events, including 2 evaluations; the run cannot be resumed/,
  ],
  [
    'deletes with its directory',
    () => rmSync(directory, { recursive: true }),
    /was deleted .* 4 of/,
  ],
  [
    'renames away',
    () => renameSync(directory, join(folder, 'elsewhere')),
    /was deleted .* Lost: 4 of 4/,
  ],
  [
    'replaces',
    () => {
      renameSync(journal, join(folder, 'old'));
      writeFileSync(journal, readFileSync(join(folder, 'old')));
    },
    /was replaced by another file .* All events of this process are still in it/,
  ],
  [
    'cuts within a line',
    () => truncateSync(journal, readFileSync(journal, 'utf8').split('\n')[0]!.length + 20),
    /was cut to \d+ of \d+ bytes .* Lost: 3 of 4 .* the remaining events can be resumed/,
  ],
  ['empties', () => truncateSync(journal), /was cut to 0 of \d+ bytes .* Lost: 4 of 4/],
  ['writes to', () => appendFileSync(journal, 'a note\n'), /was written by another process/],
];

describe('a journal that another process', () => {
  it.each(CHANGES)(
    '%s takes no further event, and its loss is stated',
    async (_, change, words) => {
      change();
      const found = await store.append(events.slice(4)).catch((error: unknown) => error);
      expect(found).toBeInstanceOf(Superseded);
      expect((found as Error).message).toMatch(words);
      expect(await store.read()).toEqual(events.slice(0, 4));
    },
  );

  it.each(CHANGES)('%s after the last event is noticed by a look', async (_, change, words) => {
    await store.check();
    change();
    await expect(store.check()).rejects.toThrow(words);
  });

  it('replaced with its lock keeps what the other process put there', async () => {
    rmSync(directory, { recursive: true });
    mkdirSync(directory);
    writeFileSync(`${journal}.lock`, 'of another process');
    await expect(store.append(events.slice(4))).rejects.toThrow(Superseded);
    await store.close();
    expect(readFileSync(`${journal}.lock`, 'utf8')).toBe('of another process');
  });
});

it('a search of the library whose journal is deleted on the way is rejected', async () => {
  const path = join(folder, 'search.jsonl');
  const searched = async () => {
    for await (const { type } of evolve({ space, evaluate: bowl, strategy, store: path })) {
      if (type === 'generation-closed') rmSync(path, { force: true });
    }
  };
  await expect(searched()).rejects.toThrow(
    /search\.jsonl was deleted .* the run cannot be resumed/,
  );
});
