// A trained network as a layers model of TensorFlow.js: model.json and its weights in one file.
// Form: https://www.tensorflow.org/js/guide/save_load
import { valuesIn } from '../../contracts/task.ts';
import { inferShapes } from '../../network/infer-shapes.ts';
import { parameterName } from '../state-tensors.ts';
import { type TfjsWeight, tfjsLayer } from './tfjs-layers.ts';
import type { TrainedNetwork } from './trained-network.ts';

/** The first TensorFlow.js that has the layer Rescaling: docs/decisions/exports.md. */
export const LEAST_TFJS = '3.21.0';

export interface TfjsLayersModel {
  /** The text of model.json. */
  readonly json: string;
  /** The bytes of weights.bin, float32 little-endian. */
  readonly weights: Uint8Array;
}

const INPUT = 'images';
const NORMALISED = 'normalise';
const OUTPUT = 'probabilities';

/** A layer of a functional model. */
interface LayerEntry {
  readonly class_name: string;
  readonly name: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly inbound_nodes: readonly unknown[];
}

/**
 * Input: [batch, values], each 0 to 255 of any numeric type. Output: [batch, classes], softmax applied.
 * @param metadata names and values that the file carries along
 */
export function tfjsLayersModel(
  { network, parameters, form, classNames }: TrainedNetwork,
  metadata: Readonly<Record<string, string>>,
): TfjsLayersModel {
  const { mean, deviation } = form;
  const layers: LayerEntry[] = [
    entry('InputLayer', INPUT, [], {
      batch_input_shape: [null, valuesIn(form.shape)],
      dtype: 'float32',
    }),
    entry('Rescaling', NORMALISED, [INPUT], {
      scale: 1 / (255 * deviation),
      offset: -mean / deviation,
    }),
  ];
  const weights: { name: string; shape: readonly number[]; dtype: 'float32' }[] = [];
  const parts: Float32Array[] = [];
  // The layer that has the value of a node.
  const layerOf = new Map<string, string>();
  let last = NORMALISED;
  for (const node of inferShapes(network)) {
    const inputs = node.inputs.map((id) => layerOf.get(id) ?? NORMALISED);
    const layer = tfjsLayer(node);
    last = layer === null ? (inputs[0] ?? NORMALISED) : node.id;
    layerOf.set(node.id, last);
    if (layer === null) continue;
    layers.push(entry(layer.className, node.id, inputs, layer.config));
    for (const weight of layer.weights) {
      weights.push({ name: `${node.id}/${weight.name}`, shape: weight.shape, dtype: 'float32' });
      const name = parameterName({ node: node.id, role: weight.role });
      parts.push(laidOut(parameters.get(name) ?? new Float32Array(), weight));
    }
  }
  layers.push(entry('Activation', OUTPUT, [last], { activation: 'softmax' }));
  const model = {
    format: 'layers-model',
    generatedBy: 'evolambda',
    convertedBy: null,
    userDefinedMetadata: { ...metadata, classes: classNames },
    modelTopology: {
      class_name: 'Model',
      config: {
        name: 'champion',
        layers,
        input_layers: [[INPUT, 0, 0]],
        output_layers: [[OUTPUT, 0, 0]],
      },
      keras_version: 'tfjs-layers 4.22.0',
      backend: 'tensor_flow.js',
    },
    weightsManifest: [{ paths: ['weights.bin'], weights }],
  };
  const bytes = parts.map((part) => Buffer.from(part.buffer, part.byteOffset, part.byteLength));
  return { json: `${JSON.stringify(model)}\n`, weights: Buffer.concat(bytes) };
}

function entry(
  className: string,
  name: string,
  inputs: readonly string[],
  config: Readonly<Record<string, unknown>>,
): LayerEntry {
  const inbound = inputs.length === 0 ? [] : [inputs.map((input) => [input, 0, 0, {}])];
  return { class_name: className, name, config: { name, ...config }, inbound_nodes: inbound };
}

/** TensorFlow multiplies examples by the kernel, [in, out]; a checkpoint has [out, in]. */
function laidOut(values: Float32Array, { shape, isTransposed }: TfjsWeight): Float32Array {
  if (!isTransposed) return values;
  const [rows = 0, columns = 0] = shape;
  const turned = new Float32Array(values.length);
  for (let column = 0; column < columns; column += 1) {
    for (let row = 0; row < rows; row += 1) {
      turned[row * columns + column] = values[column * rows + row] as number;
    }
  }
  return turned;
}
