// Paths that a run records: it is opened again from any folder, and flags name anew what was moved.
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Ended, evolambdaIn, SMALL_DIGITS, SMALL_SPACE } from './command-line.ts';

const TRAINER = `
  export const train = (genome, { seed }) =>
    ({ accuracy: Number.parseInt(seed.slice(0, 4), 16) / 65536, weights: new Uint8Array(1) });
  export const predict = (genome, weights, images, { pixels, classes }) =>
    new Float32Array((images.length / pixels) * classes);`;
const SEARCH = [
  ...['--population', '4', '--generations', '2', '--examples', '640', '--space', SMALL_SPACE],
  ...['--no-final-phase', '--no-page', '--json', '--workers', '1'],
];

let home: string;
const at = (...parts: string[]) => join(home, ...parts);

function hashOf({ lines, stderr }: Ended): string {
  return JSON.parse(lines.at(-1) || stderr).ledgerHash;
}

/** As the run was before its last generation closed. */
function stoppedCopy(run: string, name: string): string {
  cpSync(run, at(name), { recursive: true });
  const journal = at(name, 'journal.jsonl');
  const lines = readFileSync(journal, 'utf8').trimEnd().split('\n');
  writeFileSync(journal, `${lines.slice(0, -2).join('\n')}\n`);
  return at(name);
}

let hash: string;
beforeAll(async () => {
  home = realpathSync(mkdtempSync(join(tmpdir(), 'evolambda recorded-')));
  for (const folder of ['project', 'elsewhere']) mkdirSync(at(folder));
  cpSync(dirname(SMALL_DIGITS), at('project', 'd'), { recursive: true });
  writeFileSync(at('project', 't.mjs'), TRAINER);
  const flags = ['--dataset', 'd/manifest.json', '--trainer', 't.mjs', '--out', 'run'];
  hash = hashOf(await evolambdaIn(at('project'), 'run', ...SEARCH, ...flags));
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

describe('a run with its own data set and trainer, named by relative paths', () => {
  it('has the same hash from another folder', async () => {
    const flags = ['--dataset', 'manifest.json', '--trainer', '../t.mjs', '--out', at('same')];
    expect(hashOf(await evolambdaIn(at('project/d'), 'run', ...SEARCH, ...flags))).toBe(hash);
  });

  it('is resumed, extended and exported from another folder', async () => {
    const stopped = stoppedCopy(at('project', 'run'), 'stopped');
    expect(hashOf(await evolambdaIn(at('elsewhere'), 'resume', stopped, '--json'))).toBe(hash);
    const longer = ['run', '--continue', stopped, '--generations', '+1', '--out', at('longer')];
    const extended = await evolambdaIn(at('elsewhere'), ...longer, '--no-page', '--json');
    expect(extended.code, extended.stderr).toBe(0);
    const again = ['champion', 'export', '../longer', '--candidate', 'g0-1', '--json'];
    const exported = await evolambdaIn(at('elsewhere'), ...again);
    expect(exported.code, exported.stderr).toBe(0);
    const config = JSON.parse(readFileSync(at('longer', 'config.json'), 'utf8'));
    expect(config.dataset).toBe(at('project', 'd', 'manifest.json'));
  });

  it('that was moved says what it lacks and which flags name it; with them it goes on', async () => {
    const stopped = stoppedCopy(at('project', 'run'), 'moved');
    renameSync(at('project'), at('project-2'));
    try {
      const lost = await evolambdaIn(at('elsewhere'), 'resume', stopped);
      expect(lost).toMatchObject({ code: 2, stdout: '' });
      expect(lost.stderr).toMatch(
        /--trainer: missing: the recorded module .*project\/t\.mjs" does not exist/,
      );
      const moved = at('project-2', 't.mjs');
      const dataless = await evolambdaIn(at('elsewhere'), 'resume', stopped, '--trainer', moved);
      expect(dataless).toMatchObject({ code: 2, stdout: '' });
      expect(dataless.stderr).toContain(`${at('project', 'd')}, next to the manifest`);
      expect(dataless.stderr).toMatch(/--data-dir[\s\S]*^--dataset: missing/m);
      const flags = ['--trainer', moved, '--dataset', '../project-2/d/manifest.json', '--json'];
      expect(hashOf(await evolambdaIn(at('elsewhere'), 'resume', stopped, ...flags))).toBe(hash);
      const copied = stoppedCopy(at('project-2', 'run'), 'moved-too');
      const files = ['--trainer', moved, '--data-dir', at('project-2', 'd'), '--json'];
      expect(hashOf(await evolambdaIn(at('elsewhere'), 'resume', copied, ...files))).toBe(hash);
    } finally {
      renameSync(at('project-2'), at('project'));
    }
  });

  it('does not load a trainer that has changed since', async () => {
    const stopped = stoppedCopy(at('project', 'run'), 'changed');
    const text = readFileSync(at('project', 't.mjs'), 'utf8');
    appendFileSync(at('project', 't.mjs'), '\nconsole.error("it was loaded");');
    const { code, stderr } = await evolambdaIn(at('elsewhere'), 'resume', stopped);
    writeFileSync(at('project', 't.mjs'), text);
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /--trainer: missing: the recorded module ".*t\.mjs" has changed; expected /,
    );
    expect(stderr).not.toContain('it was loaded');
  });

  it.each(['d/manifest.json', 'D:\\data\\manifest.json'])(
    'of a version that recorded %s alone is found by the copy of its manifest',
    async (recorded) => {
      const stopped = stoppedCopy(at('project', 'run'), `old-${recorded.length}`);
      const journal = join(stopped, 'journal.jsonl');
      const [first = '', ...rest] = readFileSync(journal, 'utf8').split('\n');
      const { paths, ...started } = JSON.parse(first.slice(17));
      started.config.dataset = recorded;
      const { createHash } = await import('node:crypto');
      const line = JSON.stringify(started);
      const sum = createHash('sha256').update(line).digest('hex').slice(0, 16);
      writeFileSync(journal, [`${sum} ${line}`, ...rest].join('\n'));
      const flags = ['--trainer', paths.trainer, '--json'];
      const lost = await evolambdaIn(at('elsewhere'), 'resume', stopped, ...flags);
      expect(lost.code).toBe(2);
      expect(lost.stderr).toContain('--dataset');
      const files = [...flags, '--data-dir', at('project', 'd')];
      const found = await evolambdaIn(at('elsewhere'), 'resume', stopped, ...files);
      expect(found.code, found.stderr).toBe(0);
    },
  );
});
