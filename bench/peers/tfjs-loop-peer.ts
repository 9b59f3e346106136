// TensorFlow.js on TensorFlow itself as a peer: a plain loop written by hand, with its automatic gradients
// and Adam as in the textbook, tensors in memory. Same lines as tfjs-wasm-peer.ts.
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import type * as TensorFlow from '@tensorflow/tfjs-core';
import type { MlpGenome } from '../../shared/genome/kinds/mlp/mlp-genome.ts';
import { restoreNodeUtil } from '../../shared/training/tfjs/removed-from-node.ts';
import { TENSORFLOW_ENVIRONMENT } from '../../shared/training/tfjs/tensorflow-environment.ts';
import { mnistForTiming, PREDICTED, TRAINED } from '../mnist.ts';
import type { Timing } from './line-peer.ts';

const BATCH = 64;
const PREDICTED_AT_ONCE = 1000;
const [BETA1, BETA2, EPSILON] = [0.9, 0.999, 1e-8];

Object.assign(process.env, TENSORFLOW_ENVIRONMENT);
restoreNodeUtil();
const tf = createRequire(import.meta.url)('@tensorflow/tfjs-node') as typeof TensorFlow;
type Parameter = {
  value: TensorFlow.Variable;
  first: TensorFlow.Variable;
  second: TensorFlow.Variable;
};

const data = mnistForTiming(process.argv[2] ?? '');
const images = normalised(data.train.images, TRAINED);
const heldOut = normalised(data.validation.images, PREDICTED);
const labels = tf.tensor1d(Int32Array.from(data.train.labels), 'int32');
reply({ version: `TensorFlow.js ${tf.version_core}, plain loop on TensorFlow, one thread` });
for await (const line of createInterface(process.stdin)) {
  const { genome, steps } = JSON.parse(line) as { genome: MlpGenome; steps: number };
  reply(train(genome, steps));
}

function train(genome: MlpGenome, steps: number): Timing {
  const startedMs = performance.now();
  const parameters = parametersOf(genome);
  const order = Int32Array.from(tf.util.createShuffledIndices(TRAINED));
  for (let step = 0; step < steps; step += 1) {
    tf.tidy(() => {
      const rows = tf.tensor1d(order.subarray(step * BATCH, (step + 1) * BATCH), 'int32');
      const inputs = tf.gather(images, rows) as TensorFlow.Tensor2D;
      const targets = tf.oneHot(tf.gather(labels, rows), 10);
      const loss = () =>
        tf.losses.softmaxCrossEntropy(
          targets,
          logits(parameters, genome, inputs, true),
        ) as TensorFlow.Scalar;
      const { grads } = tf.variableGrads(
        loss,
        parameters.map(({ value }) => value),
      );
      for (const parameter of parameters) update(parameter, grads, step + 1, genome);
    });
  }
  const trainedMs = performance.now();
  let correct = 0;
  for (let from = 0; from < PREDICTED; from += PREDICTED_AT_ONCE) {
    const predicted = tf.tidy(() => {
      const part = tf.slice(heldOut, [from, 0], [PREDICTED_AT_ONCE, 784]) as TensorFlow.Tensor2D;
      return tf.argMax(logits(parameters, genome, part, false), 1).dataSync();
    });
    for (const [index, label] of predicted.entries()) {
      if (label === data.validation.labels[from + index]) correct += 1;
    }
  }
  const doneMs = performance.now();
  for (const { value, first, second } of parameters) tf.dispose([value, first, second]);
  return {
    trainMs: trainedMs - startedMs,
    evalMs: doneMs - trainedMs,
    accuracy: correct / PREDICTED,
  };
}

/** @see Kingma and Ba (2015), algorithm 1 */
function update(
  { value, first, second }: Parameter,
  grads: TensorFlow.NamedTensorMap,
  step: number,
  { optimizer: { learningRate } }: MlpGenome,
): void {
  const gradient = grads[value.name] as TensorFlow.Tensor;
  first.assign(tf.add(tf.mul(first, BETA1), tf.mul(gradient, 1 - BETA1)));
  second.assign(tf.add(tf.mul(second, BETA2), tf.mul(tf.square(gradient), 1 - BETA2)));
  const meanHat = tf.div(first, 1 - BETA1 ** step);
  const squareHat = tf.div(second, 1 - BETA2 ** step);
  const change = tf.div(meanHat, tf.add(tf.sqrt(squareHat), EPSILON));
  value.assign(tf.sub(value, tf.mul(change, learningRate)));
}

function parametersOf(genome: MlpGenome): Parameter[] {
  const widths = [784, ...genome.layers.map(({ units }) => units), 10];
  return widths.slice(1).flatMap((units, index) => {
    const inputs = widths[index] ?? 0;
    const bound = 1 / Math.sqrt(inputs);
    return [[inputs, units], [units]].map((shape) => ({
      value: tf.variable(tf.randomUniform(shape, -bound, bound)),
      first: tf.variable(tf.zeros(shape)),
      second: tf.variable(tf.zeros(shape)),
    }));
  });
}

function logits(
  parameters: readonly Parameter[],
  genome: MlpGenome,
  inputs: TensorFlow.Tensor2D,
  isTraining: boolean,
): TensorFlow.Tensor {
  let value: TensorFlow.Tensor = inputs;
  for (let index = 0; 2 * index < parameters.length; index += 1) {
    const [kernel, bias] = [parameters[2 * index]!.value, parameters[2 * index + 1]!.value];
    value = tf.add(tf.matMul(value, kernel), bias);
    const gene = genome.layers[index];
    if (gene === undefined) break;
    value = tf.relu(value);
    if (isTraining && gene.dropout > 0) value = tf.dropout(value, gene.dropout);
  }
  return value;
}

function normalised(bytes: Uint8Array, count: number): TensorFlow.Tensor2D {
  const values = Float32Array.from(bytes, (byte) => (byte / 255 - data.mean) / data.deviation);
  return tf.tensor2d(values, [count, 784]);
}

function reply(answer: object): void {
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
