// Two engines, one semantics: gradients, updates and whole trainings of tfjs beside those of onnx, over
// every activation × optimizer × depth × dropout.
import { expect, test } from 'vitest';
import { valuesIn } from '../../shared/contracts/task.ts';
import { canonicalMlp, type MlpGenome } from '../../shared/genome/kinds/mlp/mlp-genome.ts';
import { canonicalJson } from '../../shared/kernel/canonical-json.ts';
import { ACTIVATIONS, type Activation } from '../../shared/network/ops/activation.ts';
import { OPTIMIZER_SLOTS, OPTIMIZERS, type OptimizerName } from '../../shared/network/optimizer.ts';
import { objectiveScore } from '../../shared/search/archive.ts';
import { decodeCheckpoint } from '../../shared/training/checkpoint.ts';
import { onnxTrainer } from '../../shared/training/onnx/onnx-trainer.ts';
import { tensorName } from '../../shared/training/state-tensors.ts';
import { tfjsTrainer } from '../../shared/training/tfjs/tfjs-trainer.ts';
import type { Trainer, TrainingRequest } from '../../shared/training/trainer.ts';
import { smallDataset } from './small-dataset.ts';
import { describeBackends } from './tfjs-backends.ts';

const data = smallDataset({ shape: { features: 64 }, train: 1280, validation: 100 });
/** For tests that read weights alone: engines score what they have trained. */
const unscored = {
  ...data,
  validation: smallDataset({ shape: data.shape, validation: 1 }).validation,
};
/** Two epochs of 20 steps, and one of the third. */
const STEPS = 41;
const DEPTHS = [1, 2, 3, 4];
const DROPOUTS = [0, 0.3];
/** Of the largest element of its tensor, after one step. */
const GRADIENT_TOLERANCE = 1e-5;
/** In nats, of a mean over 100 images whose probabilities agree to some 1e-6. */
const LOSS_TOLERANCE = 1e-5;
/**
 * The stable set: with a smooth activation and these learning rates a difference in rounding does not
 * grow, and after 41 steps the weights differ by less than this, of the largest element of their tensor.
 * Where relu's sum lies within rounding of zero, one engine lets a gradient through and the other none.
 */
const STABLE: Readonly<Record<OptimizerName, { learningRate: number; tolerance: number }>> = {
  sgd: { learningRate: 0.01, tolerance: 2e-6 },
  adadelta: { learningRate: 0.2, tolerance: 2e-6 },
  adam: { learningRate: 0.001, tolerance: 2e-5 },
  // It divides by the root of one average, so that where gradients vanish rounding decides the step.
  rmsprop: { learningRate: 0.0005, tolerance: 2e-4 },
};
/** Outside it, learning rates of trainings that learn and are not smooth. */
const LIVELY: Readonly<Record<OptimizerName, number>> = {
  sgd: 0.2,
  adadelta: 2,
  adam: 0.02,
  rmsprop: 0.01,
};
const REPLICATES = 4;

type MlpTraining = TrainingRequest & { readonly genome: MlpGenome };

const onnx = onnxTrainer();
const cases = ACTIVATIONS.flatMap((activation) =>
  OPTIMIZERS.map((kind) => [activation, kind] as const),
);

