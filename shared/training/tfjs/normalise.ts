// Pixels to network inputs: (x/255 − mean) / deviation, looked up for each of a byte's 256 values.
import type { Dataset } from '../../data/dataset.ts';

/**
 * Rows of images, in an order.
 * @param images one byte a pixel; may lie on a SharedArrayBuffer
 * @returns shape [rows, pixels]
 */
export function normalised(
  images: Uint8Array,
  rows: Int32Array,
  { pixels, mean, deviation }: Pick<Dataset, 'pixels' | 'mean' | 'deviation'>,
): Float32Array {
  const inputOf = Float32Array.from({ length: 256 }, (_, byte) => (byte / 255 - mean) / deviation);
  const values = new Float32Array(rows.length * pixels);
  for (let place = 0; place < rows.length; place += 1) {
    const from = (rows[place] as number) * pixels;
    const to = place * pixels;
    for (let pixel = 0; pixel < pixels; pixel += 1) {
      values[to + pixel] = inputOf[images[from + pixel] as number] as number;
    }
  }
  return values;
}
