// The sum of values of one shape, such as a skip connection.
import { isSameShape, shapeInWords } from '../../contracts/task.ts';
import { FREE, inputOf, type Op } from '../op.ts';

export const add: Op<object> = {
  ...FREE,
  arity: { min: 2, max: Number.POSITIVE_INFINITY },
  outputShape: (_, inputs) => {
    const shape = inputOf(inputs);
    if (inputs.every((other) => isSameShape(shape, other))) return shape;
    throw new RangeError(`add reads equal shapes, not ${inputs.map(shapeInWords).join(' and ')}`);
  },
  inWords: () => ' → add',
};
