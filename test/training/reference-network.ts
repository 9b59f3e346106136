// The mathematics a second time, in float64 and as plainly as can be: the oracle of the engines. Every op is here,
// so that any network can be checked.
import type { Dataset } from '../../shared/data/dataset.ts';
import type { Network, NetworkNode, NodeOf } from '../../shared/network/network.ts';
import type { Activation } from '../../shared/network/ops/activation.ts';
import type { OpName } from '../../shared/network/ops.ts';
import type { OptimizerName } from '../../shared/network/optimizer.ts';

/** Tensors by name (`layer0.weight` as [out, in] row-major, `layer0.bias`). */
export type Parameters = Readonly<Record<string, Float64Array>>;

/** The examples of one step. */
export interface MiniBatch {
  readonly data: Dataset;
  /** Indices into the training split. */
  readonly rows: Int32Array;
  /** By dropout node: [values, rows], 1 keeps a value. A node without one drops nothing. */
  readonly masks: ReadonlyMap<string, Uint8Array>;
}

type Values = readonly number[];

interface Context<Name extends OpName> {
  readonly node: NodeOf<Name>;
  readonly parameters: Parameters;
  /** Normalised values of one example, in the order rows, columns, channels. */
  readonly example: Values;
  /** What dropout multiplies the nth value of a node with. */
  readonly kept: (nth: number) => number;
}

const functions: Readonly<Record<Activation, (z: number) => number>> = {
  linear: (z) => z,
  tanh: Math.tanh,
  relu: (z) => Math.max(z, 0),
  sigmoid: (z) => 1 / (1 + Math.exp(-z)),
  elu: (z) => (z > 0 ? z : Math.expm1(z)),
};

/** The value of a node from those that it reads. */
type ReferenceOp<Name extends OpName> = (
  context: Context<Name>,
  ...inputs: readonly Values[]
) => Values;

const OPS: { readonly [Name in OpName]: ReferenceOp<Name> } = {
  input: ({ example }) => example,
  flatten: (_, h) => h!,
  dense: ({ node, parameters }, h) => {
    const weight = parameters[`${node.id}.weight`]!;
    return Array.from(parameters[`${node.id}.bias`]!, (bias, out) => {
      let sum = bias;
      for (let place = 0; place < h!.length; place += 1) {
        sum += weight[out * h!.length + place]! * h![place]!;
      }
      return sum;
    });
  },
  activation: ({ node }, h) => h!.map(functions[node.settings.activation]),
  dropout: ({ kept }, h) => h!.map((value, nth) => value * kept(nth)),
  add: (_, ...inputs) => inputs[0]!.map((_, nth) => inputs.reduce((sum, h) => sum + h[nth]!, 0)),
};

/**
 * Mean cross-entropy of a mini-batch plus weightDecay/2·|parameters|², whose gradient is torch's L2 decay, as a
 * function of the parameters.
 */
export function referenceLoss(
  network: Network,
  { data, rows, masks }: MiniBatch,
): (parameters: Parameters) => number {
  const examples = Array.from(rows, (row) => exampleOf(data, data.train.images, row));
  const keptIn = (column: number) => (node: NetworkNode) => {
    const mask = masks.get(node.id);
    if (mask === undefined || node.op !== 'dropout') return () => 1;
    return (nth: number) => mask[nth * rows.length + column]! / (1 - node.settings.rate);
  };
  return (parameters) => {
    let total = 0;
    for (const [column, example] of examples.entries()) {
      const logits = logitsOf(network, parameters, example, keptIn(column));
      total -= Math.log(softmax(logits)[data.train.labels[rows[column]!]!]!);
    }
    let squares = 0;
    for (const tensor of Object.values(parameters)) {
      for (const value of tensor) squares += value * value;
    }
    return total / rows.length + (network.optimizer.weightDecay / 2) * squares;
  };
}

/** Class probabilities of the validation split, without dropout; a row an example. */
export function referenceProbabilities(
  network: Network,
  parameters: Parameters,
  data: Dataset,
): Values[] {
  return Array.from({ length: data.validation.count }, (_, row) => {
    const example = exampleOf(data, data.validation.images, row);
    return softmax(logitsOf(network, parameters, example, () => () => 1));
  });
}

function exampleOf({ shape, mean, deviation }: Dataset, images: Uint8Array, row: number): Values {
  const values = 'features' in shape ? shape.features : shape.height * shape.width * shape.channels;
  const bytes = images.subarray(row * values, (row + 1) * values);
  return Array.from(bytes, (byte) => (byte / 255 - mean) / deviation);
}

function logitsOf(
  { nodes }: Network,
  parameters: Parameters,
  example: Values,
  kept: (node: NetworkNode) => (nth: number) => number,
): Values {
  const values = new Map<string, Values>();
  let last: Values = [];
  for (const node of nodes) {
    const op = OPS[node.op] as ReferenceOp<OpName>;
    const inputs = node.inputs.map((id) => values.get(id)!);
    last = op({ node, parameters, example, kept: kept(node) }, ...inputs);
    values.set(node.id, last);
  }
  return last;
}

function softmax(logits: Values): Values {
  const largest = Math.max(...logits);
  const powers = logits.map((z) => Math.exp(z - largest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

/** The gradient of referenceLoss by central differences; its error is about 1e-9. */
export function finiteDifferences(
  parameters: Parameters,
  loss: (parameters: Parameters) => number,
): Parameters {
  const step = 1e-5;
  return Object.fromEntries(
    Object.entries(parameters).map(([name, tensor]) => [
      name,
      tensor.map((value, index) => {
        const at = (moved: number) => loss({ ...parameters, [name]: tensor.with(index, moved) });
        return (at(value + step) - at(value - step)) / (2 * step);
      }),
    ]),
  );
}

/** One parameter under torch.optim's textbook formulas, step by step, in float64. */
export function referenceUpdates(
  name: OptimizerName,
  learningRate: number,
  start: number,
  gradients: readonly number[],
): number {
  let [w, first, second] = [start, 0, 0];
  for (const [index, g] of gradients.entries()) {
    const t = index + 1;
    if (name === 'sgd') {
      first = 0.9 * first + g;
      w -= learningRate * first;
    } else if (name === 'adam') {
      first = 0.9 * first + 0.1 * g;
      second = 0.999 * second + 0.001 * g * g;
      const corrected = Math.sqrt(second / (1 - 0.999 ** t)) + 1e-8;
      w -= (learningRate * (first / (1 - 0.9 ** t))) / corrected;
    } else if (name === 'rmsprop') {
      first = 0.99 * first + 0.01 * g * g;
      w -= (learningRate * g) / (Math.sqrt(first) + 1e-8);
    } else {
      first = 0.9 * first + 0.1 * g * g;
      const delta = (Math.sqrt(second + 1e-6) / Math.sqrt(first + 1e-6)) * g;
      second = 0.9 * second + 0.1 * delta * delta;
      w -= learningRate * delta;
    }
  }
  return w;
}

/** Of two tensors, element by element; NaN where one of them holds NaN, which is below no tolerance. */
export function largestDifference(one: ArrayLike<number>, other: ArrayLike<number>): number {
  return Math.max(...Array.from(one, (value, index) => Math.abs(value - other[index]!)));
}
