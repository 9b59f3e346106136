// The onnx engine: the promises of every engine, then what is its own: threads, processes, segments.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { canonicalMlp, OPTIMIZERS } from '../../shared/genome/kinds/mlp/mlp-genome.ts';
import { decodeCheckpoint } from '../../shared/training/checkpoint.ts';
import { onnxTrainer } from '../../shared/training/onnx/onnx-trainer.ts';
import { trainerConformance } from '../conformance/trainer.conformance.ts';
import { smallDataset } from './small-dataset.ts';
import { tensorsDigest } from './train-elsewhere.ts';

trainerConformance('onnx', onnxTrainer);

const here = fileURLToPath(new URL('.', import.meta.url));
// Under node_modules, so that the bundle finds the packages that it imports.
const cache = fileURLToPath(new URL('../../node_modules/.cache/', import.meta.url));
let folder = '';
let script = '';

beforeAll(async () => {
  mkdirSync(cache, { recursive: true });
  folder = mkdtempSync(join(cache, 'evolambda-test-'));
  script = join(folder, 'train-elsewhere.mjs');
  const contents = `
    import { isMainThread, parentPort } from 'node:worker_threads';
    import { tensorsDigest } from './train-elsewhere.ts';
    const digests = [];
    for (const kind of ${JSON.stringify(OPTIMIZERS)}) digests.push(await tensorsDigest(kind));
    if (isMainThread) process.stdout.write(JSON.stringify(digests));
    else parentPort.postMessage(digests);`;
  await build({
    stdin: { contents, resolveDir: here, loader: 'ts' },
    outfile: script,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'silent',
  });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('two threads at once, another process and this one give the same bits', async () => {
  const expected: string[] = [];
  for (const kind of OPTIMIZERS) expected.push(await tensorsDigest(kind));
  expect(new Set(expected).size).toBe(OPTIMIZERS.length);
  const threads = [inThread(script), inThread(script)];
  const output = execFileSync(process.execPath, [script], { encoding: 'utf8' });
  expect(JSON.parse(output)).toEqual(expected);
  expect(await Promise.all(threads)).toEqual([expected, expected]);
});

test('a training over several segments ends in the same bits however it is cut', async () => {
  // 24,000 pixels make a step's images 1.5 MB: the engine cuts a segment of about 20 steps.
  const data = smallDataset({ pixels: 24_000, train: 128, validation: 4 });
  const request = {
    genome: canonicalMlp({
      format: 1,
      kind: 'mlp',
      layers: [{ units: 3, activation: 'tanh', dropout: 0.5 }],
      optimizer: { kind: 'adam', learningRate: 0.001, weightDecay: 0 },
    }),
    budget: { examples: 45 * 64, schedule: 'linear' },
    evaluationSeed: '5e6',
  } as const;
  const train = (options: object, resumeFrom?: Uint8Array) =>
    onnxTrainer().train({ ...request, ...(resumeFrom ? { resumeFrom } : {}) }, data, {
      keepCheckpoint: true,
      ...options,
    });
  const whole = await train({});
  const cut = await train({ reportEverySteps: 7 });
  const stopped = await train({ stopAtStep: 23 });
  const resumed = await train({}, stopped.checkpoint);
  expect(cut.checkpoint).toEqual(whole.checkpoint);
  expect(resumed.checkpoint).toEqual(whole.checkpoint);
  // Two segments as long as they may be.
  const filled = await train({}, (await train({ stopAtStep: 40 })).checkpoint);
  expect(filled.checkpoint).toEqual(whole.checkpoint);
  expect(decodeCheckpoint(whole.checkpoint!).step).toBe(45);
});

function inThread(file: string): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(file);
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}
