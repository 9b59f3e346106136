// Activation functions, each beside its derivative, which is written in terms of the output h.
import type { Tensor } from '@tensorflow/tfjs-core';
import { onlyInput } from '../../../network/op.ts';
import type { Activation } from '../../../network/ops/activation.ts';
import type { Tensorflow } from '../backend.ts';
import { flowOf, settled, type TfjsOp } from '../op.ts';

interface ActivationFunction {
  /** h = f(z), shape [units, batch]. */
  forward(tf: Tensorflow, z: Tensor): Tensor;
  /** ∂L/∂z from ∂L/∂h. */
  backward(tf: Tensorflow, gradient: Tensor, h: Tensor): Tensor;
}

const linear: ActivationFunction = {
  forward: (_, z) => z,
  backward: (_, gradient) => gradient,
};

/** tanh′ = 1 − h² */
const tanh: ActivationFunction = {
  forward: (tf, z) => tf.tanh(z),
  backward: (tf, gradient, h) => tf.mul(gradient, tf.sub(1, tf.square(h))),
};

/** relu′ = 1 where h > 0, else 0. */
const relu: ActivationFunction = {
  forward: (tf, z) => tf.relu(z),
  backward: (tf, gradient, h) => tf.mul(gradient, tf.step(h)),
};

/** sigmoid′ = h(1 − h) */
const sigmoid: ActivationFunction = {
  forward: (tf, z) => tf.sigmoid(z),
  backward: (tf, gradient, h) => tf.mul(gradient, tf.mul(h, tf.sub(1, h))),
};

/** elu(z) = z above 0, e^z − 1 below; elu′ = 1 above, h + 1 below. */
const elu: ActivationFunction = {
  forward: (tf, z) => tf.elu(z),
  backward: (tf, gradient, h) => tf.mul(gradient, tf.add(tf.minimum(h, 0), 1)),
};

const FUNCTIONS: Readonly<Record<Activation, ActivationFunction>> = {
  linear,
  tanh,
  relu,
  sigmoid,
  elu,
};

export const activation: TfjsOp<'activation'> = {
  forward: ({ tf, node }, inputs) =>
    flowOf(FUNCTIONS[node.settings.activation].forward(tf, settled(tf, onlyInput(inputs)))),
  backward: ({ tf, node }, gradient, _, output) => ({
    inputs: [FUNCTIONS[node.settings.activation].backward(tf, gradient, output.value)],
    parameters: {},
  }),
  predict: ({ tf, node }, inputs) =>
    FUNCTIONS[node.settings.activation].forward(tf, onlyInput(inputs)),
};
