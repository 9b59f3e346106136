// The run directory that evolambda 0.1 wrote in test/golden/format-1: no command reads its ledger, and none changes it.
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readJournal } from '../../cli/embedded/file-run-store.ts';
import { evolve, fileStore } from '../../cli/library/index.ts';
import { listedRun } from '../../cli/listed-run.ts';
import { Corrupt } from '../../shared/kernel/errors.ts';
import { bowl, space } from '../library/bowl.ts';
import { evolambda } from './command-line.ts';

const FORMER = fileURLToPath(new URL('../golden/format-1', import.meta.url));
const WORDS = 'the ledger has format 1, which evolambda 0.1 reads; this version reads format 2';

const folder = mkdtempSync(join(tmpdir(), 'evolambda-format-'));
const whole = join(folder, 'whole');
/** Stopped after the first of two evaluations. */
const stopped = join(folder, 'stopped');
beforeAll(() => {
  for (const copy of [whole, stopped]) cpSync(FORMER, copy, { recursive: true });
  const journal = join(stopped, 'journal.jsonl');
  const lines = readFileSync(journal, 'utf8').split('\n');
  writeFileSync(journal, `${lines.slice(0, 3).join('\n')}\n`);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function contentOf(directory: string): readonly (readonly [string, string])[] {
  return readdirSync(directory)
    .sort()
    .map((name) => [name, readFileSync(join(directory, name), 'utf8')]);
}

describe('a run of evolambda 0.1', { timeout: 60_000 }, () => {
  it('is one: its journal has no damaged line', async () => {
    const types = (await readJournal(join(whole, 'journal.jsonl'))).map(({ type }) => type);
    expect([types[0], types.at(-1)]).toEqual(['run-started', 'run-finished']);
    expect(await readJournal(join(stopped, 'journal.jsonl'))).toHaveLength(3);
  });

  it.each([
    ['show', [whole]],
    ['replay', [whole]],
    ['report', [whole]],
    ['export', [whole, '--csv']],
    ['champion', ['show', whole]],
    ['resume', [whole]],
    ['resume', [stopped]],
    ['run', ['--continue', whole, '--generations', '+2']],
  ])(
    '%s %j ends with code 4, names the version that reads it, and changes nothing',
    async (command, words) => {
      const before = [contentOf(whole), contentOf(stopped)];
      const { code, stdout, stderr } = await evolambda([command, ...words]);
      expect({ code, stdout }).toEqual({ code: 4, stdout: '' });
      expect(stderr).toContain(WORDS);
      expect(stderr).not.toMatch(/^\s+at /m);
      expect([contentOf(whole), contentOf(stopped)]).toEqual(before);
    },
  );

  it('is listed as one that this version does not read', async () => {
    expect(await listedRun(stopped)).toMatchObject({
      state: 'damaged, or written by another version',
    });
  });

  it('is no store of a search of the library', async () => {
    const before = contentOf(stopped);
    const store = await fileStore(join(stopped, 'journal.jsonl'));
    const search = evolve({ space, evaluate: bowl, store }).finished();
    await expect(search).rejects.toThrow(Corrupt);
    await expect(search).rejects.toThrow(WORDS);
    await store.close();
    expect(contentOf(stopped)).toEqual(before);
  });
});
