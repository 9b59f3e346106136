// One step of every activation × optimizer, and of networks with branches, against two independent gradients. An
// engine's own gradient is read from its checkpoint: after the first step an optimizer's first state holds it.
import { describe, expect, test } from 'vitest';
import type { Genome } from '../../shared/contracts/genome.ts';
import { taskOf, valuesIn } from '../../shared/contracts/task.ts';
import { networkOf } from '../../shared/genome/genome-network.ts';
import { inferShapes } from '../../shared/network/infer-shapes.ts';
import { type Network, networkHash } from '../../shared/network/network.ts';
import { ACTIVATIONS } from '../../shared/network/ops/activation.ts';
import { OPTIMIZERS, type OptimizerName } from '../../shared/network/optimizer.ts';
import { decodeCheckpoint } from '../../shared/training/checkpoint.ts';
import type { NetworkEngine } from '../../shared/training/engine.ts';
import { onnxEngine } from '../../shared/training/onnx/onnx-trainer.ts';
import { parametersOf, tensorName } from '../../shared/training/state-tensors.ts';
import { batchOrder, dropoutMask, initialValues } from '../../shared/training/streams.ts';
import { tfjsEngine } from '../../shared/training/tfjs/tfjs-trainer.ts';
import { networkOfNodes } from '../network/network-of-nodes.ts';
import { autodiffGradients } from './autodiff.ts';
import { BRANCHED, drawnNodes } from './branched-networks.ts';
import {
  finiteDifferences,
  largestDifference,
  type MiniBatch,
  type Parameters,
  referenceLoss,
  referenceProbabilities,
  referenceUpdates,
} from './reference-network.ts';
import { smallDataset } from './small-dataset.ts';
import { describeBackends } from './tfjs-backends.ts';

const data = smallDataset();
const SEED = 'ab12';
const LEARNING_RATE = 0.01;
/** Of the largest gradient of the tensor; float32 sums of 64 products are good to about 1e-6. */
const GRADIENT_TOLERANCE = 2e-5;
const DRAWN_NETWORKS = 8;

