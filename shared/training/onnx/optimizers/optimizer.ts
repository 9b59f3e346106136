// What an optimizer is to the training graph: state tensors shaped as the parameter, numbers that
// change from step to step, and the update of one parameter.
import type { GraphBuilder, Value } from '../graph-builder.ts';

export interface OptimizerOperation {
  /** The step's numbers; step counts from 0, the rate is the scheduled one. */
  scalars(step: number, learningRate: number): readonly number[];
  /**
   * The parameter and its state after one step.
   * @param gradient weight decay included
   * @param scalars of this step, in the order of `scalars`
   */
  update(
    graph: GraphBuilder,
    parameter: Value,
    gradient: Value,
    slots: readonly Value[],
    scalars: readonly Value[],
  ): { readonly parameter: Value; readonly slots: readonly Value[] };
}

/** A tuple's n-th value, which the caller's own declaration promises. */
export function nth(values: readonly Value[], index: number): Value {
  const value = values[index];
  if (value === undefined) throw new RangeError(`no value ${index} among ${values.length}`);
  return value;
}
