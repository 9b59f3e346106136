// Whether the two engines are one trainer: genomes of the default space under both, with the same seed,
// beside the same engine with another seed; then weights over the whole grid of what a genome can be.
// `npm run bench:parity -- --backend native`
import { parseArgs } from 'node:util';
import { engineChoice } from '../shared/contracts/engine-choice.ts';
import { valuesIn } from '../shared/contracts/task.ts';
import { canonicalMlp, type MlpGenome } from '../shared/genome/kinds/mlp/mlp-genome.ts';
import { ACTIVATIONS } from '../shared/network/ops/activation.ts';
import { OPTIMIZERS } from '../shared/network/optimizer.ts';
import { objectiveScore } from '../shared/search/archive.ts';
import { decodeCheckpoint } from '../shared/training/checkpoint.ts';
import { openEngine } from '../shared/training/engines.ts';
import { tensorName } from '../shared/training/state-tensors.ts';
import { TENSORFLOW_ENVIRONMENT } from '../shared/training/tfjs/tensorflow-environment.ts';
import type { Trainer } from '../shared/training/trainer.ts';
import { type Agreement, agreementOf } from './agreement.ts';
import { BUDGET, drawnGenomes } from './genomes.ts';
import { mnistForTiming, PREDICTED } from './mnist.ts';
import { machine, row, say } from './report.ts';

const { values: flags } = parseArgs({
  options: {
    'data-dir': {
      type: 'string',
      default: process.env.EVOLAMBDA_DATA_DIR ?? '../shared/datasets/mnist',
    },
    backend: { type: 'string', default: 'native' },
    genomes: { type: 'string', default: '200' },
  },
});

/** Those of the stable set: test/training/parity.test.ts. */
const RATES = { sgd: 0.01, adadelta: 0.2, adam: 0.001, rmsprop: 0.0005 } as const;
/** Images of MNIST that are scored: as many as a search scores. */
const SCORED = 5000;

const ROWS: readonly (readonly [string, (agreement: Agreement) => string])[] = [
  [
    'mean difference ± standard error',
    ({ meanDifference, standardError }) => `${points(meanDifference)} ± ${points(standardError)}`,
  ],
  ['mean absolute difference', ({ meanAbsolute }) => points(meanAbsolute)],
  ['worst', ({ worst }) => points(worst)],
  ['rank correlation (Spearman)', ({ rankCorrelation }) => rankCorrelation.toFixed(4)],
];

Object.assign(process.env, TENSORFLOW_ENVIRONMENT);
const whole = mnistForTiming(flags['data-dir']);
const data = {
  ...whole,
  validation: {
    images: whole.validation.images.subarray(0, SCORED * valuesIn(whole.shape)),
    labels: whole.validation.labels.subarray(0, SCORED),
    count: Math.min(SCORED, PREDICTED),
  },
};
const { trainer: onnx } = await openEngine({ engine: 'onnx', backend: 'cpu' });
const choice = engineChoice(
  { engine: 'tfjs', backend: flags.backend },
  {
    engine: '--engine',
    backend: '--backend',
  },
);
const { trainer: tfjs } = await openEngine(choice);
say(`${machine()}\n`);
for (const { name, version, backend } of [onnx.identity, tfjs.identity]) {
  say(`${name} ${version} ${backend}`);
}
await compareDrawn(drawnGenomes(Number(flags.genomes)));
await compareGrid();

