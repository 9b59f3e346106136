// A dense layer: z = s·W·h + b. Weights are the left factor, [out, in] times [in, batch]: the right
// factor is the one that onnxruntime packs anew on every call, and the batch is the smaller.
import type { GraphBuilder, Value } from '../graph-builder.ts';

/** W has shape [out, in], b has shape [out, 1]. */
export interface Dense {
  readonly weight: Value;
  readonly bias: Value;
}

/** What comes into a layer: values, how they lie, and a factor that is still to be applied. */
export interface DenseInput {
  readonly value: Value;
  /** True for images, which lie as [batch, in]; hidden values lie as [in, batch]. */
  readonly isBatchFirst: boolean;
  /** Of the pixels, or 1/(1−dropout) of the layer before; applied inside the product at no cost. */
  readonly scale: number;
}

/** z, shape [out, batch]. */
export function denseForward(
  graph: GraphBuilder,
  { weight, bias }: Dense,
  input: DenseInput,
): Value {
  const { value, isBatchFirst, scale } = input;
  return graph.gemm(weight, value, { transB: isBatchFirst, alpha: scale, plus: bias });
}

/**
 * ∂L/∂W + weightDecay·W and ∂L/∂b + weightDecay·b from ∂L/∂z, as torch.optim's L2 penalty.
 */
export function denseGradients(
  graph: GraphBuilder,
  { weight, bias }: Dense,
  input: DenseInput,
  gradient: Value,
  weightDecay: number,
): Dense {
  const { value, isBatchFirst, scale } = input;
  const transposed = { transB: !isBatchFirst, alpha: scale };
  const summed = graph.op('ReduceSum', [gradient, graph.int64([1])], { keepdims: { int: 1 } });
  if (weightDecay === 0) return { weight: graph.gemm(gradient, value, transposed), bias: summed };
  return {
    weight: graph.gemm(gradient, value, { ...transposed, plus: weight, beta: weightDecay }),
    bias: graph.add(summed, graph.mul(bias, graph.scalar(weightDecay))),
  };
}

/** ∂L/∂h from ∂L/∂z, shape [in, batch]. */
export function denseInputGradient(
  graph: GraphBuilder,
  { weight }: Dense,
  scale: number,
  gradient: Value,
): Value {
  return graph.gemm(weight, gradient, { transA: true, alpha: scale });
}
