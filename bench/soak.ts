// Whether an engine's memory stays flat: small trainings of every kind, one after the other in one process.
// `npm run bench:soak -- --engine tfjs --backend native`
import { parseArgs } from 'node:util';
import { engineChoice } from '../shared/contracts/engine-choice.ts';
import { canonicalMlp, type MlpGenome } from '../shared/genome/kinds/mlp/mlp-genome.ts';
import { ACTIVATIONS } from '../shared/network/ops/activation.ts';
import { OPTIMIZERS } from '../shared/network/optimizer.ts';
import { openEngine } from '../shared/training/engines.ts';
import { TENSORFLOW_ENVIRONMENT } from '../shared/training/tfjs/tensorflow-environment.ts';
import { lineThrough } from './line.ts';
import { mnistForTiming } from './mnist.ts';
import { machine, row, say } from './report.ts';

const { values: flags } = parseArgs({
  options: {
    'data-dir': {
      type: 'string',
      default: process.env.EVOLAMBDA_DATA_DIR ?? '../shared/datasets/mnist',
    },
    engine: { type: 'string', default: 'tfjs' },
    backend: { type: 'string' },
    trainings: { type: 'string', default: '4000' },
  },
});

const EVERY = 250;
const MEGABYTE = 1e6;

Object.assign(process.env, TENSORFLOW_ENVIRONMENT);
const path = { engine: '--engine', backend: '--backend' };
const { trainer } = await openEngine(engineChoice(flags, path));
const whole = mnistForTiming(flags['data-dir']);
const { images, labels } = whole.validation;
const data = {
  ...whole,
  validation: {
    images: images.subarray(0, 500 * 784),
    labels: labels.subarray(0, 500),
    count: 500,
  },
};
say(`${machine()}\n`);
const { name, version, backend } = trainer.identity;
say(`${name} ${version} ${backend}: ${flags.trainings} trainings of 10 steps\n`);
say(row('trainings', 'resident MB', 'JavaScript heap MB', 'tensors'));
say(row('---', '---', '---', '---'));
const points: [number, number][] = [];
for (let index = 0; index <= Number(flags.trainings); index += 1) {
  if (index % EVERY === 0) {
    const { rss, heapUsed } = process.memoryUsage();
    points.push([index, rss / 1000]);
    const cells = [rss, heapUsed].map((bytes) => (bytes / MEGABYTE).toFixed(1));
    say(row(String(index), ...cells, await tensors()));
  }
  const request = {
    genome: genomeOf(index),
    budget: { examples: 640, schedule: 'constant' } as const,
    evaluationSeed: index.toString(16),
  };
  await trainer.train(request, data, { keepCheckpoint: index % 2 === 0 });
}
const later = points.slice(Math.floor(points.length / 2));
say(`\ngrowth per training in the last half: ${lineThrough(later).slope.toFixed(2)} kB`);

/** Every activation and optimizer in turn, of changing size and depth. */
function genomeOf(index: number): MlpGenome {
  return canonicalMlp({
    format: 1,
    kind: 'mlp',
    layers: Array.from({ length: 1 + (index % 3) }, (_, layer) => ({
      units: 16 + ((7 * index + 13 * layer) % 48),
      activation: ACTIVATIONS[index % ACTIVATIONS.length]!,
      dropout: index % 4 === 0 ? 0 : 0.25,
    })),
    optimizer: {
      kind: OPTIMIZERS[Math.floor(index / ACTIVATIONS.length) % OPTIMIZERS.length]!,
      learningRate: 0.001,
      weightDecay: 0.0001,
    },
  });
}

async function tensors(): Promise<string> {
  if (name !== 'tfjs') return 'not counted';
  const { memory } = await import('@tensorflow/tfjs-core');
  return String(memory().numTensors);
}
