// Pixels to network inputs: (x/255 − mean) / deviation = (x − 255·mean) / (255·deviation).
import type { GraphBuilder, Value } from '../graph-builder.ts';
import type { DenseInput } from './dense.ts';

export interface Normalisation {
  readonly mean: number;
  readonly deviation: number;
}

/**
 * The input of the first layer; the division is left to its product, where it costs nothing.
 * @param pixels uint8, shape [batch, pixels]
 */
export function normalise(
  graph: GraphBuilder,
  pixels: Value,
  { mean, deviation }: Normalisation,
): DenseInput {
  const value = graph.sub(graph.cast(pixels, 'float32'), graph.scalar(255 * mean));
  return { value, isBatchFirst: true, scale: 1 / (255 * deviation) };
}
