// The mathematics a second time, in float64 and as plainly as can be: the oracle of the engine.
import type { Dataset } from '../../shared/data/dataset.ts';
import type {
  Activation,
  MlpGenome,
  OptimizerKind,
} from '../../shared/genome/kinds/mlp/mlp-genome.ts';

/** Tensors by name (`layer0.weight` as [out, in] row-major, `layer0.bias`). */
export type Parameters = Readonly<Record<string, Float64Array>>;

const functions: Readonly<Record<Activation, (z: number) => number>> = {
  linear: (z) => z,
  tanh: Math.tanh,
  relu: (z) => Math.max(z, 0),
  sigmoid: (z) => 1 / (1 + Math.exp(-z)),
  elu: (z) => (z > 0 ? z : Math.expm1(z)),
};

/**
 * Mean cross-entropy of a batch plus weightDecay/2·|parameters|², whose gradient is torch's L2 decay.
 * @param rows indices into the training split
 * @param masks of each hidden layer, [units, rows]; empty where there is no dropout
 */
export function referenceLoss(
  genome: MlpGenome,
  parameters: Parameters,
  data: Dataset,
  rows: Int32Array,
  masks: readonly Uint8Array[],
): number {
  let total = 0;
  for (const [column, row] of rows.entries()) {
    let h = Array.from(
      data.train.images.subarray(row * data.pixels, (row + 1) * data.pixels),
      (byte) => (byte / 255 - data.mean) / data.deviation,
    );
    for (let index = 0; index <= genome.layers.length; index += 1) {
      const z = dense(parameters, index, h);
      const gene = genome.layers[index];
      if (gene === undefined) {
        const largest = Math.max(...z);
        const sum = z.reduce((acc, one) => acc + Math.exp(one - largest), 0);
        total += Math.log(sum) + largest - z[data.train.labels[row]!]!;
      } else {
        h = z.map((one, unit) => {
          if (gene.dropout === 0) return functions[gene.activation](one);
          const isKept = masks[index]![unit * rows.length + column];
          return isKept ? functions[gene.activation](one) / (1 - gene.dropout) : 0;
        });
      }
    }
  }
  const squares = Object.values(parameters)
    .flatMap((tensor) => [...tensor])
    .reduce((sum, value) => sum + value * value, 0);
  return total / rows.length + (genome.optimizer.weightDecay / 2) * squares;
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
  kind: OptimizerKind,
  learningRate: number,
  start: number,
  gradients: readonly number[],
): number {
  let [w, first, second] = [start, 0, 0];
  for (const [index, g] of gradients.entries()) {
    const t = index + 1;
    if (kind === 'sgd') {
      first = 0.9 * first + g;
      w -= learningRate * first;
    } else if (kind === 'adam') {
      first = 0.9 * first + 0.1 * g;
      second = 0.999 * second + 0.001 * g * g;
      const corrected = Math.sqrt(second / (1 - 0.999 ** t)) + 1e-8;
      w -= (learningRate * (first / (1 - 0.9 ** t))) / corrected;
    } else if (kind === 'rmsprop') {
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

function dense(parameters: Parameters, index: number, h: readonly number[]): number[] {
  const weight = parameters[`layer${index}.weight`]!;
  const bias = parameters[`layer${index}.bias`]!;
  return Array.from(bias, (start, out) =>
    h.reduce((sum, value, input) => sum + weight[out * h.length + input]! * value, start),
  );
}
