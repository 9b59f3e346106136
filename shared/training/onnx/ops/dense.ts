// A dense layer: z = s·W·h + b. Weights are the left factor, [out, in] times [in, batch]: the right
// factor is the one that onnxruntime packs anew on every call, and the batch is the smaller.
// In prediction the weights are constants and the right factor, which onnxruntime packs once for all.

import { onlyInput } from '../../../network/op.ts';
import { parameter } from '../../state-tensors.ts';
import { type Flow, flowOf } from '../flow.ts';
import type { Value } from '../graph-builder.ts';
import type { OnnxOp, TrainingContext } from '../op.ts';

export const dense: OnnxOp<'dense'> = {
  forward: ({ graph, parameters }, inputs) => {
    const { value, isBatchFirst, scale } = onlyInput(inputs);
    const plus = parameter(parameters, 'bias');
    const weight = parameter(parameters, 'weight');
    return flowOf(graph.gemm(weight, value, { transB: isBatchFirst, alpha: scale, plus }));
  },
  backward: (context, gradient, inputs, _, [isWanted]) => {
    const { graph, parameters } = context;
    const input = onlyInput(inputs);
    const ofParameters = parameterGradients(context, gradient, input);
    if (!isWanted) return { inputs: [undefined], parameters: ofParameters };
    const weight = parameter(parameters, 'weight');
    // Examples, which lie otherwise, have no gradient.
    const ofInput = graph.gemm(weight, gradient, { transA: true, alpha: input.scale });
    return { inputs: [ofInput], parameters: ofParameters };
  },
  predict: ({ graph, node, constant }, inputs) => {
    const { value, scale } = onlyInput(inputs);
    const { units } = node.settings;
    const [{ shape } = { shape: [] }] = node.parameters;
    const weight = constant('weight', shape);
    const plus = constant('bias', [units]);
    const result = graph.gemm(value, weight, { transB: true, alpha: scale, plus });
    return { value: result, isBatchFirst: true, scale: 1 };
  },
};

/** ∂L/∂W + weightDecay·W and ∂L/∂b + weightDecay·b from ∂L/∂z, as torch.optim's L2 penalty. */
function parameterGradients(
  { graph, parameters, weightDecay }: TrainingContext<'dense'>,
  gradient: Value,
  { value, isBatchFirst, scale }: Flow,
): Readonly<Record<string, Value>> {
  const transposed = { transB: !isBatchFirst, alpha: scale };
  const summed = graph.op('ReduceSum', [gradient, graph.int64([1])], { keepdims: { int: 1 } });
  if (weightDecay === 0) return { weight: graph.gemm(gradient, value, transposed), bias: summed };
  const plus = parameter(parameters, 'weight');
  const decayed = graph.mul(parameter(parameters, 'bias'), graph.scalar(weightDecay));
  return {
    weight: graph.gemm(gradient, value, { ...transposed, plus, beta: weightDecay }),
    bias: graph.add(summed, decayed),
  };
}
