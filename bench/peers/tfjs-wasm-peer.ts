// TensorFlow.js as a peer: its wasm backend on one thread, its automatic gradients but for the
// product's, its tf.train.adam, tensors in memory.
// Reads {genome, steps} as JSON lines and answers {trainMs, evalMs, accuracy}, as pytorch_peer.py does.
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import type { MlpGenome } from '../../shared/genome/kinds/mlp/mlp-genome.ts';
import { mnistForTiming, PREDICTED, TRAINED } from '../mnist.ts';
import type { Timing } from './line-peer.ts';

const BATCH = 64;
const PREDICTED_AT_ONCE = 1000;

interface DenseLayer {
  readonly kernel: tf.Variable<tf.Rank.R2>;
  readonly bias: tf.Variable<tf.Rank.R1>;
}

/**
 * a·b. matMul's own gradient multiplies transposed operands, which the wasm backend does without
 * XNNPACK: a training takes about 2.5 times as long. Transposed first, it is XNNPACK's as well.
 */
const product = tf.customGrad((...operands) => {
  const [a, b, save] = operands as unknown as [tf.Tensor2D, tf.Tensor2D, tf.GradSaveFunc];
  save([a, b]);
  const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
    const [left, right] = saved as [tf.Tensor2D, tf.Tensor2D];
    return [tf.matMul(dy, tf.transpose(right)), tf.matMul(tf.transpose(left), dy)];
  };
  return { value: tf.matMul(a, b), gradFunc };
});

const backend = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'));
setWasmPaths(`${backend}/`);
setThreadsCount(1);
await tf.setBackend('wasm');
await tf.ready();
const data = mnistForTiming(process.argv[2] ?? '');
const images = normalised(data.train.images, TRAINED);
const heldOut = normalised(data.validation.images, PREDICTED);
const labels = tf.tensor1d(Int32Array.from(data.train.labels), 'int32');
const simd = await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT');
const threads = await tf.env().getAsync('WASM_HAS_MULTITHREAD_SUPPORT');
reply({
  version: `TensorFlow.js ${tf.version_core} wasm${simd ? ' SIMD' : ''}${threads ? ', threads' : ', one thread'}`,
});
for await (const line of createInterface(process.stdin)) {
  const { genome, steps } = JSON.parse(line) as { genome: MlpGenome; steps: number };
  reply(train(genome, steps));
}

function train(genome: MlpGenome, steps: number): Timing {
  const startedMs = performance.now();
  const layers = layersOf(genome);
  const adam = tf.train.adam(genome.optimizer.learningRate, 0.9, 0.999, 1e-8);
  const order = Int32Array.from(tf.util.createShuffledIndices(TRAINED));
  for (let step = 0; step < steps; step += 1) {
    tf.tidy(() => {
      const rows = tf.tensor1d(order.subarray(step * BATCH, (step + 1) * BATCH), 'int32');
      const inputs = tf.gather(images, rows);
      const targets = tf.oneHot(tf.gather(labels, rows), 10);
      adam.minimize(() =>
        tf.losses.softmaxCrossEntropy(targets, logits(layers, genome, inputs, true)),
      );
    });
  }
  const trainedMs = performance.now();
  let correct = 0;
  for (let from = 0; from < PREDICTED; from += PREDICTED_AT_ONCE) {
    const predicted = tf.tidy(() => {
      const part = tf.slice(heldOut, [from, 0], [PREDICTED_AT_ONCE, 784]);
      return tf.argMax(logits(layers, genome, part, false), 1).dataSync();
    });
    for (const [index, label] of predicted.entries()) {
      if (label === data.validation.labels[from + index]) correct += 1;
    }
  }
  const doneMs = performance.now();
  adam.dispose();
  for (const layer of layers) tf.dispose([layer.kernel, layer.bias]);
  return {
    trainMs: trainedMs - startedMs,
    evalMs: doneMs - trainedMs,
    accuracy: correct / PREDICTED,
  };
}

function layersOf(genome: MlpGenome): DenseLayer[] {
  const widths = [784, ...genome.layers.map(({ units }) => units), 10];
  return widths.slice(1).map((units, index) => {
    const inputs = widths[index] ?? 0;
    const bound = 1 / Math.sqrt(inputs);
    return {
      kernel: tf.variable(tf.randomUniform([inputs, units], -bound, bound)),
      bias: tf.variable(tf.randomUniform([units], -bound, bound)),
    };
  });
}

function logits(
  layers: readonly DenseLayer[],
  genome: MlpGenome,
  inputs: tf.Tensor2D,
  isTraining: boolean,
): tf.Tensor2D {
  let value = inputs;
  for (const [index, { kernel, bias }] of layers.entries()) {
    value = tf.add(product(value, kernel) as tf.Tensor2D, bias);
    const gene = genome.layers[index];
    if (gene === undefined) break;
    value = tf.relu(value);
    if (isTraining && gene.dropout > 0) value = tf.dropout(value, gene.dropout) as tf.Tensor2D;
  }
  return value;
}

function normalised(bytes: Uint8Array, count: number): tf.Tensor2D {
  const values = Float32Array.from(bytes, (byte) => (byte / 255 - data.mean) / data.deviation);
  return tf.tensor2d(values, [count, 784]);
}

function reply(answer: object): void {
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
