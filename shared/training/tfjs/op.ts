// What an op is to TensorFlow.js: its forward pass beside its backward pass, and its prediction.
import type { Tensor } from '@tensorflow/tfjs-core';
import type { ShapedNodeOf } from '../../network/infer-shapes.ts';
import type { OpName } from '../../network/ops.ts';
import type { NodeGradients } from '../backpropagation.ts';
import type { Tensorflow, TfjsBackend } from './backend.ts';

/** A node's value in training. */
export interface Flow {
  readonly value: Tensor;
  /** True for examples, [batch, values]; hidden values lie as [values, batch], as masks and checkpoints have them. */
  readonly isBatchFirst: boolean;
}

export interface TrainingContext<Name extends OpName> extends Pick<TfjsBackend, 'tf' | 'product'> {
  readonly node: ShapedNodeOf<Name>;
  /** Normalised, shape [batch, values]. */
  readonly examples: Tensor;
  /** By role. */
  readonly parameters: Readonly<Record<string, Tensor>>;
  /** 0 or 1/(1 − rate), [values, batch]; of dropout nodes that drop something. */
  readonly mask: Tensor | undefined;
  readonly weightDecay: number;
}

export interface PredictionContext<Name extends OpName> {
  readonly tf: Tensorflow;
  readonly node: ShapedNodeOf<Name>;
  /** Normalised, shape [batch, values]. */
  readonly examples: Tensor;
  /** By role, as `prepare` left them. */
  readonly parameters: Readonly<Record<string, Tensor>>;
}

export interface TfjsOp<Name extends OpName> {
  forward(context: TrainingContext<Name>, inputs: readonly Flow[]): Flow;
  /**
   * @param gradient ∂L/∂output
   * @param isWanted of each input: whether its gradient is needed
   * @returns ∂L/∂input of each, and of each parameter with the weight decay in it
   */
  backward(
    context: TrainingContext<Name>,
    gradient: Tensor,
    inputs: readonly Flow[],
    output: Flow,
    isWanted: readonly boolean[],
  ): NodeGradients<Tensor>;
  /** Parameters as prediction multiplies them fastest; made once for all examples. Absent for ops without parameters. */
  prepare?(tf: Tensorflow, parameters: Readonly<Record<string, Tensor>>): Record<string, Tensor>;
  /** Values lie as [batch, values] here; there is no dropout. */
  predict(context: PredictionContext<Name>, inputs: readonly Tensor[]): Tensor;
}

/** The value as [values, batch], for ops that are no product. */
export function settled(tf: Tensorflow, { value, isBatchFirst }: Flow): Tensor {
  return isBatchFirst ? tf.transpose(value) : value;
}

/** A value of [values, batch]. */
export function flowOf(value: Tensor): Flow {
  return { value, isBatchFirst: false };
}
