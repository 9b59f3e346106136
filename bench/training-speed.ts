// How long a training takes, against PyTorch in the same run: interleaved, one thread each, medians.
// `npm run bench:training -- --python V/bin/python [--data-dir DIR] [--runs 7]`; how the peer is
// installed stands in bench/peers/pytorch_peer.py.
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { BATCH_SIZE } from '../shared/contracts/budget.ts';
import type { Dataset } from '../shared/data/dataset.ts';
import { defaultSpace } from '../shared/genome/kinds/mlp/default-space.ts';
import {
  canonicalMlp,
  type MlpGenome,
  mlpGenomeSchema,
} from '../shared/genome/kinds/mlp/mlp-genome.ts';
import { randomise } from '../shared/genome/randomise.ts';
import { onnxTrainer } from '../shared/training/onnx/onnx-trainer.ts';
import { LinePeer, type Timing } from './peers/line-peer.ts';

const STEPS = 101;
const TRAIN = 50_000;
const DRAWN_GENOMES = 30;

const { values: flags } = parseArgs({
  options: {
    python: { type: 'string', default: process.env.PEER_PYTHON ?? 'python3' },
    'data-dir': {
      type: 'string',
      default: process.env.EVOLAMBDA_DATA_DIR ?? '../shared/datasets/mnist',
    },
    runs: { type: 'string', default: '7' },
  },
});
const data = mnistForTiming(flags['data-dir']);
const torch = new LinePeer(flags.python, ['bench/peers/pytorch_peer.py', flags['data-dir']]);
const { version } = await torch.read<{ version: string }>();
const trainer = onnxTrainer();
say(`${cpus()[0]?.model}, ${instructionSets()}, Node ${process.version}`);
say(`onnxruntime-node ${trainer.identity.version}, PyTorch ${version}, one thread each`);

for (const units of [256, 576]) await compareOne(units, Number(flags.runs));
await compareDrawn();
await compareWithLoader();
torch.close();

async function compareOne(units: number, runs: number): Promise<void> {
  const layer = { units, activation: 'relu', dropout: 0.2 } as const;
  const genome = canonicalMlp({
    format: 1,
    kind: 'mlp',
    layers: [layer, layer],
    optimizer: { kind: 'adam', learningRate: 0.001, weightDecay: 0 },
  });
  const ours: (Timing & { setupMs: number })[] = [];
  const plain: Timing[] = [];
  const fused: Timing[] = [];
  // The first round warms up caches and libraries and is not counted.
  for (let run = 0; run <= runs; run += 1) {
    const round = [
      await train(genome, run),
      await torch.ask({ genome, steps: STEPS, fused: false }),
      await torch.ask({ genome, steps: STEPS, fused: true }),
    ] as const;
    if (run === 0) continue;
    ours.push(round[0]);
    plain.push(round[1]);
    fused.push(round[2]);
  }
  say(`\n784-${units}-${units}-10, ${STEPS} steps, 10,000 predictions; medians of ${runs}`);
  say(`${row('onnx', ours)} (graph and session ${ms(ours.map((one) => one.setupMs))} ms)`);
  say(row('torch', plain));
  say(row('torch fused', fused));
  const steps = ours.map((one) => one.trainMs - one.setupMs);
  const torchSteps = median(fused.map((one) => one.trainMs));
  say(`  streams and steps / fused ${(median(steps) / torchSteps).toFixed(2)}`);
  say(`  end to end / fused ${(median(ours.map((one) => one.trainMs)) / torchSteps).toFixed(2)}`);
  const predictions = median(fused.map((one) => one.evalMs));
  say(`  prediction / torch ${(median(ours.map((one) => one.evalMs)) / predictions).toFixed(2)}`);
}

