// The gradient a third time, by TensorFlow.js's automatic differentiation on its cpu backend.
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
import * as tf from '@tensorflow/tfjs-core';
import type { Dataset } from '../../shared/data/dataset.ts';
import type { Activation, MlpGenome } from '../../shared/genome/kinds/mlp/mlp-genome.ts';
import type { Parameters } from './reference-network.ts';

const functions: Readonly<Record<Activation, (z: tf.Tensor) => tf.Tensor>> = {
  linear: (z) => z,
  tanh: tf.tanh,
  relu: tf.relu,
  sigmoid: tf.sigmoid,
  elu: tf.elu,
};

/** Gradients of the same loss as referenceLoss, float32, without the weight decay. */
export async function autodiffGradients(
  genome: MlpGenome,
  parameters: Parameters,
  data: Dataset,
  rows: Int32Array,
  masks: readonly Uint8Array[],
): Promise<Parameters> {
  await tf.setBackend('cpu');
  const names = Object.keys(parameters);
  const widths = [data.pixels, ...genome.layers.map(({ units }) => units), data.classes];
  const tensors = names.map((name) => {
    const layer = Number(name.slice('layer'.length).split('.')[0]);
    const shape = name.endsWith('weight')
      ? [widths[layer + 1]!, widths[layer]!]
      : [widths[layer + 1]!];
    return tf.tensor(Float32Array.from(parameters[name]!), shape);
  });
  const pixels = Array.from(rows).flatMap((row) => [
    ...data.train.images.subarray(row * data.pixels, (row + 1) * data.pixels),
  ]);
  const images = tf.div(
    tf.sub(tf.div(tf.tensor2d(pixels, [rows.length, data.pixels]), 255), data.mean),
    data.deviation,
  );
  const labels = Array.from(rows, (row) => data.train.labels[row]!);
  const targets = tf.cast(tf.oneHot(tf.tensor1d(labels, 'int32'), data.classes), 'float32');
  const loss = (...values: tf.Tensor[]) => {
    let h: tf.Tensor = images;
    for (let index = 0; index <= genome.layers.length; index += 1) {
      const z = tf.add(tf.matMul(h, values[2 * index]!, false, true), values[2 * index + 1]!);
      const gene = genome.layers[index];
      if (gene === undefined) {
        const total = tf.sum(tf.mul(tf.logSoftmax(z), targets));
        return tf.div(total, -rows.length) as tf.Scalar;
      }
      h = functions[gene.activation](z);
      if (gene.dropout > 0) {
        const mask = tf.transpose(
          tf.tensor2d(Array.from(masks[index]!), [gene.units, rows.length]),
        );
        h = tf.div(tf.mul(h, mask), 1 - gene.dropout);
      }
    }
    throw new RangeError('a network ends in a layer to the classes');
  };
  const gradients = tf.grads(loss)(tensors);
  return Object.fromEntries(
    names.map((name, index) => [name, Float64Array.from(gradients[index]!.dataSync())]),
  );
}
