// The sum of values of one shape, such as a skip connection.
import { isSameShape, shapeInWords } from '../../contracts/task.ts';
import { FREE, type Op, onlyInput } from '../op.ts';

export const add: Op<object> = {
  ...FREE,
  arity: { min: 2, max: Number.POSITIVE_INFINITY },
  outputShape: (_, inputs) => {
    const shape = onlyInput(inputs);
    if (inputs.every((other) => isSameShape(shape, other))) return shape;
    throw new RangeError(`add reads equal shapes, not ${inputs.map(shapeInWords).join(' and ')}`);
  },
  inWords: () => ' → add',
};