async function compareDrawn(): Promise<void> {
  const sums = { ours: 0, torch: 0 };
  for (let slot = 0; slot < DRAWN_GENOMES; slot += 1) {
    const drawn = randomise(defaultSpace, { seed: 1, generation: 0, slot, attempt: 0 });
    const genome = canonicalMlp(mlpGenomeSchema.parse(drawn));
    const mine = await train(genome, slot);
    const theirs = await torch.ask({ genome, steps: STEPS, fused: true });
    sums.ours += mine.trainMs + mine.evalMs;
    sums.torch += theirs.trainMs + theirs.evalMs;
  }
  say(`\n${DRAWN_GENOMES} genomes of the default space, trained and scored, summed`);
  say(
    `  onnx ${Math.round(sums.ours)} ms, torch (fused where it can) ${Math.round(sums.torch)} ms`,
  );
  say(`  ratio ${(sums.ours / sums.torch).toFixed(2)}`);
}

async function compareWithLoader(): Promise<void> {
  const layer = { units: 256, activation: 'relu', dropout: 0.2 } as const;
  const genome = mlpGenomeSchema.parse({
    layers: [layer, layer],
    optimizer: { kind: 'adam', learningRate: 0.001, weightDecay: 0 },
  });
  const ours: Timing[] = [];
  const theirs: Timing[] = [];
  for (let run = 0; run < 3; run += 1) {
    ours.push(await train(canonicalMlp(genome), run));
    theirs.push(await torch.ask({ genome, steps: STEPS, fused: false, loader: true }));
  }
  const whole = (timings: readonly Timing[]) =>
    median(timings.map((one) => one.trainMs + one.evalMs));
  say('\nthe article’s procedure: a DataLoader that converts sample by sample; medians of 3');
  say(`  onnx ${Math.round(whole(ours))} ms, torch ${Math.round(whole(theirs))} ms`);
  say(`  ratio ${(whole(ours) / whole(theirs)).toFixed(2)}`);
}

async function train(genome: MlpGenome, seed: number): Promise<Timing & { setupMs: number }> {
  const budget = { examples: STEPS * BATCH_SIZE, schedule: 'constant' } as const;
  const outcome = await trainer.train({ genome, budget, evaluationSeed: `${seed}` }, data);
  const { trainMs, evalMs, setupMs, validation } = outcome;
  return { trainMs, evalMs, setupMs, accuracy: validation ? validation.correct / 10_000 : 0 };
}

function row(name: string, timings: readonly Timing[]): string {
  const accuracy = median(timings.map((one) => one.accuracy));
  return (
    `  ${name.padEnd(12)} train ${ms(timings.map((one) => one.trainMs))} ms, ` +
    `predict ${ms(timings.map((one) => one.evalMs))} ms, accuracy ${(100 * accuracy).toFixed(2)} %`
  );
}

/** The median, with the smallest beside it, which a busy machine disturbs least. */
function ms(values: readonly number[]): string {
  return `${median(values).toFixed(1)} (min ${Math.min(...values).toFixed(1)})`;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** MNIST's train file alone: 50,000 images to train, 10,000 to predict. The test file stays shut. */
function mnistForTiming(directory: string): Dataset {
  const read = (name: string, header: number) =>
    new Uint8Array(gunzipSync(readFileSync(join(directory, name))).subarray(header));
  const images = read('train-images-idx3-ubyte.gz', 16);
  const labels = read('train-labels-idx1-ubyte.gz', 8);
  const cut = (from: number, to: number) => ({
    images: images.subarray(from * 784, to * 784),
    labels: labels.subarray(from, to),
    count: to - from,
  });
  return {
    id: 'mnist-timing',
    hash: 'timing',
    splitId: 'timing',
    pixels: 784,
    classes: 10,
    mean: 0.1307,
    deviation: 0.3081,
    train: cut(0, TRAIN),
    validation: cut(TRAIN, 60_000),
  };
}

function instructionSets(): string {
  if (process.platform !== 'linux') return process.arch;
  const text = readFileSync('/proc/cpuinfo', 'utf8');
  const names = ['avx512f', 'avx2', 'fma'].filter((name) => new RegExp(`\\b${name}\\b`).test(text));
  return [process.arch, ...names].join(' ');
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
