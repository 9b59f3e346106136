// The optimizers by name.
import type { OptimizerName } from '../../../network/optimizer.ts';
import { adadelta } from './adadelta.ts';
import { adam } from './adam.ts';
import type { OptimizerOperation } from './optimizer.ts';
import { rmsprop } from './rmsprop.ts';
import { sgd } from './sgd.ts';

export const optimizers: Readonly<Record<OptimizerName, OptimizerOperation>> = {
  sgd,
  adam,
  adadelta,
  rmsprop,
};
