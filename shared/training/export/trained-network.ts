// A trained network as exporters take it: genome, weights by name, and how pixels are fed to it.
import type { DatasetManifest } from '../../contracts/dataset-manifest.ts';
import type { MlpGenome } from '../../genome/kinds/mlp/mlp-genome.ts';
import { parametersIn } from '../position.ts';

export interface TrainedNetwork {
  /** In canonical form. */
  readonly genome: MlpGenome;
  /** Dense layers in their order, the last to the classes. */
  readonly layers: readonly DenseWeights[];
  /** Height · width of an image. */
  readonly pixels: number;
  /** Names of the classes 0, 1, 2 … */
  readonly classes: readonly string[];
  /** Pixels are fed as (x/255 − mean) / deviation. */
  readonly mean: number;
  readonly deviation: number;
}

export interface DenseWeights {
  /** Shape [out, in], row-major. */
  readonly weight: Float32Array;
  /** Shape [out]. */
  readonly bias: Float32Array;
  readonly inputs: number;
  readonly outputs: number;
}

/**
 * A network from the checkpoint of its training.
 * @throws Corrupt when the checkpoint is damaged or another genome's
 */
export function trainedNetwork(
  genome: MlpGenome,
  checkpoint: Uint8Array,
  manifest: Pick<DatasetManifest, 'image' | 'classes' | 'mean' | 'deviation'>,
): TrainedNetwork {
  const parameters = parametersIn(checkpoint, genome);
  const { image, classes, mean, deviation } = manifest;
  const layers: DenseWeights[] = [];
  for (let index = 0; ; index += 1) {
    const weight = parameters.get(`layer${index}.weight`);
    const bias = parameters.get(`layer${index}.bias`);
    if (weight === undefined || bias === undefined) break;
    const outputs = bias.length;
    layers.push({ weight, bias, outputs, inputs: weight.length / outputs });
  }
  return { genome, layers, pixels: image.height * image.width, classes, mean, deviation };
}
