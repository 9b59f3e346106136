// The engine of a command: chosen by flags, named in every result, the journal's on resume.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { TFJS_VERSION } from '../../shared/training/identity.ts';
import { describeBackends } from '../training/tfjs-backends.ts';
import {
  type Ended,
  evolambda,
  lineOf,
  resumeOf,
  SHORT_SEARCH,
  SMALL_DIGITS,
  shortSearchOn,
  start,
} from './command-line.ts';

const GENOME = JSON.stringify({
  layers: [{ units: 128, activation: 'tanh', dropout: 0.2 }],
  optimizer: { kind: 'sgd', learningRate: 0.01, weightDecay: 0 },
});
const SHORT = ['--dataset', SMALL_DIGITS, '--examples', '640', '--json'];

let folder: string;
let genome: string;
/** The genome evaluated by the default engine. */
let evaluated: Ended;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'evolambda-engine-'));
  genome = join(folder, 'genome.json');
  writeFileSync(genome, GENOME);
  evaluated = await evolambda(['evaluate', '--genome', genome, ...SHORT]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describeBackends(
  (name, { identity }) => {
    it('trains a genome as the onnx engine does, and says which it is', async () => {
      const flags = ['evaluate', '--genome', '-', ...SHORT];
      const ours = await evolambda([...flags, '--engine', 'tfjs', '--backend', name], GENOME);
      expect([ours.code, evaluated.code]).toEqual([0, 0]);
      const { engine, fitness, loss } = JSON.parse(ours.lines[0]!);
      const expected = JSON.parse(evaluated.lines[0]!);
      expect(engine).toBe(`tfjs ${TFJS_VERSION} ${identity.backend}`);
      expect(expected.engine).toMatch(/^onnx \S+ cpu$/);
      expect(Math.abs(fitness - expected.fitness)).toBeLessThan(0.005);
      expect(loss).toBeCloseTo(expected.loss, 4);
    }, 120_000);
  },
  ['native', 'wasm'],
);

describe('a run with --engine tfjs', { timeout: 180_000 }, () => {
  it('has the same hash whatever the workers, and after kill -9 and resume', async () => {
    const engine = ['--engine', 'tfjs', '--backend', 'wasm'];
    const whole = join(folder, 'whole');
    const one = await evolambda(['run', ...shortSearchOn(1), ...engine, '--out', whole]);
    expect(one.code, one.stderr).toBe(0);
    expect(one.stderr.match(/Engine: tfjs \S+ wasm/g)).toHaveLength(1);
    const { ledgerHash } = JSON.parse(one.lines.at(-1)!);
    const [started, ...events] = readFileSync(join(whole, 'journal.jsonl'), 'utf8').split('\n');
    expect(started).toMatch(/"engine":\{[^}]*"name":"tfjs"/);
    expect(started).toMatch(/"engine":\{[^}]*"backend":"wasm"/);
    const results = events.filter((event) => event.includes('"type":"evaluation-finished"'));
    expect(results.length).toBeGreaterThan(0);
    for (const result of results) expect(result).toMatch(/"engine":\{[^}]*"name":"tfjs"/);
    const directory = join(folder, 'killed');
    const child = start(['run', ...shortSearchOn(2), ...engine, '--out', directory]);
    await lineOf(child, 'stderr', /^generation \d/);
    child.kill('SIGKILL');
    const resumed = await evolambda(resumeOf(directory));
    expect(JSON.parse(resumed.lines.at(-1)!).ledgerHash).toBe(ledgerHash);
    // A longer run is trained by the same engine, which its hint for a baseline names, too.
    const longer = ['--continue', whole, '--generations', '+1', '--out', join(folder, 'longer')];
    const continued = await evolambda(['run', ...longer, '--workers', '1', '--json']);
    expect(continued.stderr).toContain('Engine: tfjs');
    expect(continued.stderr).toContain('config.json --engine tfjs --backend wasm --baseline');
    const onnx = await evolambda(['run', ...SHORT_SEARCH, '--out', join(folder, 'onnx')]);
    expect(JSON.parse(onnx.lines.at(-1)!).ledgerHash).not.toBe(ledgerHash);
  });
});

describe('what is no engine here', { timeout: 60_000 }, () => {
  it.each([
    [['--engine', 'torch'], '--engine: "torch" is not allowed; expected onnx or tfjs'],
    [
      ['--engine', 'tfjs', '--backend', 'gpu'],
      '--backend: "gpu" is not allowed; expected a backend of tfjs: native, wasm, cpu; did you mean cpu?',
    ],
    [
      ['--backend', 'wasm'],
      '--backend: "wasm" is not allowed; expected a backend of onnx: cpu, cuda',
    ],
  ])('%j is refused', async (flags, words) => {
    const out = join(folder, 'refused');
    const { code, stderr } = await evolambda(['run', ...SHORT_SEARCH, ...flags, '--out', out]);
    expect([code, stderr]).toEqual([2, `Invalid input:\n${words}\n`]);
    expect(existsSync(out)).toBe(false);
  });

  it('a provider that does not start is told with what it needs', async () => {
    const flags = ['evaluate', '--genome', genome, ...SHORT, '--backend', 'cuda'];
    const { code, stderr } = await evolambda(flags);
    expect(code).toBe(2);
    expect(stderr).toMatch(/--backend: cuda does not start: .*ONNXRUNTIME_NODE_INSTALL=true/);
  });

  it('is told of by the version that package.json pins', () => {
    expect(TFJS_VERSION).toBe(manifest.peerDependencies['@tensorflow/tfjs-core']);
    expect(TFJS_VERSION).toBe(manifest.devDependencies['@tensorflow/tfjs-node']);
  });
});
