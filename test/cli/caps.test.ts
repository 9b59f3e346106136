// Caps through the public door: hard, the finish put aside; time aborts what is in flight.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evolambda, SMALL, SMALL_SPACE } from './command-line.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'evolambda-caps-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function runOf(name: string, flags: readonly string[]) {
  const directory = join(folder, name);
  const ended = await evolambda([
    'run',
    ...SMALL,
    '--space',
    SMALL_SPACE,
    ...flags,
    '--json',
    '--out',
    directory,
  ]);
  expect(ended.code).toBe(JSON.parse(ended.lines.at(-1)!).stop === null ? 0 : 3);
  const journal = readFileSync(join(directory, 'journal.jsonl'), 'utf8').trim().split('\n');
  const events = journal.map((line) => JSON.parse(line.slice(line.indexOf('{'))));
  const results = events.filter((event) => event.type === 'evaluation-finished');
  const replayed = await evolambda(['replay', directory, '--json']);
  return {
    last: JSON.parse(ended.lines.at(-1)!),
    stderr: ended.stderr,
    trained: results.length,
    examples: results.reduce((sum, { result }) => sum + result.examplesSeen, 0),
    labels: events.filter((event) => event.type === 'generation-planned').map((e) => e.label),
    matches: JSON.parse(replayed.stdout).matches,
  };
}

describe('caps', { timeout: 120_000 }, () => {
  // The final phase of --quick may need 3 · 2 re-rankings and 3 retrainings: 9 trainings.
  it('on trainings leave room for the finish and are never passed', async () => {
    const run = await runOf('trainings', [
      '--quick',
      '--examples',
      '640',
      '--max-evaluations',
      '12',
    ]);
    expect(run.trained).toBeLessThanOrEqual(12);
    expect(run.last).toMatchObject({ evaluations: run.trained, stop: 'max-evaluations' });
    expect(run.stderr).toContain(
      'up to 9 of the 12 trainings of max-evaluations are reserved for the final phase',
    );
    expect(run.last.champion.testScores).toHaveLength(3);
    expect(run.last.reproducible).toBe(true);
    expect(run.matches).toBe(true);
  });

  it('on examples do so too', async () => {
    // 9 trainings of the finish, as above: 6 of the search's length and 3 epochs of the train split.
    const { data } = JSON.parse(
      readFileSync(join(folder, 'trainings', 'journal.jsonl'), 'utf8')
        .split('\n')[0]!
        .slice(17),
    );
    const epoch = Math.floor(data.trainCount / 64) * 64;
    const cap = 6 * 640 + 3 * epoch + 3 * 640 + 639;
    const flags = ['--quick', '--examples', '640', '--max-examples', `${cap}`];
    const run = await runOf('examples', flags);
    expect(run.examples).toBeLessThanOrEqual(cap);
    expect(run.last).toMatchObject({ stop: 'max-examples' });
    expect(run.last.champion).toBeDefined();
    expect(run.matches).toBe(true);
  });

  it('too small for a finish leave it out and say so', async () => {
    const run = await runOf('no-room', ['--examples', '640', '--max-evaluations', '3']);
    expect(run.trained).toBe(3);
    expect(run.stderr).toContain('leave no room for the final phase');
    expect(run.last.champion).toBeUndefined();
    expect(run.labels).toEqual(['generation 0']);
  });

  // A candidate of these would train for hours: that the run ends shows that it was aborted.
  it('on seconds abort trainings, skip the finish and mark the run', async () => {
    const run = await runOf('seconds', ['--examples', '640000000', '--max-seconds', '0.5']);
    expect(run.trained).toBe(0);
    expect(run.last).toMatchObject({ stop: 'max-seconds', reproducible: false, best: null });
    expect(run.last).toMatchObject({ evaluations: 0, cached: 0 });
    expect(run.last.champion).toBeUndefined();
    expect(run.matches).toBe(true);
    const { stdout } = await evolambda(['show', join(folder, 'seconds')]);
    expect(stdout).toMatch(/^Champion +none, the final phase was skipped$/m);
    expect(stdout).toMatch(
      /^Trainings .*; search ended early by max-seconds; not reproducible from the seed$/m,
    );
  });

  it.each([
    ['--max-seconds', '0'],
    ['--max-seconds', '1e9'],
    ['--max-evaluations', '0'],
    ['--max-examples', '-1'],
  ])('of %s %s are refused', async (flag, value) => {
    const out = join(folder, `refused${flag}`);
    const { code, stderr } = await evolambda(['run', ...SMALL, flag, value, '--out', out]);
    expect(code).toBe(2);
    expect(stderr).toContain(`"${value}" is not allowed`);
  });
});
