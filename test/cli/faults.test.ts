// What can go wrong around a run, through the public door: each is said in words that name the
// thing, and nothing that was recorded is lost.
import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
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
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Ended,
  evolambda,
  lineOf,
  resumeOf,
  SHORT_SEARCH,
  SMALL,
  SMALL_DIGITS,
  SMALL_SPACE,
  start,
  withDiskOf,
} from './command-line.ts';

const QUICK = ['--quick', ...SMALL, '--examples', '640', '--space', SMALL_SPACE, '--json'];

let folder: string;
let undisturbed: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'evolambda-faults-'));
  undisturbed = hashOf(await evolambda(['run', ...SHORT_SEARCH, '--out', join(folder, 'whole')]));
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function hashOf({ lines }: Ended): string {
  return JSON.parse(lines.at(-1)!).ledgerHash;
}

function expectFault({ code, stdout, stderr }: Ended, expected: number, ...words: string[]) {
  for (const word of words) expect(stderr).toContain(word);
  expect(stderr).not.toMatch(/\n\s+at /);
  expect(stdout).toBe('');
  expect(code).toBe(expected);
}

/** A copy of the undisturbed run, its journal changed. */
function copyWith(name: string, change: (journal: string) => string): string {
  const directory = join(folder, name);
  cpSync(join(folder, 'whole'), directory, { recursive: true });
  const path = join(directory, 'journal.jsonl');
  writeFileSync(path, change(readFileSync(path, 'utf8')));
  return directory;
}

describe.skipIf(process.platform === 'win32')(
  'a full disk (skipped: Windows has no limit on the size of files)',
  { timeout: 120_000 },
  () => {
    it('under the journal stops the run; a resume on more disk ends with the same hash', async () => {
      const directory = join(folder, 'full');
      const path = join(directory, 'journal.jsonl');
      expectFault(
        await withDiskOf(16, ['run', ...SHORT_SEARCH, '--out', directory]),
        1,
        path,
        'EFBIG',
      );
      expect(readFileSync(path, 'utf8')).toMatch(/"evaluation-finished".*\n$/);
      expect(hashOf(await evolambda(resumeOf(directory)))).toBe(undisturbed);
    });

    it('under the weights does so too, and leaves no half-written file', async () => {
      const directory = join(folder, 'full-of-weights');
      const blobs = join(directory, 'blobs');
      const run = await withDiskOf(200, ['run', ...QUICK, '--out', directory]);
      expectFault(run, 1, blobs, 'EFBIG', `evolambda resume ${directory}`);
      // A full disk is not a failed evaluation.
      expect(run.stderr).not.toMatch(/evaluations of .* failed/);
      expect(readdirSync(blobs)).toEqual([]);
      const resumed = await evolambda(resumeOf(directory));
      expect(JSON.parse(resumed.lines.at(-1)!).champion.testScores).toHaveLength(3);
    });
  },
);

describe('a place that cannot be written in', () => {
  it('below a file is refused by name, and nothing is left', async () => {
    const file = join(folder, 'a-file');
    writeFileSync(file, 'mine');
    for (const out of [file, join(file, 'run')]) {
      expectFault(await evolambda(['run', ...SHORT_SEARCH, '--out', out]), 2, '--out', out);
    }
    expect(readFileSync(file, 'utf8')).toBe('mine');
  });

  it.skipIf(process.platform !== 'linux')(
    'under /proc is refused and not tried for ever (skipped: this is about Linux)',
    async () => {
      expectFault(await evolambda(['run', ...SHORT_SEARCH, '--out', '/proc/none/run']), 2, '--out');
    },
  );

  it.skipIf(process.getuid?.() === 0 || process.platform === 'win32')(
    'because it is read-only is refused by name (skipped: root and Windows write in it)',
    async () => {
      const directory = copyWith('read-only', (journal) => journal);
      chmodSync(directory, 0o555);
      const inside = join(directory, 'inside');
      expectFault(await evolambda(['resume', directory, '--json']), 2, directory, 'EACCES');
      expectFault(await evolambda(['run', ...SHORT_SEARCH, '--out', inside]), 2, '--out', inside);
      chmodSync(directory, 0o755);
    },
  );

  it('is left as it was when the run cannot begin', async () => {
    const directory = join(folder, 'never-begun');
    const run = await evolambda(['run', '--dataset', 'no-such-data', '--out', directory]);
    expectFault(run, 2, '--dataset');
    expect(existsSync(directory)).toBe(false);
    // The files of a data set are opened when the directory has been made.
    const manifest = join(folder, 'without-files.json');
    cpSync(SMALL_DIGITS, manifest);
    const begun = await evolambda(['run', '--dataset', manifest, '--out', join(directory, 'run')]);
    expect(begun.code, begun.stderr).not.toBe(0);
    expect(existsSync(directory)).toBe(false);
  });
});

