// The sum of its inputs.
import type { Tensor } from '@tensorflow/tfjs-core';
import { flowOf, settled, type TfjsOp } from '../op.ts';

export const add: TfjsOp<'add'> = {
  forward: ({ tf }, inputs) =>
    flowOf(
      inputs.map((flow) => settled(tf, flow)).reduce((sum, value): Tensor => tf.add(sum, value)),
    ),
  backward: (_, gradient, inputs) => ({ inputs: inputs.map(() => gradient), parameters: {} }),
  predict: ({ tf }, inputs) => inputs.reduce((sum, value): Tensor => tf.add(sum, value)),
};
