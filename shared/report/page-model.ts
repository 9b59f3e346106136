// The champion as it lies in a page: the model exported for TensorFlow.js, its weights rounded to as many bits
// as a page can take, in the form that TensorFlow.js itself has for rounded weights.
// Form: https://github.com/tensorflow/tfjs/blob/master/tfjs-core/src/io/types.ts (WeightsManifestEntry)
import type { DatasetManifest } from '../contracts/dataset-manifest.ts';
import type { Network } from '../network/network.ts';
import { tfjsLayersModel } from '../training/export/tfjs-layers-model.ts';
import { trainedNetwork } from '../training/export/trained-network.ts';
import type { PageModel } from './page-data.ts';

/** Bytes of weights that a page takes; more are left beside it. */
const MOST_BYTES = 6_000_000;
/** Up to so many weights are rounded to 16 bits, more to 8. */
const MOST_WITH_16_BITS = 700_000;
/** Of the exported model, from the page's place in the run's directory. */
const PATH = 'champion/tfjs/weights.bin';

/** @throws Corrupt when the checkpoint is damaged or another network's */
export function pageModel(
  network: Network,
  genomeHash: string,
  checkpoint: Uint8Array,
  manifest: DatasetManifest,
): PageModel {
  const trained = trainedNetwork(network, checkpoint, manifest);
  const { json, weights } = tfjsLayersModel(trained, { genomeHash });
  const count = weights.byteLength / Float32Array.BYTES_PER_ELEMENT;
  const bits = count <= MOST_WITH_16_BITS ? 16 : 8;
  if ((count * bits) / 8 > MOST_BYTES) return { json, weights: null, path: PATH };
  const rounded = roundedWeights(json, weights, bits);
  return { ...rounded, path: PATH };
}

interface Weight {
  readonly name: string;
  readonly shape: readonly number[];
}

/** Each array of weights between its own least and most, in equal steps. */
function roundedWeights(
  json: string,
  weights: Uint8Array,
  bits: 8 | 16,
): Pick<PageModel, 'json' | 'weights'> {
  const model = JSON.parse(json);
  const values = new Float32Array(Uint8Array.from(weights).buffer);
  let from = 0;
  const parts: Uint8Array[] = [];
  const [manifest] = model.weightsManifest;
  manifest.weights = manifest.weights.map((weight: Weight) => {
    const size = weight.shape.reduce((product, side) => product * side, 1);
    const { codes, min, scale } = rounded(values.subarray(from, from + size), bits);
    from += size;
    parts.push(codes);
    return { ...weight, quantization: { dtype: `uint${bits}`, min, scale } };
  });
  return { json: JSON.stringify(model), weights: Buffer.concat(parts).toString('base64') };
}

function rounded(values: Float32Array, bits: 8 | 16) {
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  const scale = max > min ? (max - min) / (2 ** bits - 1) : 1;
  const codes = bits === 8 ? new Uint8Array(values.length) : new Uint16Array(values.length);
  for (const [index, value] of values.entries()) codes[index] = Math.round((value - min) / scale);
  return { codes: new Uint8Array(codes.buffer), min, scale };
}
