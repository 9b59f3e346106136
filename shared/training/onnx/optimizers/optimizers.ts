// The optimizers by name.
import type { OptimizerKind } from '../../../genome/kinds/mlp/mlp-genome.ts';
import { adadelta } from './adadelta.ts';
import { adam } from './adam.ts';
import type { OptimizerOperation } from './optimizer.ts';
import { rmsprop } from './rmsprop.ts';
import { sgd } from './sgd.ts';

export const optimizers: Readonly<Record<OptimizerKind, OptimizerOperation>> = {
  sgd,
  adam,
  adadelta,
  rmsprop,
};