/** How the first state of an optimizer holds the gradient of the first step. */
const magnitudeIn: Readonly<Record<OptimizerName, (state: number) => number>> = {
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

interface Layer {
  readonly units: number;
  readonly activation: (typeof ACTIVATIONS)[number];
  readonly dropout: number;
}

/** The network of a genome, as the kind mlp makes it. */
function mlpNetwork(layers: readonly Layer[], kind: OptimizerName, weightDecay: number): Network {
  const optimizer = { kind, learningRate: LEARNING_RATE, weightDecay };
  const genome = { format: 1, kind: 'mlp', layers, optimizer } as unknown as Genome;
  return networkOf(genome, taskOf(data))!;
}

function startOf(network: Network): Parameters {
  return Object.fromEntries(
    parametersOf(network).map(({ node, role, shape, fanIn }) => {
      const name = `${node}.${role}`;
      const values = new Float32Array(shape.reduce((size, one) => size * one, 1));
      return [name, Float64Array.from(initialValues(SEED, name, fanIn, values))];
    }),
  );
}

/** Masks come from a stream for each dropout node, whether it drops something or not. */
function firstBatch(network: Network): MiniBatch {
  const droppers = inferShapes(network).filter((node) => node.op === 'dropout');
  const masks = droppers.flatMap(({ id, shape, settings: { rate } }, stream) =>
    rate > 0 ? [[id, dropoutMask(SEED, stream, valuesIn(shape), rate, 0, 1)] as const] : [],
  );
  return { data, rows: batchOrder(SEED, data.train.count, 0, 1), masks: new Map(masks) };
}

async function firstStep(network: Network, engine: NetworkEngine) {
  const outcome = await engine.train(
    { network, budget: { examples: 640, schedule: 'constant' }, evaluationSeed: SEED },
    data,
    { stopAtStep: 1, keepCheckpoint: true },
  );
  const { tensors, values } = decodeCheckpoint(outcome.checkpoint!);
  const named = new Map(tensors.map((tensor, index) => [tensorName(tensor), values[index]!]));
  return { checkpoint: outcome.checkpoint!, tensors: named };
}

const known = new Map<string, { readonly exact: Parameters; readonly automatic: Parameters }>();

/** Both oracles, once for all engines and optimizers: the gradient of the first step depends on neither. */
async function oraclesOf(network: Network, start: Parameters) {
  const { weightDecay } = network.optimizer;
  const key = networkHash({ ...network, optimizer: { name: 'sgd', learningRate: 0, weightDecay } });
  const batch = firstBatch(network);
  const oracles = known.get(key) ?? {
    exact: finiteDifferences(start, referenceLoss(network, batch)),
    automatic: await autodiffGradients(network, start, batch),
  };
  known.set(key, oracles);
  return oracles;
}

/** The engine's gradient, its update, and both oracles, compared element by element. */
async function compare(network: Network, engine: NetworkEngine) {
  const { tensors } = await firstStep(network, engine);
  const { name: optimizer, weightDecay } = network.optimizer;
  const isSigned = optimizer === 'sgd' || optimizer === 'adam';
  const start = startOf(network);
  const { exact, automatic } = await oraclesOf(network, start);
  for (const [name, before] of Object.entries(start)) {
    const state = tensors.get(`${name}.${FIRST_STATE[optimizer]}`)!;
    const after = tensors.get(name)!;
    const truth = exact[name]!;
    expect(state).toHaveLength(before.length);
    expect(after).toHaveLength(before.length);
    const largest = Math.max(...truth.map(Math.abs));
    expect(largest).toBeGreaterThan(1e-4);
    const gradient = Array.from(state, (value, index) =>
      isSigned ? value : magnitudeIn[optimizer](value) * Math.sign(truth[index]!),
    );
    const decayed = before.map((value, index) => automatic[name]![index]! + weightDecay * value);
    expect(largestDifference(gradient, truth)).toBeLessThan(GRADIENT_TOLERANCE * largest);
    expect(largestDifference(gradient, decayed)).toBeLessThan(GRADIENT_TOLERANCE * largest);
    // Under the engine's own gradient, since adam and rmsprop divide a gradient by its size.
    const updated = before.map((value, index) =>
      referenceUpdates(optimizer, LEARNING_RATE, value, [gradient[index]!]),
    );
    expect(largestDifference(after, updated)).toBeLessThan(1e-6);
  }
}

/** What the engine predicts with the weights of a checkpoint, and the oracle. */
async function comparePredictions(network: Network, engine: NetworkEngine) {
  const { checkpoint, tensors } = await firstStep(network, engine);
  const parameters = Object.fromEntries(
    parametersOf(network).map(({ node, role }) => {
      const name = `${node}.${role}`;
      return [name, Float64Array.from(tensors.get(name)!)];
    }),
  );
  const expected = referenceProbabilities(network, parameters, data).flat();
  const predicted = await engine.predict(network, checkpoint, data.validation.images, data);
  expect(predicted).toHaveLength(expected.length);
  expect(largestDifference(predicted, expected)).toBeLessThan(1e-5);
}

const cases = ACTIVATIONS.flatMap((activation) =>
  OPTIMIZERS.map((optimizer) => [activation, optimizer] as const),
);
const withDecay = { weightDecay: 0.002 };
const branched = [
  ...Object.entries(BRANCHED),
  ...Array.from({ length: DRAWN_NETWORKS }, (_, index) => {
    return [`drawn network ${index}`, drawnNodes(index)] as const;
  }),
].map(([name, nodes]) => [name, networkOfNodes(nodes, withDecay)] as const);

function gradientTests(engine: NetworkEngine): void {
  test.each(cases)(
    '%s × %s: gradient and update, dropout and weight decay on',
    (activation, optimizer) =>
      compare(
        mlpNetwork(
          [
            { units: 6, activation, dropout: 0.25 },
            { units: 5, activation, dropout: 0.5 },
          ],
          optimizer,
          0.002,
        ),
        engine,
      ),
  );

  test.each([0, 1, 2, 3, 4])('%i hidden layers', (depth) =>
    compare(
      mlpNetwork(
        ACTIVATIONS.slice(1, 1 + depth).map((activation, index) => ({
          units: 4 + index,
          activation,
          dropout: 0,
        })),
        'sgd',
        0,
      ),
      engine,
    ),
  );

  test.each(branched)('%s: gradient and update', (_, network) => compare(network, engine));

  test.each(branched)('%s: prediction', (_, network) => comparePredictions(network, engine));
}

describe('onnx', () => gradientTests(onnxEngine()));

describeBackends((_, backend) => gradientTests(tfjsEngine(backend)));