async function compareDrawn(genomes: readonly MlpGenome[]): Promise<void> {
  const readings = { onnx: [] as number[], tfjs: [] as number[], again: [] as number[] };
  const read: MlpGenome[] = [];
  const parted: string[] = [];
  let diverged = 0;
  for (const [index, genome] of genomes.entries()) {
    const seed = (index + 1).toString(16);
    const one = await scoreOf(onnx, genome, seed);
    const two = await scoreOf(tfjs, genome, seed);
    const again = await scoreOf(onnx, genome, `f${seed}`);
    if ((one === null) !== (two === null)) parted.push(inWords(genome));
    if (one === null || two === null || again === null) diverged += 1;
    else {
      read.push(genome);
      readings.onnx.push(one);
      readings.tfjs.push(two);
      readings.again.push(again);
    }
    if ((index + 1) % 20 === 0) process.stderr.write(`${index + 1} of ${genomes.length}\n`);
  }
  const engines = agreementOf(readings.onnx, readings.tfjs);
  const seeds = agreementOf(readings.onnx, readings.again);
  say(`\n${genomes.length} genomes, ${BUDGET.examples} examples, scored on ${SCORED} images:`);
  say(
    `${diverged} diverged with an engine or with the other seed; with one engine only: ${parted.length}`,
  );
  for (const words of parted) say(`  ${words}`);
  say('');
  say(row(`${engines.count} genomes`, 'both engines, one seed', 'onnx, two seeds'));
  say(row('---', '---', '---'));
  for (const [name, cell] of ROWS) say(row(name, cell(engines), cell(seeds)));
  const same = readings.onnx.filter(
    (value, index) => Math.abs(value - readings.tfjs[index]!) <= 1.5 / SCORED,
  );
  say(`\nscores that differ by at most one image: ${same.length} of ${engines.count}`);
  say(`worst: ${inWords(read[engines.worstAt]!)}`);
}

/** Worst difference of a weight after all steps, of the largest of its tensor. */
async function compareGrid(): Promise<void> {
  say(
    '\nweights after 101 steps at depth 1 to 4, dropout 0 and 0.3: largest difference, relative to the largest weight\n',
  );
  say(row('', ...OPTIMIZERS.map((kind) => `${kind} ${RATES[kind]}`)));
  say(row('---', ...OPTIMIZERS.map(() => '---')));
  for (const activation of ACTIVATIONS) {
    const cells: string[] = [];
    for (const kind of OPTIMIZERS) {
      let worst = 0;
      for (const depth of [1, 2, 3, 4]) {
        for (const dropout of [0, 0.3]) {
          const layers = Array.from({ length: depth }, () => ({ units: 128, activation, dropout }));
          const optimizer = { kind, learningRate: RATES[kind], weightDecay: 0.0005 };
          const genome = canonicalMlp({ format: 1, kind: 'mlp', layers, optimizer });
          worst = Math.max(worst, await differenceOf(genome));
        }
      }
      cells.push(worst.toExponential(1));
    }
    say(row(activation, ...cells));
    process.stderr.write(`${activation} done\n`);
  }
}

async function differenceOf(genome: MlpGenome): Promise<number> {
  const [one, two] = [await weightsOf(onnx, genome), await weightsOf(tfjs, genome)];
  let worst = 0;
  for (const [name, values] of one) {
    const others = two.get(name)!;
    let [largest, difference] = [0, 0];
    for (const [index, value] of values.entries()) {
      largest = Math.max(largest, Math.abs(value));
      difference = Math.max(difference, Math.abs(value - others[index]!));
    }
    worst = Math.max(worst, difference / largest);
  }
  return worst;
}

async function weightsOf(trainer: Trainer, genome: MlpGenome): Promise<Map<string, Float32Array>> {
  const request = { genome, budget: BUDGET, evaluationSeed: 'a17e' };
  const unscored = {
    ...data,
    validation: { ...data.validation, images: new Uint8Array(), count: 0 },
  };
  const { checkpoint } = await trainer.train(request, unscored, { keepCheckpoint: true });
  const { tensors, values } = decodeCheckpoint(checkpoint!);
  return new Map(
    tensors.flatMap((tensor, index) =>
      tensor.slot === null ? [[tensorName(tensor), values[index]!]] : [],
    ),
  );
}

async function scoreOf(trainer: Trainer, genome: MlpGenome, seed: string): Promise<number | null> {
  const request = { genome, budget: BUDGET, evaluationSeed: seed };
  const { objectives } = await trainer.train(request, data);
  return objectiveScore(objectives, 'accuracy') ?? null;
}

function inWords({ layers, optimizer }: MlpGenome): string {
  const { kind, learningRate } = optimizer;
  const hidden = layers.map(({ units, activation }) => `${units} ${activation}`).join(', ');
  return `${hidden}; ${kind} ${learningRate}`;
}

/** A share as percentage points. */
function points(share: number): string {
  return `${(100 * share).toFixed(3)} %`;
}
