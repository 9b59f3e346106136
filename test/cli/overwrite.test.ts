// No command writes over a file that it did not write, unless --force is given.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evolve } from '../../cli/library/evolve.ts';
import { isPageTitled, refuseOverwriting } from '../../cli/overwrite.ts';
import { bowl, space, strategy } from '../library/bowl.ts';
import { evolambda } from './command-line.ts';

let folder: string;
const run = (name: string) => join(folder, 'runs', name);
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'evolambda-overwrite-'));
  for (const [seed, name] of ['one', 'two'].entries()) {
    mkdirSync(run(name), { recursive: true });
    const store = join(run(name), 'journal.jsonl');
    await evolve({ space, evaluate: bowl, strategy, seed: seed + 1, store }).finished();
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a file of somebody else’s', { timeout: 60_000 }, () => {
  it.each([
    ['compare', () => ['compare', run('one'), run('two')]],
    ['report', () => ['report', run('one')]],
    ['export', () => ['export', run('one'), '--csv']],
  ])(
    'stays under %s --out, which --force replaces, and which is its own then',
    async (name, args) => {
      const out = join(folder, `${name}.out`);
      writeFileSync(out, 'mine');
      const into = (...flags: string[]) => evolambda([...args(), '--out', out, ...flags]);
      const refused = await into();
      expect(refused).toMatchObject({ code: 2, stdout: '' });
      expect(refused.stderr).toContain(`--out: "${out}" already exists`);
      expect(refused.stderr).toContain('--force');
      expect(readFileSync(out, 'utf8')).toBe('mine');
      expect((await into('--force')).code).toBe(0);
      expect(readFileSync(out, 'utf8')).not.toBe('mine');
      expect((await into()).code).toBe(0);
    },
  );

  it('is the page of another run too', async () => {
    const out = join(folder, 'two.html');
    expect((await evolambda(['report', run('two'), '--out', out])).code).toBe(0);
    const page = readFileSync(out);
    const refused = await evolambda(['report', run('one'), '--out', out]);
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('--force')]);
    expect(readFileSync(out).equals(page)).toBe(true);
  });
});

describe('refuseOverwriting', () => {
  const own = isPageTitled('Run one – evolambda');
  it('names every file that is not the command’s own, through a link too', async () => {
    const [page, note, link] = ['page', 'note', 'link'].map((name) => join(folder, name));
    writeFileSync(page!, '<title>Run one – evolambda</title>');
    writeFileSync(note!, '<title>Run one – evolambda, my notes</title>');
    symlinkSync(note!, link!);
    const paths = [page!, note!, link!, join(folder, 'new'), folder, '/dev/null'];
    const refused = await refuseOverwriting('--out', paths, {}, own).catch((error) => error);
    expect(refused.faults.map(({ problem }: { problem: string }) => problem)).toEqual(
      [note, link].map((path) => `"${path}" already exists`),
    );
    await refuseOverwriting('--out', paths, { force: true }, own);
  });
});
