// What a network costs, whatever the budget.
import { inferShapes } from './infer-shapes.ts';
import type { Network } from './network.ts';

export interface NetworkCost {
  /** Weights and biases. */
  readonly parameters: number;
  /** Hidden layers: nodes with weights, without the last. */
  readonly layers: number;
  /** Floating-point operations of one example's forward pass. */
  readonly forwardFlops: number;
  /** Bytes of the parameters in float32. */
  readonly bytes: number;
}

/** Forward and backward together cost about three forward passes. */
const TRAIN_FLOPS_PER_FORWARD = 3;

export function networkCost(network: Network): NetworkCost {
  const nodes = inferShapes(network);
  const tensors = nodes.flatMap(({ parameters }) => parameters);
  const parameters = tensors.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  const weighted = nodes.filter((node) => node.parameters.length > 0);
  return {
    parameters,
    layers: Math.max(0, weighted.length - 1),
    forwardFlops: nodes.reduce((sum, { forwardFlops }) => sum + forwardFlops, 0),
    bytes: 4 * parameters,
  };
}

/** Of a whole training. */
export function trainFlops(
  { forwardFlops }: Pick<NetworkCost, 'forwardFlops'>,
  examples: number,
): number {
  return TRAIN_FLOPS_PER_FORWARD * forwardFlops * examples;
}

/** Elements of a tensor. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, one) => product * one, 1);
}
