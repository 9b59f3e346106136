// A trained network as a layers model of TensorFlow.js: model.json and its weights in one file.
// Form: https://www.tensorflow.org/js/guide/save_load
import type { DenseWeights, TrainedNetwork } from './trained-network.ts';

/** The first TensorFlow.js that has the layer Rescaling: docs/decisions/exports.md. */
export const LEAST_TFJS = '3.21.0';

export interface TfjsLayersModel {
  /** The text of model.json. */
  readonly json: string;
  /** The bytes of weights.bin, float32 little-endian. */
  readonly weights: Uint8Array;
}

/**
 * Input: [batch, pixels], pixels 0 to 255 of any numeric type. Output: [batch, classes], softmax
 * applied.
 * @param metadata names and values that the file carries along
 */
export function tfjsLayersModel(
  network: TrainedNetwork,
  metadata: Readonly<Record<string, string>>,
): TfjsLayersModel {
  const { genome, layers, pixels, classes, mean, deviation } = network;
  const dense = layers.map(({ outputs }, index) => ({
    class_name: 'Dense',
    config: {
      name: `dense${index}`,
      units: outputs,
      activation: genome.layers[index]?.activation ?? 'softmax',
      use_bias: true,
    },
  }));
  const topology = {
    class_name: 'Sequential',
    config: {
      name: 'champion',
      layers: [
        {
          class_name: 'InputLayer',
          config: { name: 'images', batch_input_shape: [null, pixels], dtype: 'float32' },
        },
        {
          class_name: 'Rescaling',
          config: { name: 'normalise', scale: 1 / (255 * deviation), offset: -mean / deviation },
        },
        ...dense,
      ],
    },
    keras_version: 'tfjs-layers 4.22.0',
    backend: 'tensor_flow.js',
  };
  const weights = layers.flatMap(({ inputs, outputs }, index) => [
    { name: `dense${index}/kernel`, shape: [inputs, outputs], dtype: 'float32' },
    { name: `dense${index}/bias`, shape: [outputs], dtype: 'float32' },
  ]);
  const model = {
    format: 'layers-model',
    generatedBy: 'evolambda',
    convertedBy: null,
    userDefinedMetadata: { ...metadata, classes },
    modelTopology: topology,
    weightsManifest: [{ paths: ['weights.bin'], weights }],
  };
  const parts = layers.flatMap((layer) => [transposed(layer), layer.bias]);
  const bytes = parts.map((part) => Buffer.from(part.buffer, part.byteOffset, part.byteLength));
  return { json: `${JSON.stringify(model)}\n`, weights: Buffer.concat(bytes) };
}

/** TensorFlow multiplies images by the kernel, [in, out]. */
function transposed({ weight, inputs, outputs }: DenseWeights): Float32Array {
  const kernel = new Float32Array(weight.length);
  for (let out = 0; out < outputs; out += 1) {
    for (let input = 0; input < inputs; input += 1) {
      kernel[input * outputs + out] = weight[out * inputs + input] as number;
    }
  }
  return kernel;
}
