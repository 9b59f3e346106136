// The gradient a third time, by TensorFlow.js's automatic differentiation on its cpu backend.
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
import * as tf from '@tensorflow/tfjs-core';
import { valuesIn } from '../../shared/contracts/task.ts';
import type { Network, NodeOf } from '../../shared/network/network.ts';
import type { Activation } from '../../shared/network/ops/activation.ts';
import type { OpName } from '../../shared/network/ops.ts';
import type { MiniBatch, Parameters } from './reference-network.ts';

interface Context<Name extends OpName> {
  readonly node: NodeOf<Name>;
  /** By name. */
  readonly tensors: ReadonlyMap<string, tf.Tensor>;
  /** Normalised, shape [rows, values]. */
  readonly examples: tf.Tensor;
  /** Shape [rows, values]; of dropout nodes that drop something. */
  readonly mask: tf.Tensor | undefined;
}

const functions: Readonly<Record<Activation, (z: tf.Tensor) => tf.Tensor>> = {
  linear: (z) => z,
  tanh: tf.tanh,
  relu: tf.relu,
  sigmoid: tf.sigmoid,
  elu: tf.elu,
};

/** The value of a node, shape [rows, values], from those that it reads. */
type DifferentiableOp<Name extends OpName> = (
  context: Context<Name>,
  ...inputs: readonly tf.Tensor[]
) => tf.Tensor;

const OPS: { readonly [Name in OpName]: DifferentiableOp<Name> } = {
  input: ({ examples }) => examples,
  flatten: (_, h) => h!,
  dense: ({ node, tensors }, h) => {
    const [weight, bias] = ['weight', 'bias'].map((role) => tensors.get(`${node.id}.${role}`)!);
    return tf.add(tf.matMul(h!, weight!, false, true), bias!);
  },
  activation: ({ node }, h) => functions[node.settings.activation](h!),
  dropout: ({ node, mask }, h) =>
    mask === undefined ? h! : tf.div(tf.mul(h!, mask), 1 - node.settings.rate),
  add: (_, ...inputs) => tf.addN([...inputs]),
};

/** Gradients of the same loss as referenceLoss, float32, without the weight decay. */
export async function autodiffGradients(
  network: Network,
  parameters: Parameters,
  batch: MiniBatch,
): Promise<Parameters> {
  await tf.setBackend('cpu');
  const names = Object.keys(parameters);
  const examples = examplesOf(batch);
  const targets = targetsOf(batch);
  const masks = new Map(
    [...batch.masks].map(([id, mask]) => {
      const columns = batch.rows.length;
      return [id, tf.transpose(tf.tensor2d([...mask], [mask.length / columns, columns]))];
    }),
  );
  const loss = (...values: tf.Tensor[]) => {
    const tensors = new Map(names.map((name, index) => [name, values[index]!]));
    const results = new Map<string, tf.Tensor>();
    let last = examples;
    for (const node of network.nodes) {
      const op = OPS[node.op] as DifferentiableOp<OpName>;
      const inputs = node.inputs.map((id) => results.get(id)!);
      last = op({ node, tensors, examples, mask: masks.get(node.id) }, ...inputs);
      results.set(node.id, last);
    }
    const total = tf.sum(tf.mul(tf.logSoftmax(last), targets));
    return tf.div(total, -batch.rows.length) as tf.Scalar;
  };
  const gradients = tf.grads(loss)(names.map((name) => tensorOf(parameters, name)));
  return Object.fromEntries(
    names.map((name, index) => [name, Float64Array.from(gradients[index]!.dataSync())]),
  );
}

/** A bias has shape [units], a weight [units, inputs]. */
function tensorOf(parameters: Parameters, name: string): tf.Tensor {
  const values = Float32Array.from(parameters[name]!);
  const units = parameters[name.replace(/weight$/, 'bias')]!.length;
  return tf.tensor(values, name.endsWith('weight') ? [units, values.length / units] : [units]);
}

function examplesOf({ data, rows }: MiniBatch): tf.Tensor {
  const values = valuesIn(data.shape);
  const bytes = Array.from(rows).flatMap((row) => [
    ...data.train.images.subarray(row * values, (row + 1) * values),
  ]);
  const shares = tf.div(tf.tensor2d(bytes, [rows.length, values]), 255);
  return tf.div(tf.sub(shares, data.mean), data.deviation);
}

function targetsOf({ data, rows }: MiniBatch): tf.Tensor {
  const labels = Array.from(rows, (row) => data.train.labels[row]!);
  return tf.cast(tf.oneHot(tf.tensor1d(labels, 'int32'), data.classes), 'float32');
}
