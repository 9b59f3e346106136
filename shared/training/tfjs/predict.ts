// Prediction and validation, some rows at a time, with room for others between them.
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Dataset } from '../../data/dataset.ts';
import type { MlpGenome } from '../../genome/kinds/mlp/mlp-genome.ts';
import type { TfjsBackend } from './backend.ts';
import { type Dense, probabilitiesOf } from './network.ts';
import { normalised } from './normalise.ts';

/** Images of one product. */
const ROWS = 250;

type ImageForm = Pick<Dataset, 'pixels' | 'classes' | 'mean' | 'deviation'>;

/**
 * Class probabilities of images under a network's layers.
 * @param layers tensors of the backend, which stay the caller's
 * @returns shape [count, classes], row-major
 */
export async function predictProbabilities(
  { tf, use }: TfjsBackend,
  genome: MlpGenome,
  layers: readonly Dense[],
  images: Uint8Array,
  form: ImageForm,
): Promise<Float32Array> {
  const { pixels, classes } = form;
  const count = images.length / pixels;
  const probabilities = new Float32Array(count * classes);
  use();
  // Once for all images: transposed they are multiplied faster.
  const turned = layers.map(({ weight, bias }) => ({
    weight: tf.transpose(weight),
    bias: tf.reshape(bias, [-1]),
  }));
  try {
    for (let from = 0; from < count; from += ROWS) {
      const size = Math.min(ROWS, count - from);
      const rows = Int32Array.from({ length: size }, (_, row) => from + row);
      use();
      const part = tf.tidy(() =>
        probabilitiesOf(tf, genome, turned, normalised(tf, images, rows, form)).dataSync(),
      );
      probabilities.set(part as Float32Array, from * classes);
      await tf.nextFrame();
    }
    return probabilities;
  } finally {
    use();
    tf.dispose(turned.flatMap(({ weight, bias }) => [weight, bias]));
  }
}

/** The layers among named tensors. */
export function layersOf(tensors: ReadonlyMap<string, Tensor>): Dense[] {
  const layers: Dense[] = [];
  for (let index = 0; ; index += 1) {
    const weight = tensors.get(`layer${index}.weight`);
    const bias = tensors.get(`layer${index}.bias`);
    if (weight === undefined || bias === undefined) return layers;
    layers.push({ weight, bias });
  }
}