describeBackends((_, backend) => {
  const tfjs = tfjsTrainer(backend);

  test.each(cases)('%s × %s: gradients at every depth, with and without dropout', async (...of) => {
    for (const request of requests(...of)) {
      const [expected, actual] = await both(tfjs, request, { stopAtStep: 1 });
      // After one step the first slot is the gradient, or its square, times a constant.
      const slot = OPTIMIZER_SLOTS[of[1]][0];
      const names = namesOf(expected, slot);
      expect(names).toHaveLength(2 * (request.genome.layers.length + 1));
      // A square's relative error is twice that of its root.
      const powers = slot === 'squareAverage' ? 2 : 1;
      expect(worst(expected, actual, names)).toBeLessThan(powers * GRADIENT_TOLERANCE);
    }
  });

  test('the validation loss is that of onnx, after one step and after 41', async () => {
    const request = requestOf('tanh', 'sgd', 2, 0.3);
    for (const options of [{ stopAtStep: 1 }, {}]) {
      const lossBy = async (trainer: Trainer) => {
        const { objectives } = await trainer.train(request, data, options);
        return objectiveScore(objectives, 'loss')!;
      };
      const [expected, actual] = [await lossBy(onnx), await lossBy(tfjs)];
      expect(Math.abs(actual - expected)).toBeLessThan(LOSS_TOLERANCE);
      // Of three classes: neither a sum over the images nor a share of them.
      expect(expected).toBeCloseTo(Math.log(3), 0);
    }
  });

  test.each(OPTIMIZERS)('%s: either goes on from the other’s checkpoint', async (kind) => {
    const request = requestOf('elu', kind, 2, 0.3);
    const whole = tensorsIn(
      (await onnx.train(request, data, { keepCheckpoint: true })).checkpoint!,
    );
    for (const [first, second] of [
      [onnx, tfjs],
      [tfjs, onnx],
    ] as const) {
      const half = await first.train(request, data, { stopAtStep: 25, keepCheckpoint: true });
      const rest = await second.train({ ...request, resumeFrom: half.checkpoint! }, data, {
        keepCheckpoint: true,
      });
      const resumed = tensorsIn(rest.checkpoint!);
      expect(worst(whole, resumed, namesOf(whole, null))).toBeLessThan(STABLE[kind].tolerance);
      // Steps were made by both: neither alone gives these bits.
      expect(rest.examplesSeen).toBe(request.budget.examples);
    }
  });
});

// The plain backend is a hundred times slower on networks of use: it stands in where nothing else is.
describeBackends(
  (_, backend) => {
    const tfjs = tfjsTrainer(backend);

    test.each(cases.filter(([activation]) => activation !== 'relu'))(
      '%s × %s: weights after 41 steps of the stable set',
      async (...of) => {
        const { tolerance } = STABLE[of[1]];
        const [expected, actual] = await both(tfjs, stableRequest(...of), {});
        expect(worst(expected, actual, namesOf(expected, null))).toBeLessThan(tolerance);
      },
    );

    test.each(OPTIMIZERS)('relu × %s: scores over replicates favour no engine', async (kind) => {
      const genome = genomeOf('relu', kind, 2, 0.3, LIVELY[kind]);
      const differences: number[] = [];
      for (let seed = 0; seed < REPLICATES; seed += 1) {
        const evaluationSeed = (seed + 0x1000).toString(16);
        const request = { ...requestOf('relu', kind, 2, 0.3), genome, evaluationSeed };
        const [expected, actual] = [
          await scoreByOnnx(request),
          await scoreBy(tfjs, request),
        ] as const;
        expect(Math.min(expected, actual)).toBeGreaterThan(1 / data.classes);
        differences.push(actual - expected);
      }
      const mean = differences.reduce((sum, one) => sum + one, 0) / REPLICATES;
      const squares = differences.reduce((sum, one) => sum + (one - mean) ** 2, 0);
      const standardError = Math.sqrt(squares / (REPLICATES - 1) / REPLICATES);
      // One image more or less right is as near as scores can be told apart.
      expect(Math.abs(mean)).toBeLessThan(4 * standardError + 1 / data.validation.count);
    });
  },
  ['native', 'wasm'],
);

/** Labels that the examples tell: the third with the largest sum. */
const learnable = withLabels();

function withLabels() {
  const values = valuesIn(data.shape);
  const labelled = (split: typeof data.train) => ({
    ...split,
    labels: split.labels.map((_, row) => {
      const image = split.images.subarray(row * values, (row + 1) * values);
      const third = (n: number) => image.subarray(n * 21, (n + 1) * 21).reduce((a, b) => a + b, 0);
      const sums = [third(0), third(1), third(2)];
      return sums.indexOf(Math.max(...sums));
    }),
  });
  return { ...data, train: labelled(data.train), validation: labelled(data.validation) };
}

