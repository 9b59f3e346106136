// --trainer: what a module must have and give for a whole run, and what it declares.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { evolambda, SMALL, SMALL_DIGITS, SMALL_SPACE } from './command-line.ts';

const folder = mkdtempSync(join(tmpdir(), 'evolambda-trainer-module-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const GENOME =
  '{"layers":[{"units":8,"activation":"relu"}],"optimizer":{"kind":"sgd","learningRate":0.1}}';
const small = [...SMALL, '--space', SMALL_SPACE, '--examples', '640', '--json'];

function written(name: string, code: string): string {
  const path = join(folder, name);
  writeFileSync(path, code);
  return path;
}

describe('a module of --trainer', { timeout: 120_000 }, () => {
  it.each([
    ['holds its thread', 'for (;;);', /predict failed: timed out after 1 s/],
    ['ends its thread', 'process.exit(0);', /predict failed: it ended its thread with exit code 0/],
    ['throws', 'throw new Error("not today")', /predict failed: not today/],
    [
      'answers no number',
      'return new Float32Array((images.length / data.pixels) * data.classes).fill(NaN)',
      /predict failed: predict returned Float32Array of \d+ bytes with NaN; expected .* finite probabilities/,
    ],
  ])('whose predict %s is refused before the search', async (name, code, words) => {
    const own = `
      export const train = () => ({ accuracy: 0.5, weights: new Uint8Array(4) });
      export function predict(genome, weights, images, data) { ${code} }`;
    const out = join(folder, name.replaceAll(' ', '-'));
    const file = written(`${name.replaceAll(' ', '-')}.mjs`, own);
    const flags = ['--out', out, '--trainer', file, '--training-seconds', '1'];
    const ended = await evolambda(['run', ...small, ...flags]);
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toMatch(words);
    expect(ended.stderr).not.toMatch(/^\s+at /m);
    expect(existsSync(out)).toBe(false);
  });

  it('without weights is refused before the search, unless none are needed', async () => {
    const file = written('weightless.mjs', 'export const train = () => ({ accuracy: 0.5 });');
    const predicting = written(
      'weightless-too.mjs',
      'export const train = () => ({ accuracy: 0.5 });\nexport const predict = () => null;',
    );
    const run = ['run', ...small, '--out', join(folder, 'weightless')];
    const refused = await evolambda([...run, '--trainer', predicting]);
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toMatch(/train returned weights: nothing; expected a Uint8Array/);
    expect(await evolambda([...run, '--no-final-phase', '--trainer', file])).toMatchObject({
      code: 0,
    });
  });

  it('may fail on a genome before the search, as in it', async () => {
    const file = written(
      'moody-at-first.mjs',
      `import { existsSync, writeFileSync } from 'node:fs';
      export const train = (genome, { seed, examples }) => {
        if (examples !== 640) throw new Error('so few');
        const path = new URL('./mood-of-the-first', import.meta.url);
        const isFirst = !existsSync(path);
        writeFileSync(path, '');
        if (isFirst) throw new Error('a bad day');
        return { accuracy: 0.5, weights: new Uint8Array(1) };
      };
      export const predict = (genome, weights, images, { pixels, classes }) =>
        new Float32Array((images.length / pixels) * classes);`,
    );
    const brief = ['rerank=1', 'rerankReplicates=1', 'rerankEpochs=null', 'retrain=1', 'seeds=1'];
    const flags = brief.flatMap((one) => ['--set', `finalPhase.${one}`]);
    const run = ['run', ...small, ...flags, '--out', join(folder, 'bad-day')];
    const ended = await evolambda([...run, '--trainer', file]);
    // Its retraining is longer, and fails: that is told after the search.
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(ended.stderr).toContain('so few');
    expect(existsSync(join(folder, 'bad-day', 'journal.jsonl'))).toBe(true);
  });

  it('whose predict fails on the test split alone ends the run with the reason', async () => {
    const own = `
      export const train = () => ({ accuracy: 0.5, weights: new Uint8Array(4) });
      export function predict(genome, weights, images, data) {
        if (images.length > 100 * data.pixels) throw new Error('not today');
        return new Float32Array((images.length / data.pixels) * data.classes);
      }`;
    const brief = ['rerank=1', 'rerankReplicates=1', 'retrain=1', 'seeds=1'].flatMap((one) => [
      '--set',
      `finalPhase.${one}`,
    ]);
    const run = ['run', ...small, ...brief, '--out', join(folder, 'late')];
    const ended = await evolambda([...run, '--trainer', written('late.mjs', own)]);
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(ended.stderr).toMatch(/predict failed: not today/);
    expect(ended.stderr).not.toMatch(/^\s+at /m);
  });

  it('declares objectives, which a run may ask for and no others', async () => {
    const names = (...all: string[]) =>
      written('names.mjs', `export const objectives = ${JSON.stringify(all)};`);
    names('latency', 'size');
    const file = written(
      'declaring.mjs',
      `export { objectives } from './names.mjs';
      export const train = (genome, { seed }) =>
        ({ latency: Number.parseInt(seed.slice(0, 4), 16), size: genome.layers.length });`,
    );
    const out = join(folder, 'declaring');
    const run = ['run', ...small, '--no-final-phase', '--trainer', file, '--out', out];
    const by = (...all: string[]) => {
      const objectives = all.map((name) => ({ name, direction: 'minimize' }));
      return ['--set', `objectives=${JSON.stringify(objectives)}`];
    };
    // A run that says nothing asks for accuracy.
    for (const [flags, value, meant] of [
      [[], '"accuracy"', ''],
      [by('latncy'), '"latncy"', '; did you mean latency?'],
    ] as const) {
      const refused = await evolambda([...run, ...flags]);
      expect(refused).toMatchObject({ code: 2, stdout: '' });
      expect(refused.stderr).toContain(
        `objectives[0].name: ${value} is not allowed; expected an objective that the trainer module declares (export const objectives): latency, size${meant}\n`,
      );
      expect(existsSync(out)).toBe(false);
    }
    const ended = await evolambda([...run, ...by('latency', 'size')]);
    expect(ended.code, ended.stderr).toBe(0);
    const journal = readFileSync(join(out, 'journal.jsonl'), 'utf8');
    const facts = [...journal.matchAll(/"objectives":\{("latency":\d+,"size":\d)\}/g)];
    expect(facts.length).toBeGreaterThan(5);
    const latencies = [...journal.matchAll(/"latency":(\d+)/g)].map(([, value]) => Number(value));
    const { best } = JSON.parse(ended.lines.at(-1)!);
    expect(best.fitness).toBeLessThanOrEqual(latencies.sort((a, b) => a - b)[3]!);
    const data = ['--dataset', SMALL_DIGITS, '--json', '--trainer', file];
    const one = await evolambda(['evaluate', '--genome', written('genome.json', GENOME), ...data]);
    expect(JSON.parse(one.lines[0]!)).toMatchObject({ status: 'completed', loss: null });
    expect(JSON.parse(one.lines[0]!).fitness).toBeGreaterThan(1);
    // The hash of its text does not cover what it imports.
    names('size');
    const resumed = await evolambda(['resume', out, '--trainer', file]);
    expect(resumed).toMatchObject({ code: 2, stdout: '' });
    expect(resumed.stderr).toContain(
      'objectives[0].name: "latency" is not allowed; expected an objective that the trainer module declares (export const objectives): size',
    );
  });

  it('holds `evaluate` no longer than it may', async () => {
    const file = written('endless.mjs', 'export function train() { for (;;); }');
    const genome = written('genome.json', GENOME);
    const data = ['--dataset', SMALL_DIGITS, '--training-seconds', '1'];
    const ended = await evolambda(['evaluate', '--genome', genome, '--trainer', file, ...data]);
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain(
      'genome: the training failed: --trainer: train failed: timed out after 1 s',
    );
  });

  it.each([
    ['no module', 'export const = 7', '--trainer: "', /Unexpected token/],
    ['ends on import', 'process.exit(0)', '--trainer: "', /it ended its thread with exit code 0/],
    ['throws on import', 'throw new Error("not today")', '--trainer: "', /not today/],
    ['lacks train', 'export const trian = 1', 'train: missing', /export async function train/],
    [
      'lacks predict',
      'export const train = () => 1',
      'predict: missing',
      /to run without: --no-final-phase/,
    ],
  ])('%s: is refused before anything is written', async (name, code, words, more) => {
    const out = join(folder, 'none');
    const file = written(`${name.replaceAll(' ', '-')}.mjs`, code);
    const ended = await evolambda(['run', ...small, '--trainer', file, '--out', out]);
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toContain(words);
    expect(ended.stderr).toMatch(more);
    expect(existsSync(out)).toBe(false);
  });
});
