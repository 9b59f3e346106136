// Activation functions, each beside its derivative. The derivative is written in terms of the
// output h, so that the input need not be kept.

import { onlyInput } from '../../../network/op.ts';
import type { Activation } from '../../../network/ops/activation.ts';
import { flowOf, scaled, settled, unsettled } from '../flow.ts';
import type { GraphBuilder, Value } from '../graph-builder.ts';
import type { OnnxOp } from '../op.ts';

interface ActivationFunction {
  /** h = f(z), shape [units, batch]. */
  forward(graph: GraphBuilder, z: Value): Value;
  /** ∂L/∂z from ∂L/∂h. */
  backward(graph: GraphBuilder, gradient: Value, h: Value): Value;
}

const linear: ActivationFunction = {
  forward: (_, z) => z,
  backward: (_, gradient) => gradient,
};

/** tanh′ = 1 − h² */
const tanh: ActivationFunction = {
  forward: (graph, z) => graph.op('Tanh', [z]),
  backward: (graph, gradient, h) =>
    graph.mul(gradient, graph.sub(graph.scalar(1), graph.mul(h, h))),
};

/** relu′ = 1 where h > 0, else 0: whether h ≠ 0, which two casts tell sooner than Sign does. */
const relu: ActivationFunction = {
  forward: (graph, z) => graph.op('Relu', [z]),
  backward: (graph, gradient, h) =>
    graph.mul(gradient, graph.cast(graph.cast(h, 'bool'), 'float32')),
};

/** sigmoid′ = h(1 − h) */
const sigmoid: ActivationFunction = {
  forward: (graph, z) => graph.op('Sigmoid', [z]),
  backward: (graph, gradient, h) =>
    graph.mul(gradient, graph.mul(h, graph.sub(graph.scalar(1), h))),
};

/** elu(z) = z above 0, e^z − 1 below; elu′ = 1 above, h + 1 below. */
const elu: ActivationFunction = {
  forward: (graph, z) => graph.op('Elu', [z]),
  backward: (graph, gradient, h) =>
    graph.mul(gradient, graph.add(graph.op('Min', [h, graph.scalar(0)]), graph.scalar(1))),
};

const FUNCTIONS: Readonly<Record<Activation, ActivationFunction>> = {
  linear,
  tanh,
  relu,
  sigmoid,
  elu,
};

export const activation: OnnxOp<'activation'> = {
  forward: ({ graph, node }, inputs) =>
    flowOf(FUNCTIONS[node.settings.activation].forward(graph, settled(graph, onlyInput(inputs)))),
  backward: ({ graph, node }, gradient, inputs, output) => {
    const { backward } = FUNCTIONS[node.settings.activation];
    const ofInput = backward(graph, gradient, output.value);
    return { inputs: [unsettled(graph, onlyInput(inputs), ofInput)], parameters: {} };
  },
  predict: ({ graph, node }, inputs) => {
    const { forward } = FUNCTIONS[node.settings.activation];
    const value = forward(graph, scaled(graph, onlyInput(inputs)));
    return { value, isBatchFirst: true, scale: 1 };
  },
};
