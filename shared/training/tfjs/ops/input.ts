// Examples to network inputs, (x/255 − mean) / deviation, on the backend.
import type { Tensor2D } from '@tensorflow/tfjs-core';
import { valuesIn } from '../../../contracts/task.ts';
import type { InputForm } from '../../../data/dataset.ts';
import type { Tensorflow } from '../backend.ts';
import type { TfjsOp } from '../op.ts';

export const input: TfjsOp<'input'> = {
  forward: ({ examples }) => ({ value: examples, isBatchFirst: true }),
  backward: () => ({ inputs: [], parameters: {} }),
  predict: ({ examples }) => examples,
};

/**
 * Rows of images, in an order.
 * @param images one byte a pixel; may lie on a SharedArrayBuffer
 * @returns shape [rows, values]; the caller's tidy disposes of it
 */
export function normalised(
  tf: Tensorflow,
  images: Uint8Array,
  rows: Int32Array,
  { shape, mean, deviation }: InputForm,
): Tensor2D {
  const pixels = valuesIn(shape);
  const values = new Float32Array(rows.length * pixels);
  for (const [place, row] of rows.entries()) {
    values.set(images.subarray(row * pixels, (row + 1) * pixels), place * pixels);
  }
  const bytes = tf.tensor2d(values, [rows.length, pixels]);
  return tf.add(tf.mul(bytes, 1 / (255 * deviation)), -mean / deviation);
}
