// A dense layer: z = W·h + b. W has shape [out, in] and is the left factor, b has shape [out, 1].
import { onlyInput } from '../../../network/op.ts';
import { parameter } from '../../state-tensors.ts';
import { flowOf, type TfjsOp } from '../op.ts';

export const dense: TfjsOp<'dense'> = {
  forward: ({ tf, product, parameters }, inputs) => {
    const { value, isBatchFirst } = onlyInput(inputs);
    const weighted = product(parameter(parameters, 'weight'), value, false, isBatchFirst);
    return flowOf(tf.add(weighted, parameter(parameters, 'bias')));
  },
  backward: ({ tf, product, parameters, weightDecay }, gradient, inputs, _, [isWanted]) => {
    const { value, isBatchFirst } = onlyInput(inputs);
    const weight = parameter(parameters, 'weight');
    const bias = parameter(parameters, 'bias');
    const decayed = (one: typeof gradient, of: typeof gradient) =>
      weightDecay === 0 ? one : tf.add(one, tf.mul(of, weightDecay));
    const ofParameters = {
      weight: decayed(product(gradient, value, false, !isBatchFirst), weight),
      bias: decayed(tf.sum(gradient, 1, true), bias),
    };
    const ofInput = isWanted ? product(weight, gradient, true, false) : undefined;
    return { inputs: [ofInput], parameters: ofParameters };
  },
  // Transposed once, they are multiplied faster.
  prepare: (tf, parameters) => ({
    weight: tf.transpose(parameter(parameters, 'weight')),
    bias: tf.reshape(parameter(parameters, 'bias'), [-1]),
  }),
  predict: ({ tf, parameters }, inputs) =>
    tf.add(
      tf.matMul(onlyInput(inputs), parameter(parameters, 'weight')),
      parameter(parameters, 'bias'),
    ),
};
