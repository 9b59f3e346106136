// Pixels to network inputs: (x/255 − mean) / deviation.
import type { GraphBuilder, Value } from '../graph-builder.ts';

export interface Normalisation {
  readonly mean: number;
  readonly deviation: number;
}

/** @param pixels uint8, any shape */
export function normalise(
  graph: GraphBuilder,
  pixels: Value,
  { mean, deviation }: Normalisation,
): Value {
  const scaled = graph.mul(graph.cast(pixels, 'float32'), graph.scalar(1 / (255 * deviation)));
  return graph.sub(scaled, graph.scalar(mean / deviation));
}
