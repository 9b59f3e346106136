// The command line as a person and a program meet it, on generated digits.
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  BRIEF_FINAL_PHASE,
  evolambda,
  lineOf,
  SHORT_SEARCH,
  SMALL,
  SMALL_DIGITS,
  SMALL_SPACE,
  shortSearchOn,
  start,
} from './command-line.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'evolambda-cli-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('run, resume, replay', { timeout: 120_000 }, () => {
  let hash: string;

  it('prints JSON alone, and the hash does not depend on the workers', async () => {
    const one = await evolambda(['run', ...shortSearchOn(1), '--out', join(folder, 'one')]);
    const two = await evolambda(['run', ...shortSearchOn(2), '--out', join(folder, 'two')]);
    expect(one.code).toBe(0);
    const last = JSON.parse(one.lines.at(-1)!);
    expect(one.lines.map((line) => JSON.parse(line))).toHaveLength(1);
    expect(last).toMatchObject({ directory: join(folder, 'one') });
    expect(last.evaluations + last.cached).toBe(10);
    hash = last.ledgerHash;
    expect(JSON.parse(two.lines.at(-1)!).ledgerHash).toBe(hash);
    const replayed = await evolambda(['replay', join(folder, 'one'), '--json']);
    expect(JSON.parse(replayed.stdout)).toEqual({ ledgerHash: hash, matches: true });
  });

  it('killed with -9 while training, a resume ends with the same hash', async () => {
    const directory = join(folder, 'killed');
    const child = start(['run', ...SHORT_SEARCH, '--out', directory]);
    await lineOf(child, 'stderr', /^generation \d/);
    child.kill('SIGKILL');
    await once(child, 'close');
    const resumed = await evolambda(['resume', directory, '--json']);
    expect(JSON.parse(resumed.lines.at(-1)!).ledgerHash).toBe(hash);
  });

  it.skipIf(process.platform === 'win32')(
    'Ctrl-C ends with 130 and says how to go on (skipped: Windows has no SIGINT for children)',
    async () => {
      const directory = join(folder, 'stopped');
      const long = [
        ...SMALL,
        '--space',
        SMALL_SPACE,
        '--examples',
        '640000',
        '--no-final-phase',
        '--json',
      ];
      const child = start(['run', ...long, '--out', directory]);
      let stderr = '';
      child.stderr!.on('data', (chunk) => (stderr += chunk));
      await lineOf(child, 'stderr', /^\d+ worker threads?/);
      child.kill('SIGINT');
      const [code] = await once(child, 'close');
      expect(code).toBe(130);
      expect(stderr).toContain(`evolambda resume ${directory}`);
    },
  );

  it('ends with the reason and code 1 where no candidate of three generations completed', async () => {
    const directory = join(folder, 'diverged');
    const rates = 'space.genes.optimizer.genes.learningRate={"type":"real","min":1e6,"max":2e6}';
    const hopeless = ['--dataset', SMALL_DIGITS, '--population', '3', '--generations', '5'];
    const how = [
      '--space',
      SMALL_SPACE,
      '--examples',
      '640',
      '--set',
      rates,
      '--no-final-phase',
      '--no-page',
      '--json',
    ];
    const run = await evolambda(['run', ...hopeless, ...how, '--out', directory]);
    expect(run.code).toBe(1);
    expect(run.stderr).toMatch(
      /No candidate completed in 3 generations in a row: 9 of 9 evaluations diverged \(the loss/,
    );
    expect(JSON.parse(run.lines.at(-1)!)).toMatchObject({ best: null, stop: 'nothing-completed' });
    // It has ended: a resume trains nothing and says the same.
    const again = await evolambda(['resume', directory, '--json']);
    expect(again.code).toBe(1);
    expect(again.stderr).toContain('No candidate completed in 3 generations in a row');
  });

  it('refuses a directory that is used', async () => {
    const used = await evolambda(['run', ...SHORT_SEARCH, '--out', join(folder, 'one')]);
    expect(used.code).toBe(2);
    expect(used.stderr).toContain('--out');
  });

  it('finishes with a champion that was tested once, and says where its digits were drawn', async () => {
    const directory = join(folder, 'finished');
    const drawn = ['--dataset', 'generated-digits', '--population', '3', '--generations', '1'];
    const small = [...drawn, '--space', SMALL_SPACE, '--examples', '640'];
    const quick = ['run', '--quick', ...small, ...BRIEF_FINAL_PHASE, '--out', directory, '--json'];
    const { code, lines, stderr } = await evolambda(quick);
    expect(code).toBe(0);
    expect(stderr).toContain('GENERATED DIGITS');
    const { champion, generated, ledgerHash } = JSON.parse(lines.at(-1)!);
    expect(generated).toBe(true);
    expect(champion.testScores).toHaveLength(1);
    const [{ correct, total }] = champion.testScores;
    expect(correct / total).toBeGreaterThan(0.6);
    expect(existsSync(join(directory, 'champion', 'weights.checkpoint'))).toBe(true);
    const card = readFileSync(join(directory, 'champion', 'model-card.md'), 'utf8');
    expect(card).toContain('GENERATED DIGITS');
    expect(card).toContain(`Ledger hash ${ledgerHash}`);
    expect(card).toContain('evolambda run --config ../config.json --baseline');
    const again = await evolambda(['resume', directory, '--json']);
    expect(JSON.parse(again.lines.at(-1)!)).toMatchObject({ ledgerHash, champion, baseline: null });
  });

  it('with --baseline tells both champions, tested in one opening', async () => {
    const directory = join(folder, 'beside');
    const small = [...SMALL, '--space', SMALL_SPACE, '--examples', '640'];
    const flags = ['--quick', ...small, '--baseline'];
    const run = await evolambda(['run', ...flags, '--out', directory, '--json']);
    expect(run.code).toBe(0);
    const { champion, baseline, evaluations, ledgerHash } = JSON.parse(run.lines.at(-1)!);
    const own = JSON.parse(readFileSync(join(directory, 'champion', 'genome.json'), 'utf8'));
    expect(own.kind).toBe('mlp');
    expect(champion.candidateId).not.toContain('baseline');
    expect(baseline.champion.candidateId).toMatch(/^baseline-\d+$/);
    expect(baseline.best.candidateId).toMatch(/^baseline-\d+$/);
    expect(baseline.champion.testScores).toHaveLength(3);
    expect(2 * baseline.evaluations).toBe(evaluations);
    const card = readFileSync(join(directory, 'champion', 'model-card.md'), 'utf8');
    expect(card).toMatch(
      /Baseline champion baseline-\d+ .* test accuracy [\s\S]*Champion minus baseline: [+−]\d\.\d\d points \(95 % confidence interval .*sampling of test images, not other seeds: this compares two networks, not two strategies/,
    );
    expect(card).not.toContain('No baseline');
    expect(run.stderr).toMatch(
      /^Baseline +random search: test accuracy \d+\.\d\d %; champion − baseline [+−]\d\.\d\d points \(95 % CI [+−]\d\.\d\d to [+−]\d\.\d\d\); this compares two networks, not two strategies$/m,
    );
    const [, ended = ''] = run.stderr.split('\n\n');
    expect(ended.trimEnd().split('\n').length).toBeLessThanOrEqual(10);
    expect(run.stderr).toMatch(/generation 0 \(1\/2\) .*trained 10 \(5 baseline\)/);
    const replayed = await evolambda(['replay', directory, '--json']);
    expect(JSON.parse(replayed.stdout)).toEqual({ ledgerHash, matches: true });
  });
});

describe('bad input', () => {
  it.each([
    [
      ['run', '--population', 'many', '--colour', 'red'],
      ['--population', '--colour'],
    ],
    [
      ['run', '--strategy', 'annealing', '--examples', '3'],
      ['strategy.name', '--examples'],
    ],
    [['run', '--workers', '0'], ['--workers']],
    [['resume', 'no-such-run'], ['DIR']],
    [['dance'], ['command']],
    [['evaluate'], ['--genome']],
  ])('%j ends with 2, words and no stack', async (args, words) => {
    const { code, stdout, stderr } = await evolambda(args);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    for (const word of words) expect(stderr).toContain(word);
    expect(stderr).not.toMatch(/\n\s+at /);
  });
});
