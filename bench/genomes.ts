// The networks that benchmarks train.
import { BATCH_SIZE } from '../shared/contracts/budget.ts';
import { defaultSpace } from '../shared/genome/kinds/mlp/default-space.ts';
import {
  canonicalMlp,
  type MlpGenome,
  mlpGenomeSchema,
} from '../shared/genome/kinds/mlp/mlp-genome.ts';
import { randomise } from '../shared/genome/operators/randomise.ts';

/** Steps of every training here: the article's budget. */
export const STEPS = 101;

export const BUDGET = { examples: STEPS * BATCH_SIZE, schedule: 'constant' } as const;

/** 784-u-…-u-10, relu, dropout .2, adam 1e-3. */
export function uniformGenome(units: number, depth = 2): MlpGenome {
  const layer = { units, activation: 'relu', dropout: 0.2 } as const;
  return canonicalMlp({
    format: 1,
    kind: 'mlp',
    layers: Array.from({ length: depth }, () => layer),
    optimizer: { kind: 'adam', learningRate: 0.001, weightDecay: 0 },
  });
}

/** The first genomes that a run of seed 1 draws from the default space. */
export function drawnGenomes(count: number): MlpGenome[] {
  return Array.from({ length: count }, (_, slot) => {
    const drawn = randomise(defaultSpace, { seed: 1, generation: 0, slot, attempt: 0 });
    return canonicalMlp(mlpGenomeSchema.parse(drawn));
  });
}