function genomeOf(
  activation: Activation,
  kind: OptimizerName,
  depth: number,
  dropout: number,
  learningRate: number,
): MlpGenome {
  return canonicalMlp({
    format: 1,
    kind: 'mlp',
    layers: Array.from({ length: depth }, (_, index) => ({
      units: 24 - 4 * index,
      activation,
      dropout,
    })),
    optimizer: { kind, learningRate, weightDecay: 0.0005 },
  });
}

function requestOf(
  activation: Activation,
  kind: OptimizerName,
  depth: number,
  dropout: number,
): MlpTraining {
  return {
    genome: genomeOf(activation, kind, depth, dropout, STABLE[kind].learningRate),
    budget: { examples: STEPS * 64, schedule: 'constant' },
    evaluationSeed: 'a17e',
  };
}

function requests(activation: Activation, kind: OptimizerName): MlpTraining[] {
  return DEPTHS.flatMap((depth) =>
    DROPOUTS.map((dropout) => requestOf(activation, kind, depth, dropout)),
  );
}

/** A depth each, so that every activation and optimizer has all of them; the whole grid is bench/parity's. */
function stableRequest(activation: Activation, kind: OptimizerName): MlpTraining {
  const turn = ACTIVATIONS.indexOf(activation) + OPTIMIZERS.indexOf(kind);
  const depth = DEPTHS[turn % DEPTHS.length]!;
  return requestOf(activation, kind, depth, DROPOUTS[depth % 2]!);
}

async function scoreBy(trainer: Trainer, request: MlpTraining): Promise<number> {
  const { objectives } = await trainer.train(request, learnable);
  return objectiveScore(objectives, 'accuracy') ?? 0;
}

/** Once for all backends. */
async function scoreByOnnx(request: MlpTraining): Promise<number> {
  const key = canonicalJson(request);
  const score = scoresOfOnnx.get(key) ?? (await scoreBy(onnx, request));
  scoresOfOnnx.set(key, score);
  return score;
}

const scoresOfOnnx = new Map<string, number>();

interface Tensor {
  /** What of an optimizer's it is; null for a parameter. */
  readonly slot: string | null;
  readonly elements: Float32Array;
}

/** By name. */
type Tensors = ReadonlyMap<string, Tensor>;

async function both(
  tfjs: Trainer,
  request: MlpTraining,
  options: { readonly stopAtStep?: number },
): Promise<[Tensors, Tensors]> {
  const train = async (trainer: Trainer) =>
    tensorsIn(
      (await trainer.train(request, unscored, { ...options, keepCheckpoint: true })).checkpoint!,
    );
  // Every backend is compared with the same tensors.
  const key = canonicalJson({ ...request, ...options });
  const expected = ofOnnx.get(key) ?? (await train(onnx));
  ofOnnx.set(key, expected);
  return [expected, await train(tfjs)];
}

const ofOnnx = new Map<string, Tensors>();

function tensorsIn(checkpoint: Uint8Array): Tensors {
  const { tensors, values } = decodeCheckpoint(checkpoint);
  return new Map(
    tensors.map((tensor, index) => {
      return [tensorName(tensor), { slot: tensor.slot, elements: values[index]! }];
    }),
  );
}

function namesOf(tensors: Tensors, wanted: string | null): string[] {
  return [...tensors].filter(([, { slot }]) => slot === wanted).map(([name]) => name);
}

/** The largest difference of two elements, of the largest element of their tensor. */
function worst(expected: Tensors, actual: Tensors, names: readonly string[]): number {
  return Math.max(
    ...names.map((name) => {
      const [one, other] = [expected.get(name)!.elements, actual.get(name)!.elements];
      expect(other).toHaveLength(one.length);
      const largest = one.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
      expect(largest).toBeGreaterThan(0);
      return (
        one.reduce((max, value, at) => Math.max(max, Math.abs(value - other[at]!)), 0) / largest
      );
    }),
  );
}
