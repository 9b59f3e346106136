// compare: recorded runs in one file and one summary, whichever way they are named.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evolambda, SMALL, SMALL_SPACE } from './command-line.ts';

const folder = mkdtempSync(join(tmpdir(), 'evolambda-compare-runs-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const runs = join(folder, 'runs');
const [first, second, other] = ['tournament-1', 'tournament-2', 'random-1'].map((name) =>
  join(runs, name),
) as [string, string, string];
const out = join(folder, 'compare.html');

async function search(directory: string, ...more: readonly string[]): Promise<void> {
  const small = [
    ...SMALL,
    '--space',
    SMALL_SPACE,
    '--examples',
    '64',
    '--no-final-phase',
    '--no-page',
  ];
  const args = ['run', ...small, '--out', directory, ...more];
  const { code, stderr } = await evolambda(args);
  expect(code, stderr).toBe(0);
}

beforeAll(async () => {
  await Promise.all([
    search(first),
    search(second, '--seed', '2'),
    // It spends more than the others.
    search(other, '--strategy', 'random', '--set', 'strategy.generations=3'),
  ]);
}, 60_000);

describe('compare', { timeout: 60_000 }, () => {
  it('makes one file of the runs in a folder, and tells the same as JSON', async () => {
    const { code, stdout, stderr } = await evolambda(['compare', runs, '--out', out, '--json']);
    expect(code, stderr).toBe(0);
    const told = JSON.parse(stdout);
    expect(told).toMatchObject({
      ...{ comparison: out, grouping: 'settings' },
      groups: [
        { name: 'random', directories: [other], seeds: [1] },
        { name: 'tournament', directories: [first, second], seeds: [1, 2] },
      ],
      pairedTests: [
        { endpointId: 'bestSingleScore', seeds: [1], pValue: 1, adjusted: 1, leastPValue: 1 },
      ],
      unpaired: [],
    });
    expect(told.differences.map(({ what }: { what: string }) => what)).toContain(
      'no test accuracy',
    );
    const spent = told.runs.map((one: { spent: { examples: number } }) => one.spent.examples);
    expect(told.equalExamples).toBe(Math.min(...spent));
    expect(Math.max(...spent)).toBeGreaterThan(told.equalExamples);
    for (const one of told.runs) {
      expect(one.spent.examples).toBeGreaterThanOrEqual(told.equalExamples);
      expect(one.endpoints).toMatchObject({ test: null, bestSingleScore: expect.any(Number) });
    }
    const [, data = ''] =
      /<script type="application\/json" id="content">(.*?)<\/script>/s.exec(
        readFileSync(out, 'utf8'),
      ) ?? [];
    const page = JSON.parse(data);
    expect(page.kind).toBe('comparison');
    expect(page.runs.map(({ name }: { name: string }) => name)).toEqual([other, first, second]);
  });

  it('refuses one alone, one twice, and what is none, all at once', async () => {
    const alone = await evolambda(['compare', first]);
    expect([alone.code, alone.stderr]).toEqual([2, expect.stringContaining('at least two runs')]);
    const faulty = await evolambda(['compare', first, `${first}/.`, runs, `${folder}x`, '--bogus']);
    expect(faulty.code).toBe(2);
    expect(faulty.stderr).toContain('--bogus: unknown flag');
    expect(faulty.stderr).toContain(`DIR: "${folder}x`);
    expect(faulty.stderr).toContain(`${first}/.: same run as ${first}`);
    expect(faulty.stderr).toContain(`${first}: same run as ${first}/.`);
  });
});
