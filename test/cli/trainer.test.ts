// --trainer: a module of a person's own trains in place of an engine, and whatever it does is contained.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { evolambda, SMALL, SMALL_SPACE } from './command-line.ts';

const folder = mkdtempSync(join(tmpdir(), 'evolambda-trainer-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const small = [...SMALL, '--space', SMALL_SPACE, '--examples', '640', '--json'];

/** The example of docs/library.md. */
function documented(): string {
  const page = readFileSync(new URL('../../docs/library.md', import.meta.url), 'utf8');
  return /```js\n(\/\/ my-trainer[\s\S]*?)\n```/.exec(page)![1]!;
}

function written(name: string, code: string): string {
  const path = join(folder, name);
  writeFileSync(path, code);
  return path;
}

describe('--trainer', { timeout: 120_000 }, () => {
  it('runs the documented example to a tested champion; replay and resume take it', async () => {
    const trainer = written('my-trainer.mjs', documented());
    const out = join(folder, 'whole');
    const brief = ['rerank=1', 'rerankReplicates=1', 'seeds=1'].flatMap((one) => [
      '--set',
      `finish.${one}`,
    ]);
    const quick = ['run', '--quick', ...small, ...brief, '--trainer', trainer, '--out', out];
    const ended = await evolambda(quick);
    expect(ended.code, ended.stderr).toBe(0);
    const { champion, ledgerHash } = JSON.parse(ended.lines.at(-1)!);
    expect(champion.testScores[0].correct / champion.testScores[0].total).toBeGreaterThan(0.6);
    expect(existsSync(join(out, 'champion/weights.checkpoint'))).toBe(true);
    expect(existsSync(join(out, 'champion/model.onnx'))).toBe(false);
    const replayed = await evolambda(['replay', out, '--json']);
    expect(JSON.parse(replayed.stdout)).toEqual({ ledgerHash, matches: true });
    const resumed = await evolambda(['resume', out, '--trainer', trainer, '--json']);
    expect(JSON.parse(resumed.lines.at(-1)!).ledgerHash).toBe(ledgerHash);
    const without = await evolambda(['resume', out, '--json']);
    expect(without).toMatchObject({ code: 2 });
    expect(without.stderr).toContain('--trainer: found nothing');
    const other = written('other.mjs', `${documented()}\n// changed\n`);
    const changed = await evolambda(['resume', out, '--trainer', other, '--json']);
    expect(changed).toMatchObject({ code: 2 });
    expect(changed.stderr).toContain('the engine that the run began with');
  });

  it('tries again what threw, hung, ended its thread or answered nonsense, and keeps its prints out', async () => {
    // By the first digit of its seed, once for each: a file remembers.
    const moody = `
      import { existsSync, writeFileSync } from 'node:fs';
      export async function train(genome, { seed }) {
        console.log('I am a trainer');
        const path = new URL('./mood-' + seed.slice(0, 6), import.meta.url);
        const isFirst = !existsSync(path);
        writeFileSync(path, '');
        const mood = isFirst ? Number.parseInt(seed.slice(0, 2), 16) % 4 : -1;
        if (mood === 0) throw new Error('a bad day');
        if (mood === 1) for (;;);
        if (mood === 2) process.exit(0);
        if (mood === 3) return { accuracy: 7 };
        return { accuracy: Number.parseInt(seed.slice(0, 4), 16) / 65536 };
      }`;
    const run = ['run', ...small, '--no-finish', '--out', join(folder, 'moody')];
    const own = ['--trainer', written('moody.mjs', moody), '--training-seconds', '1'];
    const ended = await evolambda([...run, ...own, '--workers', '4']);
    expect(ended.code, ended.stderr).toBe(0);
    expect(ended.lines).toHaveLength(1);
    expect(ended.stderr).toContain('I am a trainer');
    const journal = readFileSync(join(folder, 'moody/journal.jsonl'), 'utf8');
    expect(journal).toContain('"attempt":2');
    expect(journal).not.toContain('"status":"failed"');
  });

  it('stops with the reason when more than a fifth fails, to be resumed', async () => {
    const sick = `export const train = () => ({ accuracy: { correct: 6000, total: 5000 } });`;
    const run = ['run', ...small, '--no-finish', '--out', join(folder, 'sick')];
    const ended = await evolambda([...run, '--trainer', written('sick.mjs', sick)]);
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(ended.stderr).toContain(
      'train returned {"accuracy":{"correct":6000,"total":5000}}; allowed:',
    );
    expect(ended.stderr).not.toMatch(/^\s+at /m);
  });

  it.each([
    ['no module', 'export const = 7', '--trainer: found "', /Unexpected token/],
    ['throws on import', 'throw new Error("not today")', '--trainer: found "', /not today/],
    [
      'lacks train',
      'export const trian = 1',
      'train: found undefined',
      /export async function train/,
    ],
    ['lacks predict', 'export const train = () => 1', 'predict: found undefined', /or --no-finish/],
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
