// An image as a row of features, in the order rows, columns, channels.
import { valuesIn } from '../../contracts/task.ts';
import { FREE, type Op, onlyInput } from '../op.ts';

export const flatten: Op<object> = {
  ...FREE,
  arity: { min: 1, max: 1 },
  outputShape: (_, inputs) => ({ features: valuesIn(onlyInput(inputs)) }),
  inWords: () => '',
};
