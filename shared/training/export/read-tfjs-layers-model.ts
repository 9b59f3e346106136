// Reads a network from the file that tfjs-layers-model.ts writes, in plain typed arrays: a page needs no engine
// for one image. The model is functional: each layer names the layers that it reads. Weights are float32, or rounded
// in TensorFlow.js's own form. Imports nothing of Node.
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
  readonly name: string;
  /** Of the only call of the layer: names of layers, each with numbers that are 0. */
  readonly inbound_nodes: readonly (readonly (readonly [layer: string, ...rest: unknown[]])[])[];
  readonly config: {
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

type Layer = (...inputs: readonly Float32Array[]) => Float32Array;

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
  const layers = file.modelTopology.config.layers.map((layer) => ({
    name: layer.name,
    inputs: (layer.inbound_nodes[0] ?? []).map(([input]) => input),
    compute: layerOf(layer, arrays),
  }));
  const inputs = file.modelTopology.config.layers[0]?.config.batch_input_shape?.[1] ?? 0;
  return {
    inputs,
    read: (pixels) => {
      if (pixels.length !== inputs) {
        throw new Corrupt(`image of ${pixels.length} pixels; the network expects ${inputs}`);
      }
      let last: Float32Array = Float32Array.from(pixels);
      const image = last;
      const values = new Map<string, Float32Array>();
      for (const { name, inputs: read, compute } of layers) {
        last =
          read.length === 0 ? image : compute(...read.map((one) => outputOf(values, one, name)));
        values.set(name, last);
      }
      return last;
    },
  };
}

function outputOf(
  values: ReadonlyMap<string, Float32Array>,
  input: string,
  layer: string,
): Float32Array {
  const value = values.get(input);
  if (value === undefined) throw new Corrupt(`layer ${layer} reads ${input}, which no layer gives`);
  return value;
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

function layerOf(
  { class_name: className, name, config }: LayerOfFile,
  arrays: ReadonlyMap<string, Float32Array>,
): Layer {
  const { scale = 1, offset = 0, activation = 'linear' } = config;
  const unary =
    (compute: (values: Float32Array) => Float32Array): Layer =>
    (values = new Float32Array()) =>
      compute(values);
  switch (className) {
    case 'InputLayer':
      return unary((values) => values);
    case 'Rescaling':
      return unary((values) => values.map((value) => value * scale + offset));
    case 'Dense': {
      const kernel = arrays.get(`${name}/kernel`);
      const bias = arrays.get(`${name}/bias`);
      if (kernel === undefined || bias === undefined) {
        throw new Corrupt(`layer ${name} has no weights`);
      }
      return unary((values) => Float32Array.from(dense(values, kernel, bias)));
    }
    case 'Activation':
      return unary(activationOf(activation));
    case 'Add':
      return (...inputs) =>
        inputs.reduce((sum, values) => sum.map((value, at) => value + (values[at] as number)));
    default:
      throw new Corrupt(`layer ${name} has the unknown class ${className}`);
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

function activationOf(name: string): (sums: Float32Array) => Float32Array {
  const each = (change: (sum: number) => number) => (sums: Float32Array) => sums.map(change);
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
function softmax(sums: Float32Array): Float32Array {
  const most = sums.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const powers = sums.map((sum) => Math.exp(sum - most));
  const total = powers.reduce((a, b) => a + b, 0);
  return Float32Array.from(powers, (power) => power / total);
}
