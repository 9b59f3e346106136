// Pixels to network inputs, (x/255 − mean) / deviation, on the backend.
import type { Tensor2D } from '@tensorflow/tfjs-core';
import type { Dataset } from '../../data/dataset.ts';
import type { Tensorflow } from './backend.ts';

/**
 * Rows of images, in an order.
 * @param images one byte a pixel; may lie on a SharedArrayBuffer
 * @returns shape [rows, pixels]; the caller's tidy disposes of it
 */
export function normalised(
  tf: Tensorflow,
  images: Uint8Array,
  rows: Int32Array,
  { pixels, mean, deviation }: Pick<Dataset, 'pixels' | 'mean' | 'deviation'>,
): Tensor2D {
  const values = new Float32Array(rows.length * pixels);
  for (const [place, row] of rows.entries()) {
    values.set(images.subarray(row * pixels, (row + 1) * pixels), place * pixels);
  }
  const bytes = tf.tensor2d(values, [rows.length, pixels]);
  return tf.add(tf.mul(bytes, 1 / (255 * deviation)), -mean / deviation);
}
