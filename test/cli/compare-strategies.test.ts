// compare-strategies: equal examples, one finish, a result that can be gone on with.
import { once } from 'node:events';
import {
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
import { afterAll, describe, expect, it } from 'vitest';
import { openFileRunStore } from '../../cli/embedded/file-run-store.ts';
import { journalOf, stateOf } from '../../cli/embedded/run-directory.ts';
import { objectiveScore } from '../../shared/search/archive.ts';
import { championOf } from '../../shared/search/campaign.ts';
import { evolambda, lineOf, SMALL_DIGITS, SMALL_SPACE, start } from './command-line.ts';

const folder = mkdtempSync(join(tmpdir(), 'evolambda-compare-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const out = join(folder, 'comparison');
/** By loss: means of two accuracies can be equal by chance. The retraining is longer than the search's trainings. */
const settings = [
  'objectives=[{"name":"loss","direction":"minimize"}]',
  ...['finalPhase.rerank=2', 'finalPhase.epochs=4'],
];
const small = [
  ...['--quick', '--population', '4', '--generations', '2', '--examples', '640', '--workers', '1'],
  ...['--dataset', SMALL_DIGITS, '--space', SMALL_SPACE],
  ...settings.flatMap((one) => ['--set', one]),
];
const compare = (strategies: string, directory: string) => [
  ...['compare-strategies', '--strategies', strategies, ...small],
  ...['--pairs', '2', '--out', directory],
];

const journalIn = (place: string) => readFileSync(join(out, place, 'journal.jsonl'), 'utf8');

describe('compare-strategies', { timeout: 120_000 }, () => {
  it('killed, goes on where it was, to what it would have come to', async () => {
    const child = start(compare('tournament,random', out));
    await lineOf(child, 'stdout', /^pair 1\/2 random/);
    child.kill('SIGKILL');
    await once(child, 'close');
    const done = journalIn('pair-1/tournament');
    const ended = await evolambda([...compare('tournament,random', out), '--json']);
    expect(ended.code, ended.stderr).toBe(0);
    expect(journalIn('pair-1/tournament')).toBe(done);
    const results = JSON.parse(ended.stdout);
    const whole = await evolambda([
      ...compare('tournament,random', join(folder, 'whole')),
      '--json',
    ]);
    expect(results).toEqual(JSON.parse(whole.stdout));
    expect(results).toEqual(JSON.parse(readFileSync(join(out, 'results.json'), 'utf8')));
  });

  it('gives both as many examples, seeds in pairs, and judges by both endpoints', () => {
    const { scores, comparisons, searchExamples } = JSON.parse(
      readFileSync(join(out, 'results.json'), 'utf8'),
    );
    expect(searchExamples).toBe(4 * 2 * 640);
    for (const name of ['tournament', 'random']) {
      for (const { examples, primary, second } of scores[name]) {
        expect(examples).toBe(searchExamples);
        expect(primary).toBeLessThan(second - 0.2);
      }
    }
    expect(comparisons.map(({ endpoint }: { endpoint: string }) => endpoint)).toEqual([
      'primary',
      'second',
    ]);
    const [{ differences, firstMean }] = comparisons;
    const [first, second] = scores.tournament;
    expect(differences[0]).toBeCloseTo(first.primary - scores.random[0].primary, 8);
    expect(firstMean).toBeCloseTo((first.primary + second.primary) / 2, 12);
    const seedIn = (place: string) => /"seed":(\d+)/.exec(journalIn(place))?.[1];
    const seeds = ['tournament', 'random'].map((of) =>
      [1, 2].map((pair) => seedIn(`pair-${pair}/${of}`)),
    );
    expect(seeds).toEqual([
      ['1', '2'],
      ['1', '2'],
    ]);
    expect(journalIn('pair-1/tournament')).not.toContain('test-unsealed');
  });

  it.each(['tournament', 'random'])(
    'takes no score that the run of %s chose by for an endpoint',
    async (of) => {
      const { scores } = JSON.parse(readFileSync(join(out, 'results.json'), 'utf8'));
      for (const [pair, { primary, genomeHash }] of scores[of].entries()) {
        const place = join(out, `pair-${pair + 1}`, of);
        const store = await openFileRunStore(journalOf(place));
        const { batches, campaign } = stateOf(place, await store.read());
        await store.close();
        const { planned, facts } = batches.at(-1)!;
        expect(planned.label).toBe('retraining');
        expect(championOf(campaign)!.genomeHash).toBe(genomeHash);
        const ofChampion = facts!.filter(
          (_, position) => planned.evaluations[position]!.genomeHash === genomeHash,
        );
        const losses = ofChampion.map(({ objectives }) => objectiveScore(objectives, 'loss')!);
        const mean = losses.reduce((sum, one) => sum + one, 0) / losses.length;
        expect(primary).toBeGreaterThan(0);
        expect(primary).not.toBeCloseTo(mean, 12);
      }
    },
  );

  it('does not go on with other data, another engine, or where neither is known', async () => {
    const path = join(out, 'comparison.json');
    const began = readFileSync(path, 'utf8');
    const { config, strategies, engine, data } = JSON.parse(began);
    const again = async (kept: unknown) => {
      writeFileSync(path, JSON.stringify(kept));
      return evolambda(compare('tournament,random', out));
    };
    const other = { engine: { ...engine, version: '0' }, data: { ...data, hash: 'other' } };
    const refused = await again({ config, strategies, ...other });
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain(
      `engine: ${JSON.stringify(engine)} differs from the comparison in `,
    );
    expect(refused.stderr).toContain(
      `expected ${JSON.stringify(other.data)}; use another directory: --out DIR`,
    );
    const older = await again({ config, strategies });
    expect(older.code).toBe(2);
    expect(older.stderr).toContain('expected a recorded value; use another directory: --out DIR');
    writeFileSync(path, began);
  });

  it('refuses other settings in its folder, unknown strategies and no finish', async () => {
    const other = await evolambda([...compare('tournament,random', out), '--seed', '5']);
    expect(other).toMatchObject({ code: 2, stdout: '' });
    expect(other.stderr).toContain(
      'expected a new directory or one with the same settings and strategies',
    );
    const none = join(folder, 'none');
    const unknown = await evolambda(compare('randm,random', none));
    expect(unknown.stderr).toContain(
      '--strategies: "randm" is not allowed; expected one of tournament, halving, random, article; did you mean random?',
    );
    const alone = await evolambda(compare('random', none));
    expect(alone.stderr).toContain('expected at least two different strategies');
    const noFinish = await evolambda([
      ...compare('tournament,random', none),
      '--set',
      'finalPhase=null',
    ]);
    expect(noFinish.stderr).toContain('finalPhase: null is not allowed');
    const unequal = ['patience=2', 'maxExamples=9999', 'strategy.generations=5000'].flatMap(
      (one) => ['--set', one],
    );
    const capped = await evolambda([...compare('tournament,random', none), ...unequal]);
    expect(capped.stderr).toMatch(/^patience: not allowed in a comparison; expected/m);
    expect(capped.stderr).toMatch(/^maxExamples: not allowed in a comparison/m);
    expect(capped.stderr).toMatch(/^strategy.generations: 5000 is not allowed; expected at most/m);
    expect(existsSync(none)).toBe(false);
    const foreign = join(folder, 'foreign');
    mkdirSync(foreign);
    writeFileSync(join(foreign, 'thesis.txt'), 'mine');
    const refused = await evolambda(compare('tournament,random', foreign));
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain('--force');
    expect(readdirSync(foreign)).toEqual(['thesis.txt']);
  });

  it('goes on where its files are damaged, and keeps to what its runs are about', async () => {
    const before = readFileSync(join(out, 'results.json'), 'utf8');
    writeFileSync(join(out, 'comparison.json'), '{"config":');
    writeFileSync(join(out, 'pair-1', 'random', 'endpoints.json'), '{"primary":');
    const again = await evolambda(compare('tournament,random', out));
    expect(again.code, again.stderr).toBe(0);
    expect(readFileSync(join(out, 'results.json'), 'utf8')).toBe(before);
    writeFileSync(join(out, 'comparison.json'), '');
    const other = await evolambda([...compare('tournament,random', out), '--seed', '9']);
    expect(other.code).toBe(4);
    expect(other.stderr).toContain('holds a run with other settings');
  });
});
