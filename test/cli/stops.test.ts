// What ends a command before its end: signals in every phase, a journal that is deleted, a disk that is full in
// the final phase. Each end says how to resume, and the resumed run has the hash of an undisturbed one.
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  evolambda,
  lineOf,
  resumeOf,
  SMALL,
  SMALL_SPACE,
  start,
  withDiskOf,
} from './command-line.ts';

const QUICK = ['--quick', ...SMALL, '--examples', '640', '--space', SMALL_SPACE];
/** In blocks of 512 bytes: the weights fit in, the page of the run does not. */
const DISK_WITHOUT_PAGE = 1210;

let folder: string;
let undisturbed: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'evolambda-stops-'));
  const whole = await evolambda(['run', ...QUICK, '--json', '--out', join(folder, 'whole')]);
  expect(whole.code, whole.stderr).toBe(0);
  undisturbed = JSON.parse(whole.lines.at(-1)!).ledgerHash;
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Stops a command with a signal as soon as it prints a line. */
async function stopped(args: readonly string[], at: RegExp, signal: NodeJS.Signals) {
  const child = start(args);
  let stderr = '';
  child.stderr!.on('data', (chunk) => (stderr += chunk));
  await lineOf(child, 'stderr', at);
  child.kill(signal);
  const [code] = await once(child, 'close');
  return { code, stderr };
}

/** Has something happen to the run, which is held meanwhile, as soon as it prints a line. */
async function disturbed(args: readonly string[], at: RegExp, change: () => void) {
  const child = start(args);
  let stderr = '';
  child.stderr!.on('data', (chunk) => (stderr += chunk));
  await lineOf(child, 'stderr', at);
  child.kill('SIGSTOP');
  change();
  child.kill('SIGCONT');
  const [code] = await once(child, 'close');
  return { code, stderr };
}

async function resumedHash(directory: string): Promise<string> {
  const { code, lines, stderr } = await evolambda(resumeOf(directory));
  expect(code, stderr).toBe(0);
  return JSON.parse(lines.at(-1)!).ledgerHash;
}

describe.skipIf(process.platform === 'win32')(
  'a signal (skipped: Windows sends children none)',
  { timeout: 120_000 },
  () => {
    it('stops a run in each phase with its own code, and the resumed run has the same hash', async () => {
      const directory = join(folder, 'stopped');
      const resume = resumeOf(directory);
      const advice = `evolambda resume ${directory}`;
      const search = ['run', ...QUICK, '--json', '--out', directory];
      const phases = [
        [search, /^generation 0/, 'SIGHUP', 129],
        [resume, /, from /, 'SIGTERM', 143],
        [resume, /^re-ranking/, 'SIGTERM', 143],
        [resume, /, from /, 'SIGHUP', 129],
      ] as const;
      for (const [args, at, signal, code] of phases) {
        const end = await stopped(args, at, signal);
        expect([end.code, end.stderr]).toEqual([code, expect.stringContaining(advice)]);
        expect(existsSync(join(directory, 'journal.jsonl.lock'))).toBe(false);
      }
      expect(await resumedHash(directory)).toBe(undisturbed);
    });

    it('stops an export that trains again, an evaluation and a comparison', async () => {
      const out = join(folder, 'never');
      const long = [...SMALL, '--examples', '640000'];
      const genome = join(folder, 'whole', 'champion', 'genome.json');
      const commands = [
        [
          [
            'champion',
            'export',
            join(folder, 'whole'),
            '--candidate',
            'g1-0',
            '--out',
            out,
            '--json',
          ],
          'SIGHUP',
          129,
        ],
        [
          ['evaluate', '--genome', genome, ...long.slice(0, 2), ...long.slice(-2), '--json'],
          'SIGTERM',
          143,
        ],
        [
          [
            'compare-strategies',
            '--strategies',
            'random,tournament',
            ...long,
            '--out',
            join(folder, 'comparison'),
            '--json',
          ],
          'SIGHUP',
          129,
        ],
      ] as const;
      for (const [args, signal, code] of commands) {
        const end = await stopped(args, /, from /, signal);
        expect([end.code, end.stderr]).toEqual([code, expect.stringContaining('Stopped. ')]);
      }
      expect(existsSync(out)).toBe(false);
    });
  },
);

describe.skipIf(process.platform === 'win32')(
  'a run whose files go away (skipped: Windows keeps open files)',
  { timeout: 120_000 },
  () => {
    it('ends with 1 and what is lost where its directory is deleted', async () => {
      const directory = join(folder, 'deleted');
      const run = ['run', ...QUICK, '--json', '--out', directory];
      const remove = () => rmSync(directory, { recursive: true });
      const { code, stderr } = await disturbed(run, /^generation 0/, remove);
      expect(stderr).toMatch(/journal\.jsonl was deleted .* Lost: \d+ of \d+ recorded events/);
      expect(stderr).not.toMatch(/^Results /m);
      expect(code).toBe(1);
    });

    it('ends with 1 in the final phase too, and says what is still there', async () => {
      const directory = join(folder, 'journal-deleted');
      cpSync(join(folder, 'whole'), directory, { recursive: true });
      const remove = () => rmSync(join(directory, 'journal.jsonl'));
      const resume = resumeOf(directory);
      const { code, stderr } = await disturbed(resume, /, from /, remove);
      expect(stderr).toMatch(/journal\.jsonl was deleted .*the run cannot be resumed/);
      expect(stderr).toMatch(/Still in .*: blobs, champion, config.json/);
      expect(code).toBe(1);
    });

    it('ends with 1 where the disk is full in the final phase, and can be resumed', async () => {
      const directory = join(folder, 'full');
      const args = ['run', ...QUICK, '--json', '--out', directory];
      const { code, stderr, stdout } = await withDiskOf(DISK_WITHOUT_PAGE, args);
      expect(stderr).toContain(`cannot write ${join(directory, 'report.html')}: EFBIG`);
      expect(stderr).toContain(`evolambda resume ${directory}`);
      expect([code, stdout]).toEqual([1, '']);
      expect(readdirSync(directory).filter((name) => name.endsWith('.part'))).toEqual([]);
      expect(await resumedHash(directory)).toBe(undisturbed);
    });
  },
);
