// Examples to network inputs: (x/255 − mean) / deviation = (x − 255·mean) / (255·deviation).
import type { Flow } from '../flow.ts';
import type { GraphBuilder, Value } from '../graph-builder.ts';
import type { OnnxOp } from '../op.ts';

export const input: OnnxOp<'input'> = {
  forward: ({ graph, examples, form }) => normalised(graph, examples, form),
  backward: () => ({ inputs: [], parameters: {} }),
  predict: ({ graph, examples, form }) => normalised(graph, examples, form),
};

/** The division is left to the product of the first layer, where it costs nothing. */
function normalised(
  graph: GraphBuilder,
  examples: Value,
  { mean, deviation }: { readonly mean: number; readonly deviation: number },
): Flow {
  const value = graph.sub(graph.cast(examples, 'float32'), graph.scalar(255 * mean));
  return { value, isBatchFirst: true, scale: 1 / (255 * deviation) };
}
