// Dropout: zeros where the mask says so, all else scaled by the mask.
import { onlyInput } from '../../../network/op.ts';
import { flowOf, settled, type TfjsOp } from '../op.ts';

export const dropout: TfjsOp<'dropout'> = {
  forward: ({ tf, mask }, inputs) => {
    const input = onlyInput(inputs);
    return mask === undefined ? input : flowOf(tf.mul(settled(tf, input), mask));
  },
  backward: ({ tf, mask }, gradient) => ({
    inputs: [mask === undefined ? gradient : tf.mul(gradient, mask)],
    parameters: {},
  }),
  predict: (_, inputs) => onlyInput(inputs),
};
