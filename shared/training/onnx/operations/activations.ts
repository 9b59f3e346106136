// Activation functions, each beside its derivative. The derivative is written in terms of the
// output h, so that the input need not be kept.
import type { Activation } from '../../../genome/kinds/mlp/mlp-genome.ts';
import type { GraphBuilder, Value } from '../graph-builder.ts';

export interface ActivationOperation {
  /** h = f(z), shape [units, batch]. */
  forward(graph: GraphBuilder, z: Value): Value;
  /** ∂L/∂z from ∂L/∂h. */
  backward(graph: GraphBuilder, gradient: Value, h: Value): Value;
  /** f′ can be read off the output after dropout: it is 0 where the mask is 0. */
  readonly isZeroWhereMasked?: boolean;
}

const linear: ActivationOperation = {
  forward: (_, z) => z,
  backward: (_, gradient) => gradient,
};

/** tanh′ = 1 − h² */
const tanh: ActivationOperation = {
  forward: (graph, z) => graph.op('Tanh', [z]),
  backward: (graph, gradient, h) =>
    graph.mul(gradient, graph.sub(graph.scalar(1), graph.mul(h, h))),
};

/** relu′ = 1 where h > 0, else 0: whether h ≠ 0, which two casts tell sooner than Sign does. */
const relu: ActivationOperation = {
  forward: (graph, z) => graph.op('Relu', [z]),
  backward: (graph, gradient, h) =>
    graph.mul(gradient, graph.cast(graph.cast(h, 'bool'), 'float32')),
  isZeroWhereMasked: true,
};

/** sigmoid′ = h(1 − h) */
const sigmoid: ActivationOperation = {
  forward: (graph, z) => graph.op('Sigmoid', [z]),
  backward: (graph, gradient, h) =>
    graph.mul(gradient, graph.mul(h, graph.sub(graph.scalar(1), h))),
};

/** elu(z) = z above 0, e^z − 1 below; elu′ = 1 above, h + 1 below. */
const elu: ActivationOperation = {
  forward: (graph, z) => graph.op('Elu', [z]),
  backward: (graph, gradient, h) =>
    graph.mul(gradient, graph.add(graph.op('Min', [h, graph.scalar(0)]), graph.scalar(1))),
};

export const activations: Readonly<Record<Activation, ActivationOperation>> = {
  linear,
  tanh,
  relu,
  sigmoid,
  elu,
};