describe('a journal', () => {
  const damaged = (journal: string) => {
    const lines = journal.split('\n');
    lines[3] = lines[3]!.replace('"fitness"', '"fatness"').replace('result', 'resold');
    return lines.join('\n');
  };

  it.each(['resume', 'replay'])(
    'damaged in the middle is named by %s and kept',
    async (command) => {
      const directory = copyWith(`damaged-${command}`, damaged);
      const path = join(directory, 'journal.jsonl');
      const before = readFileSync(path, 'utf8');
      const found = await evolambda([command, directory, '--json']);
      expectFault(found, 4, `${path}: line 4 is damaged`);
      expect(readFileSync(path, 'utf8')).toBe(before);
    },
  );

  it.each(['resume', 'replay', 'show', 'champion'])(
    'that lost a result is named by %s',
    async (command) => {
      const directory = copyWith(`lost-${command}`, (journal) => {
        const lines = journal.split('\n');
        return lines.filter((_, index) => index !== 3).join('\n');
      });
      const verb = command === 'champion' ? ['champion', 'show'] : [command];
      const found = await evolambda([...verb, directory, '--json']);
      expectFault(found, 4, join(directory, 'journal.jsonl'), 'is missing');
    },
  );

  it('torn in its last line goes on without it', async () => {
    const directory = copyWith('torn', (journal) => journal.slice(0, -40));
    expect(hashOf(await evolambda(resumeOf(directory)))).toBe(undisturbed);
  });

  it.each([
    ['somebody’s notes\n', 4, 'line 1 is damaged'],
    ['somebody’s notes', 4, 'no complete line'],
    ['', 2, 'DIR'],
  ])('that is none, %j, is refused and kept', async (text, code, words) => {
    const directory = mkdtempSync(join(folder, 'foreign-'));
    writeFileSync(join(directory, 'journal.jsonl'), text);
    for (const command of ['replay', 'resume']) {
      expectFault(await evolambda([command, directory, '--json']), code, directory, words);
    }
    expect(readdirSync(directory)).toEqual(['journal.jsonl']);
    expect(readFileSync(join(directory, 'journal.jsonl'), 'utf8')).toBe(text);
  });

  it('of another run behind the first line is refused by name', async () => {
    const directory = copyWith('headless', (journal) => journal.slice(journal.indexOf('\n') + 1));
    expectFault(await evolambda(['replay', directory, '--json']), 4, directory, 'run-started');
  });

  it('is looked for in a directory that is there', async () => {
    const directory = join(folder, 'with-folder');
    mkdirSync(join(directory, 'journal.jsonl'), { recursive: true });
    for (const place of [directory, join(folder, 'nowhere'), join(folder, 'a-file')]) {
      expectFault(await evolambda(['replay', place, '--json']), 2, 'DIR', place);
      expectFault(await evolambda(['resume', place, '--json']), 2, 'DIR', place);
    }
  });
});

describe.skipIf(process.platform === 'win32')('a second process', { timeout: 120_000 }, () => {
  it('is kept out of a run, and takes it over once the first is dead (skipped: Windows cannot hold a process)', async () => {
    const directory = join(folder, 'shared');
    const first = start(['run', ...SHORT_SEARCH, '--out', directory]);
    await lineOf(first, 'stderr', /^generation \d/);
    const journal = readFileSync(join(directory, 'journal.jsonl'), 'utf8');
    first.kill('SIGSTOP');
    const resumed = await evolambda(['resume', directory, '--json']);
    expectFault(resumed, 2, directory, `process ${first.pid} on `);
    expectFault(await evolambda(['run', ...SHORT_SEARCH, '--out', directory]), 2, directory);
    expect(readFileSync(join(directory, 'journal.jsonl'), 'utf8').startsWith(journal)).toBe(true);
    first.kill('SIGKILL');
    await once(first, 'close');
    expect(hashOf(await evolambda(resumeOf(directory)))).toBe(undisturbed);
    expect(readdirSync(directory)).toEqual([
      'config.json',
      'dataset.json',
      'journal.jsonl',
      'listing.json',
      'report.html',
    ]);
  });
});
