// One step of every activation × optimizer against two independent gradients. An engine's own
// gradient is read from its checkpoint: after the first step an optimizer's first state holds it.
import { describe, expect, test } from 'vitest';
import {
  ACTIVATIONS,
  canonicalMlp,
  type MlpGenome,
  OPTIMIZERS,
  type OptimizerKind,
} from '../../shared/genome/kinds/mlp/mlp-genome.ts';
import { canonicalJson } from '../../shared/kernel/canonical-json.ts';
import { decodeCheckpoint } from '../../shared/training/checkpoint.ts';
import { onnxTrainer } from '../../shared/training/onnx/onnx-trainer.ts';
import { batchOrder, dropoutMask, initialValues } from '../../shared/training/streams.ts';
import { tfjsTrainer } from '../../shared/training/tfjs/tfjs-trainer.ts';
import type { Trainer } from '../../shared/training/trainer.ts';
import { autodiffGradients } from './autodiff.ts';
import {
  finiteDifferences,
  type Parameters,
  referenceLoss,
  referenceUpdates,
} from './reference-network.ts';
import { smallDataset } from './small-dataset.ts';
import { describeBackends } from './tfjs-backends.ts';

const data = smallDataset();
const SEED = 'ab12';
const LEARNING_RATE = 0.01;
/** Of the largest gradient of the tensor; float32 sums of 64 products are good to about 1e-6. */
const GRADIENT_TOLERANCE = 2e-5;

/** How the first state of an optimizer holds the gradient of the first step. */
const magnitudeIn: Readonly<Record<OptimizerKind, (state: number) => number>> = {
  sgd: Math.abs,
  adam: Math.abs,
  rmsprop: (state) => Math.sqrt(state / 0.01),
  adadelta: (state) => Math.sqrt(state / 0.1),
};
const FIRST_STATE = {
  sgd: 'momentum',
  adam: 'scaledFirstMoment',
  rmsprop: 'squareAverage',
  adadelta: 'squareAverage',
};

function genomeOf(
  layers: readonly Pick<MlpGenome['layers'][number], 'units' | 'activation' | 'dropout'>[],
  kind: OptimizerKind,
  weightDecay: number,
): MlpGenome {
  return canonicalMlp({
    format: 1,
    kind: 'mlp',
    layers: [...layers],
    optimizer: { kind, learningRate: LEARNING_RATE, weightDecay },
  });
}

function startOf(genome: MlpGenome): Parameters {
  const widths = [data.pixels, ...genome.layers.map(({ units }) => units), data.classes];
  return Object.fromEntries(
    widths.slice(1).flatMap((out, index) => {
      const fanIn = widths[index]!;
      const draw = (name: string, length: number) =>
        [
          name,
          Float64Array.from(initialValues(SEED, name, fanIn, new Float32Array(length))),
        ] as const;
      return [draw(`layer${index}.weight`, out * fanIn), draw(`layer${index}.bias`, out)];
    }),
  );
}

async function firstStep(genome: MlpGenome, trainer: Trainer) {
  const outcome = await trainer.train(
    { genome, budget: { examples: 640, schedule: 'constant' }, evaluationSeed: SEED },
    data,
    { stopAtStep: 1, keepCheckpoint: true },
  );
  const checkpoint = decodeCheckpoint(outcome.checkpoint!);
  const tensors = new Map(
    checkpoint.tensors.map(({ name }, index) => [name, checkpoint.values[index]!]),
  );
  const rows = batchOrder(SEED, data.train.count, 0, 1);
  const masks = genome.layers.map(({ units, dropout }, layer) =>
    dropout > 0 ? dropoutMask(SEED, layer, units, dropout, 0, 1) : new Uint8Array(),
  );
  return { tensors, rows, masks, start: startOf(genome) };
}

const known = new Map<string, { readonly exact: Parameters; readonly automatic: Parameters }>();

/** The engine's gradient, its update, and both oracles, compared element by element. */
async function compare(genome: MlpGenome, trainer: Trainer) {
  const { tensors, rows, masks, start } = await firstStep(genome, trainer);
  const { kind, weightDecay } = genome.optimizer;
  // Every engine is held to the same two.
  const key = canonicalJson(genome);
  const oracles = known.get(key) ?? {
    exact: finiteDifferences(start, (parameters) =>
      referenceLoss(genome, parameters, data, rows, masks),
    ),
    automatic: await autodiffGradients(genome, start, data, rows, masks),
  };
  known.set(key, oracles);
  const { exact, automatic } = oracles;
  for (const [name, before] of Object.entries(start)) {
    const state = tensors.get(`${name}.${FIRST_STATE[kind]}`)!;
    const after = tensors.get(name)!;
    expect(state).toHaveLength(before.length);
    const largest = Math.max(...exact[name]!.map(Math.abs));
    expect(largest).toBeGreaterThan(1e-4);
    for (const [index, truth] of exact[name]!.entries()) {
      const gradient = magnitudeIn[kind](state[index]!) * Math.sign(truth);
      const decayed = automatic[name]![index]! + weightDecay * before[index]!;
      const signed = kind === 'sgd' || kind === 'adam' ? state[index]! : gradient;
      expect(Math.abs(signed - truth)).toBeLessThan(GRADIENT_TOLERANCE * largest);
      expect(Math.abs(signed - decayed)).toBeLessThan(GRADIENT_TOLERANCE * largest);
      // Under the engine's own gradient, since adam and rmsprop divide a gradient by its size.
      const expected = referenceUpdates(kind, LEARNING_RATE, before[index]!, [signed]);
      expect(Math.abs(after[index]! - expected)).toBeLessThan(1e-6);
    }
  }
}

const cases = ACTIVATIONS.flatMap((activation) =>
  OPTIMIZERS.map((kind) => [activation, kind] as const),
);

function gradientTests(trainer: Trainer): void {
  test.each(cases)(
    '%s × %s: gradient and update, dropout and weight decay on',
    (activation, kind) =>
      compare(
        genomeOf(
          [
            { units: 6, activation, dropout: 0.25 },
            { units: 5, activation, dropout: 0.5 },
          ],
          kind,
          0.002,
        ),
        trainer,
      ),
  );

  test.each([0, 1, 2, 3, 4])('%i hidden layers', (depth) =>
    compare(
      genomeOf(
        ACTIVATIONS.slice(1, 1 + depth).map((activation, index) => ({
          units: 4 + index,
          activation,
          dropout: 0,
        })),
        'sgd',
        0,
      ),
      trainer,
    ),
  );
}

describe('onnx', () => gradientTests(onnxTrainer()));

describeBackends((_, backend) => gradientTests(tfjsTrainer(backend)));
