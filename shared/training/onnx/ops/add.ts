// The sum of its inputs.
import { type Flow, flowOf, scaled, settled, unsettled } from '../flow.ts';
import type { GraphBuilder, Value } from '../graph-builder.ts';
import type { OnnxOp } from '../op.ts';

export const add: OnnxOp<'add'> = {
  forward: ({ graph }, inputs) => flowOf(sum(graph, inputs, settled)),
  backward: ({ graph }, gradient, inputs, _, isWanted) => ({
    inputs: inputs.map((flow, index) =>
      isWanted[index] ? unsettled(graph, flow, gradient) : undefined,
    ),
    parameters: {},
  }),
  predict: ({ graph }, inputs) => ({
    value: sum(graph, inputs, scaled),
    isBatchFirst: true,
    scale: 1,
  }),
};

function sum(
  graph: GraphBuilder,
  inputs: readonly Flow[],
  read: (graph: GraphBuilder, flow: Flow) => Value,
): Value {
  return inputs.map((flow) => read(graph, flow)).reduce((total, value) => graph.add(total, value));
}
