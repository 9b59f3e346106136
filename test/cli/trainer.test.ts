// --trainer: a module of a person's own trains in place of an engine, and whatever it does is contained.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  BRIEF_FINAL_PHASE,
  evolambda,
  SMALL,
  SMALL_DIGITS,
  SMALL_SPACE,
  smallOn,
} from './command-line.ts';

const folder = mkdtempSync(join(tmpdir(), 'evolambda-trainer-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const searchOn = (workers: number) => [
  ...[...smallOn(workers), '--space', SMALL_SPACE, '--examples', '640', '--json'],
];
const small = searchOn(1);

/** An example of docs/library.md. */
function documented(pattern = /```js\n(\/\/ my-trainer[\s\S]*?)\n```/): string {
  const page = readFileSync(new URL('../../docs/library.md', import.meta.url), 'utf8');
  return pattern.exec(page)![1]!;
}

/** What only an engine of ours knows of its networks. */
const OF_ENGINES =
  /parameters|flops|floating-point|learning rate (constant|linear|falling|that)|"schedule":"/i;

function written(name: string, code: string): string {
  const path = join(folder, name);
  writeFileSync(path, code);
  return path;
}

describe('--trainer', { timeout: 120_000 }, () => {
  it('runs the documented example to a tested champion; replay and resume take it', async () => {
    const trainer = written('my-trainer.mjs', documented());
    const out = join(folder, 'whole');
    const brief = ['rerank=1', 'rerankReplicates=1', 'retrainReplicates=2'].flatMap((one) => [
      '--set',
      `finalPhase.${one}`,
    ]);
    const quick = ['run', '--quick', ...small, ...brief, '--trainer', trainer, '--out', out];
    const ended = await evolambda(quick);
    expect(ended.code, ended.stderr).toBe(0);
    const { champion, ledgerHash } = JSON.parse(ended.lines.at(-1)!);
    // Ten classes: a tenth is guessed right.
    expect(champion.testScores[0].correct / champion.testScores[0].total).toBeGreaterThan(0.4);
    expect(existsSync(join(out, 'champion/weights.checkpoint'))).toBe(true);
    expect(existsSync(join(out, 'champion/model.onnx'))).toBe(false);
    // It reports no size: nobody states one, nor a schedule that it may not use.
    expect(readFileSync(join(out, 'champion/model-card.md'), 'utf8')).not.toMatch(OF_ENGINES);
    expect(ended.stdout + ended.stderr).not.toMatch(OF_ENGINES);
    for (const command of [
      ['show', out],
      ['show', out, '--json'],
      ['champion', 'show', out],
    ])
      expect((await evolambda(command)).stdout).not.toMatch(OF_ENGINES);
    const replayed = await evolambda(['replay', out, '--json']);
    expect(JSON.parse(replayed.stdout)).toEqual({ ledgerHash, matches: true });
    const resumed = await evolambda(['resume', out, '--trainer', trainer, '--json']);
    expect(JSON.parse(resumed.lines.at(-1)!).ledgerHash).toBe(ledgerHash);
    const byPath = await evolambda(['resume', out, '--json']);
    expect(JSON.parse(byPath.lines.at(-1)!).ledgerHash).toBe(ledgerHash);
    const other = written('other.mjs', `${documented()}\n// changed\n`);
    const changed = await evolambda(['resume', out, '--trainer', other, '--json']);
    expect(changed).toMatchObject({ code: 2 });
    expect(changed.stderr).toContain('differs from the recorded run');
  });

  it('runs the documented example with genes of its own to a tested champion', async () => {
    const trainer = written(
      'class-means.mjs',
      documented(/```js\n(\/\/ class-means[\s\S]*?)\n```/),
    );
    const custom = documented(/```json\n(\{\n {2}"kind": "custom"[\s\S]*?)\n```/);
    const space = written('custom-space.json', custom);
    const known = { kind: 'custom', gamma: 0.4, distance: 'squared' };
    const genome = written('genome.json', JSON.stringify(known));
    const out = join(folder, 'custom');
    const flags = [...SMALL, '--examples', '700', '--json', '--space', space, '--trainer', trainer];
    const ended = await evolambda([
      ...['run', ...flags, '--enqueue', written('enqueue.json', JSON.stringify([known]))],
      ...[...BRIEF_FINAL_PHASE, '--set', 'finalPhase.epochs=1', '--out', out],
    ]);
    expect(ended.code, ended.stderr).toBe(0);
    expect(ended.stderr).toMatch(/^\d worker threads?.*, estimated time /m);
    const { champion, ledgerHash, best } = JSON.parse(ended.lines.at(-1)!);
    // Ten classes: a tenth is guessed right.
    expect(champion.testScores[0].correct / champion.testScores[0].total).toBeGreaterThan(0.4);
    expect(Object.keys(champion.genome).sort()).toEqual(['distance', 'format', 'gamma', 'kind']);
    expect(best).not.toHaveProperty('parameters');
    const shipped = JSON.parse(readFileSync(join(out, 'champion/genome.json'), 'utf8'));
    expect(shipped).toEqual(champion.genome);
    const card = readFileSync(join(out, 'champion/model-card.md'), 'utf8');
    expect(card).toContain('- Size: 7,840 parameters, as the trainer module reports');
    expect(card).not.toMatch(/float32|floating-point|learning rate/);
    expect(existsSync(join(out, 'champion/weights.checkpoint'))).toBe(true);
    expect(JSON.parse((await evolambda(['replay', out, '--json'])).stdout)).toEqual({
      ledgerHash,
      matches: true,
    });
    const resumed = await evolambda(['resume', out, '--trainer', trainer, '--json']);
    expect(JSON.parse(resumed.lines.at(-1)!).ledgerHash).toBe(ledgerHash);
    const rows = (await evolambda(['export', out, '--jsonl'])).lines.map((line) =>
      JSON.parse(line),
    );
    expect(rows[0]).toMatchObject({ 'gene.gamma': 0.4, parameters: 7840, trainFlops: null });
    const evaluate = ['evaluate', '--genome', genome, '--dataset', SMALL_DIGITS, '--json'];
    const evaluated = await evolambda([...evaluate, '--examples', '700', '--trainer', trainer]);
    expect(JSON.parse(evaluated.stdout)).toMatchObject({ status: 'completed', parameters: 7840 });
    const byEngine = await evolambda(evaluate);
    expect(byEngine.code).toBe(2);
    expect(byEngine.stdout).toMatch(/genome\.kind: .*custom.* is not allowed; .*--trainer FILE/);
  });

  it('tries again what threw, hung, ended its thread or answered nonsense, and keeps its prints out', async () => {
    // By the first digit of its seed, once for each: a file remembers.
    const moody = `
      import { existsSync, writeFileSync } from 'node:fs';
      import { parentPort } from 'node:worker_threads';
      export async function train(genome, { seed }) {
        console.log('I am a trainer');
        parentPort.postMessage({ result: 'a greeting' });
        const path = new URL('./mood-' + seed.slice(0, 6), import.meta.url);
        const isFirst = !existsSync(path);
        writeFileSync(path, '');
        const mood = isFirst ? Number.parseInt(seed.slice(0, 2), 16) % 4 : -1;
        if (mood === 0) throw new Error('a bad day');
        // Holds its thread, and no core.
        if (mood === 1) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
        if (mood === 2) process.exit(0);
        if (mood === 3) return { accuracy: 7 };
        return { accuracy: Number.parseInt(seed.slice(0, 4), 16) / 65536 };
      }`;
    const run = ['run', ...searchOn(4), '--no-final-phase', '--out', join(folder, 'moody')];
    const own = ['--trainer', written('moody.mjs', moody), '--training-seconds', '3'];
    const ended = await evolambda([...run, ...own]);
    expect(ended.code, ended.stderr).toBe(0);
    expect(ended.lines).toHaveLength(1);
    expect(ended.stderr).toContain('I am a trainer');
    const journal = readFileSync(join(folder, 'moody/journal.jsonl'), 'utf8');
    expect(journal).toContain('"attempt":2');
    expect(journal).not.toMatch(/"status":"(failed|diverged)"/);
    // What answered 7 is no result.
    expect(JSON.parse(ended.lines[0]!).best.fitness).toBeLessThanOrEqual(1);
  });

  it('tries again what answered or threw what no thread can post, and the run can be replayed', async () => {
    // In the first attempt of every evaluation, whichever thread has it: directories remember.
    const odd = `
      import { mkdirSync } from 'node:fs';
      function isNew(name) {
        try {
          mkdirSync(new URL('./odd-' + name, import.meta.url));
          return true;
        } catch {
          return false;
        }
      }
      const circular = { accuracy: () => 0.5 };
      circular.self = circular;
      const moods = [
        () => ({ accuracy: 1n }),
        () => circular,
        () => { throw Object.assign(new Error(), { message: Symbol('no luck') }); },
        () => { throw { toString() { throw new Error('never'); } }; },
        () => () => 0.5,
      ];
      export async function train(genome, { report, seed }) {
        report(Symbol('odd'), () => 1);
        report(64, 1n);
        if (!isNew(seed)) return { accuracy: 0.5, loss: 7n, more: Symbol('odd') };
        const mood = Number.parseInt(seed.slice(0, 8), 16) % moods.length;
        isNew(mood);
        return moods[mood]();
      }`;
    const out = join(folder, 'odd');
    const own = ['--trainer', written('odd.mjs', odd), '--no-final-phase'];
    const ended = await evolambda(['run', ...searchOn(2), ...own, '--out', out]);
    expect(ended.code, ended.stderr).toBe(0);
    const { ledgerHash } = JSON.parse(ended.lines.at(-1)!);
    const journal = readFileSync(join(out, 'journal.jsonl'), 'utf8');
    for (const mood of [0, 1, 2, 3, 4]) expect(existsSync(join(folder, `odd-${mood}`))).toBe(true);
    expect(journal).toContain('"attempt":2');
    expect(journal).not.toContain('"attempt":1');
    expect(journal).not.toContain('"status":"failed"');
    const replayed = await evolambda(['replay', out, '--json']);
    expect(JSON.parse(replayed.stdout)).toEqual({ ledgerHash, matches: true });
  });

  it('stops with the reason when more than a fifth fails, to be resumed', async () => {
    const sick = `export const train = () => ({ accuracy: { correct: 6000, total: 5000 } });`;
    const run = ['run', ...small, '--no-final-phase', '--out', join(folder, 'sick')];
    const ended = await evolambda([...run, '--trainer', written('sick.mjs', sick)]);
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(ended.stderr).toContain(
      'train returned {"accuracy":{"correct":6000,"total":5000}}; expected',
    );
    expect(ended.stderr).not.toMatch(/^\s+at /m);
  });

  it('has data of its own: what it does to them changes no other training', async () => {
    const careless = `
      export function train(genome, { data }) {
        const { images, labels } = data.train;
        const isUntouched = images.some((pixel) => pixel > 0) && labels.some((label) => label > 0);
        images.fill(0);
        labels.fill(0);
        return { accuracy: isUntouched ? 0.5 : 0.1 };
      }`;
    const run = ['run', ...searchOn(2), '--no-final-phase', '--out', join(folder, 'careless')];
    const ended = await evolambda([...run, '--trainer', written('careless.mjs', careless)]);
    expect(ended.code, ended.stderr).toBe(0);
    const journal = readFileSync(join(folder, 'careless/journal.jsonl'), 'utf8');
    const readings = new Set(journal.match(/"correct":\d+/g));
    expect(readings).toEqual(new Set(['"correct":50']));
  });
});
