// `evaluate`: the exact form of its lines, and what it accepts.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BIN, evolambda, SMALL_DIGITS } from './command-line.ts';

const GENOME = {
  layers: [{ units: 32, activation: 'relu' }],
  optimizer: { kind: 'adam', learningRate: 0.001 },
};
const SMALL = ['--dataset', SMALL_DIGITS, '--examples', '640', '--json'];
const KEYS = [
  'genomeHash',
  'fitness',
  'status',
  'loss',
  'examplesSeen',
  'parameters',
  'trainFlops',
  'setupMs',
  'trainMs',
  'evalMs',
  'engine',
];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'evolambda-evaluate-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const piped = (input: string) => evolambda(['evaluate', '--genome', '-', ...SMALL], input);

function evaluate(text: string, ...flags: string[]) {
  const path = join(folder, 'genome.json');
  writeFileSync(path, text);
  return evolambda(['evaluate', '--genome', path, ...SMALL, ...flags]);
}

function withRate(learningRate: number, units = 32): string {
  const layers = [{ units, activation: 'linear' }];
  return JSON.stringify({ layers, optimizer: { kind: 'sgd', learningRate } });
}

describe('evaluate', { timeout: 60_000 }, () => {
  it('answers each line in its place, bad ones with an error, and ends with 2', async () => {
    const good = JSON.stringify(GENOME);
    const input = `${good}\n{"layers":[{"units":0}]}\n\nnonsense\n${good}\n{"kind":"forest"}\n`;
    const { code, lines } = await piped(input);
    expect(code).toBe(2);
    const [first, second, third, fourth, fifth] = lines.map((line) => JSON.parse(line));
    expect(lines).toHaveLength(5);
    expect(second.error).toContain('line 2.layers[0].units');
    expect(third.error).toContain('line 4');
    expect(fifth.error).toContain('line 6.kind');
    expect(first).toMatchObject({ status: 'completed', examplesSeen: 640, parameters: 25_450 });
    expect(first.fitness).toBeGreaterThan(0.2);
    const { genomeHash, fitness, loss } = first;
    expect(fourth).toMatchObject({ genomeHash, fitness, loss });
  });

  it('has these fields and no others, with replicates as without', async () => {
    const one = await evaluate(JSON.stringify(GENOME));
    const three = await evaluate(JSON.stringify(GENOME), '--replicates', '3');
    const [single, mean] = [one, three].map(({ lines }) => JSON.parse(lines.join('')));
    expect(Object.keys(single)).toEqual(KEYS);
    expect(Object.keys(mean)).toEqual(KEYS);
    expect(mean.examplesSeen).toBe(640);
    expect(mean.fitness).not.toBe(single.fitness);
    expect(single.trainFlops).toBe(3 * 2 * (784 * 32 + 32 * 10) * 640);
    expect(single.trainMs).toBeGreaterThan(single.setupMs);
  });

  it('gives a genome that diverged no fitness, which is no error', async () => {
    const { code, lines } = await evaluate(`${withRate(1e9)}\n${withRate(0.01)}`);
    expect(code).toBe(0);
    expect(JSON.parse(lines[0]!)).toMatchObject({ fitness: null, status: 'diverged' });
    expect(JSON.parse(lines[1]!)).toMatchObject({ status: 'completed' });
  });

  it('accepts what the kind does, beyond the bounds of the search space', async () => {
    const { code, lines } = await evaluate(`${withRate(0.3, 1)}\n${withRate(1e-6, 2000)}`);
    expect(code).toBe(0);
    expect(JSON.parse(lines[0]!).parameters).toBe(785 + 20);
  });

  it('reads one genome over many lines, from a file as from standard input', async () => {
    const text = JSON.stringify(GENOME, null, 2);
    const [fromInput, read] = [await piped(text), await evaluate(text)];
    expect(fromInput.lines).toHaveLength(1);
    expect(JSON.parse(read.stdout).fitness).toBe(JSON.parse(fromInput.stdout).fitness);
  });

  it.each([
    [['--genome', 'missing.json'], 'missing.json'],
    [['--genome', '-'], '--genome'],
    [['--genome', '-', '--examples', '3', '--seed', '-1', '--replicates', '0'], '--replicates'],
    [['genome.json', '--genome', '-'], 'genome.json'],
  ])('refuses %j', async (flags, words) => {
    const { code, stdout, stderr } = await evolambda(['evaluate', ...flags, '--json']);
    expect(stderr).toContain(words);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });

  it.skipIf(process.platform !== 'linux')(
    'says that its output could not be written (skipped: /dev/full is Linux’s)',
    () => {
      const command = ['-c', 'exec "$@" > /dev/full', 'sh', process.execPath, BIN, 'space'];
      const { status, stderr } = spawnSync('sh', command, { encoding: 'utf8' });
      expect(stderr).toMatch(/^Standard output cannot be written: ENOSPC.*\n$/);
      expect(status).toBe(1);
    },
  );
});
