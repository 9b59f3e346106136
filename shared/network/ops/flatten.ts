// An image as a row of features, in the order rows, columns, channels.
import { valuesIn } from '../../contracts/task.ts';
import { FREE, inputOf, type Op } from '../op.ts';

export const flatten: Op<object> = {
  ...FREE,
  arity: { min: 1, max: 1 },
  outputShape: (_, inputs) => ({ features: valuesIn(inputOf(inputs)) }),
  inWords: () => '',
};
