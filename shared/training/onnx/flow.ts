// A node's value in a training graph. It may lie otherwise than others and wait for a factor, so that the product
// that reads it applies both at no cost.
import type { GraphBuilder, Value } from './graph-builder.ts';

export interface Flow {
  readonly value: Value;
  /** True for examples as they are fed, [batch, values]; hidden values lie as [values, batch]. */
  readonly isBatchFirst: boolean;
  /** A factor that is still to be applied. */
  readonly scale: number;
}

/** The value with its factor applied. */
export function scaled(graph: GraphBuilder, { value, scale }: Flow): Value {
  return scale === 1 ? value : graph.mul(value, graph.scalar(scale));
}

/** The value as [values, batch] with its factor applied, for ops that are no product. */
export function settled(graph: GraphBuilder, flow: Flow): Value {
  const value = scaled(graph, flow);
  return flow.isBatchFirst ? graph.op('Transpose', [value], { perm: { ints: [1, 0] } }) : value;
}

/**
 * ∂L/∂value from the gradient of the settled value. Examples, which alone lie otherwise, have no gradient.
 */
export function unsettled(graph: GraphBuilder, { scale }: Flow, gradient: Value): Value {
  return scale === 1 ? gradient : graph.mul(gradient, graph.scalar(scale));
}

/** A value of [values, batch] that needs nothing more. */
export function flowOf(value: Value): Flow {
  return { value, isBatchFirst: false, scale: 1 };
}
