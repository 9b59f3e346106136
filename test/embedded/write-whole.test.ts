// A file is there whole or as it was before; what is no file is not replaced by one.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeWhole } from '../../cli/embedded/write-whole.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'evolambda-write-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('makes folders, replaces a file, and leaves nothing beside it', async () => {
  const path = join(folder, 'a', 'b');
  await writeWhole(path, 'first');
  await writeWhole(path, 'second');
  expect(readFileSync(path, 'utf8')).toBe('second');
  expect(readdirSync(join(folder, 'a'))).toEqual(['b']);
});

it.skipIf(process.platform === 'win32')(
  'writes to a pipe, which stays one (skipped: Windows has none of this kind)',
  async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const [text] = await Promise.all([readFile(pipe, 'utf8'), writeWhole(pipe, 'through it')]);
    expect(text).toBe('through it');
    expect(statSync(pipe).isFIFO()).toBe(true);
  },
  10_000,
);
