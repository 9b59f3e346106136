// Reads a network from the file that tfjs-layers-model.ts writes, in plain typed arrays: a page needs no engine
// for one image. Weights are float32, or rounded in TensorFlow.js's own form. Imports nothing of Node.
// Why not TensorFlow.js: docs/decisions/page.md. Form: https://www.tensorflow.org/js/guide/save_load
import { Corrupt } from '../../kernel/errors.ts';

export interface ReadNetwork {
  /** Pixels of an image. */
  readonly inputs: number;
  /**
   * @param pixels 0 to 255, row-major
   * @returns a probability for each class
   */
  readonly read: (pixels: ArrayLike<number>) => Float32Array;
}

/** As much of model.json as is read. */
interface ModelFile {
  readonly modelTopology: { readonly config: { readonly layers: readonly LayerOfFile[] } };
  readonly weightsManifest: readonly { readonly weights: readonly WeightOfFile[] }[];
}

interface LayerOfFile {
  readonly class_name: string;
  readonly config: {
    readonly name: string;
    readonly activation?: string;
    readonly scale?: number;
    readonly offset?: number;
    readonly batch_input_shape?: readonly (number | null)[];
  };
}

interface WeightOfFile {
  readonly name: string;
  readonly shape: readonly number[];
  readonly quantization?: {
    readonly dtype: string;
    readonly min: number;
    readonly scale: number;
  };
}

type Layer = (values: Float32Array) => Float32Array;

/**
 * @param json the text of model.json
 * @param weights the bytes of weights.bin, or rounded ones where model.json says so
 * @throws Corrupt when the weights are not those that model.json names, or a layer is of an unknown kind
 */
export function readTfjsLayersModel(json: string, weights: Uint8Array): ReadNetwork {
  const file = JSON.parse(json) as ModelFile;
  const arrays = arraysOf(
    file.weightsManifest.flatMap((group) => group.weights),
    weights,
  );
  const { layers } = file.modelTopology.config;
  const steps = layers.map((layer) => layerOf(layer, arrays));
  const inputs = layers[0]?.config.batch_input_shape?.[1] ?? 0;
  return {
    inputs,
    read: (pixels) => {
      if (pixels.length !== inputs) {
        throw new Corrupt(`image of ${pixels.length} pixels; the network expects ${inputs}`);
      }
      let values: Float32Array = Float32Array.from(pixels);
      for (const step of steps) values = step(values);
      return values;
    },
  };
}

function arraysOf(
  entries: readonly WeightOfFile[],
  bytes: Uint8Array,
): ReadonlyMap<string, Float32Array> {
  const sizes = entries.map(({ shape }) => shape.reduce((product, side) => product * side, 1));
  const wanted = entries.reduce((sum, entry, n) => sum + widthOf(entry) * (sizes[n] as number), 0);
  if (wanted !== bytes.byteLength) {
    throw new Corrupt(`${bytes.byteLength} bytes of weights; the network expects ${wanted}`);
  }
  let from = 0;
  return new Map(
    entries.map((entry, n) => {
      const to = from + widthOf(entry) * (sizes[n] as number);
      // A copy begins at 0, where an array of any width may begin; a Buffer's own slice would be none.
      const part = new Uint8Array(bytes.subarray(from, to)).buffer;
      from = to;
      return [entry.name, valuesOf(entry, part)];
    }),
  );
}

function widthOf({ name, quantization }: WeightOfFile): 1 | 2 | 4 {
  if (quantization === undefined) return 4;
  if (quantization.dtype === 'uint8') return 1;
  if (quantization.dtype === 'uint16') return 2;
  throw new Corrupt(
    `weights ${name} are quantized to ${quantization.dtype}, which is not supported`,
  );
}

function valuesOf({ quantization }: WeightOfFile, part: ArrayBuffer): Float32Array {
  if (quantization === undefined) return new Float32Array(part);
  const { dtype, min, scale } = quantization;
  const codes = dtype === 'uint8' ? new Uint8Array(part) : new Uint16Array(part);
  return Float32Array.from(codes, (code) => min + scale * code);
}

function layerOf(layer: LayerOfFile, arrays: ReadonlyMap<string, Float32Array>): Layer {
  const { name, scale = 1, offset = 0, activation = 'linear' } = layer.config;
  switch (layer.class_name) {
    case 'InputLayer':
      return (values) => values;
    case 'Rescaling':
      return (values) => values.map((value) => value * scale + offset);
    case 'Dense': {
      const kernel = arrays.get(`${name}/kernel`);
      const bias = arrays.get(`${name}/bias`);
      if (kernel === undefined || bias === undefined) {
        throw new Corrupt(`layer ${name} has no weights`);
      }
      const activate = activationOf(activation);
      return (values) => activate(dense(values, kernel, bias));
    }
    default:
      throw new Corrupt(`layer ${name} has the unknown class ${layer.class_name}`);
  }
}

/** @param kernel shape [in, out], row-major */
function dense(values: Float32Array, kernel: Float32Array, bias: Float32Array): Float64Array {
  const outputs = bias.length;
  const sums = Float64Array.from(bias);
  for (const [input, value] of values.entries()) {
    if (value === 0) continue;
    const row = input * outputs;
    for (let out = 0; out < outputs; out += 1) {
      sums[out] = (sums[out] as number) + value * (kernel[row + out] as number);
    }
  }
  return sums;
}

function activationOf(name: string): (sums: Float64Array) => Float32Array {
  const each = (change: (sum: number) => number) => (sums: Float64Array) =>
    Float32Array.from(sums, change);
  switch (name) {
    case 'linear':
      return each((sum) => sum);
    case 'tanh':
      return each(Math.tanh);
    case 'relu':
      return each((sum) => Math.max(0, sum));
    case 'sigmoid':
      return each((sum) => 1 / (1 + Math.exp(-sum)));
    case 'elu':
      return each((sum) => (sum > 0 ? sum : Math.expm1(sum)));
    case 'softmax':
      return softmax;
    default:
      throw new Corrupt(`unknown activation ${name}`);
  }
}

/** Less the largest first: the exponential of a large sum is no number. */
function softmax(sums: Float64Array): Float32Array {
  const most = sums.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const powers = sums.map((sum) => Math.exp(sum - most));
  const total = powers.reduce((a, b) => a + b, 0);
  return Float32Array.from(powers, (power) => power / total);
}
