// Residual genomes and examples for the tests of this folder.
import { valuesIn } from '../../shared/contracts/task.ts';
import type { Dataset, LabelledImages } from '../../shared/data/dataset.ts';
import { smallDataset } from '../training/small-dataset.ts';
import { canonicalResidual, type ResidualGenome } from './residual-kind/residual-genome.ts';

/** Without a stem, as wide as an example of smallDataset, so that the first block adds the examples themselves. */
export const NO_STEM = { stem: false, width: 9 } as const;

/** Branches of different lengths, a branch without layers, and dropout of a value that three nodes read. */
export function residualGenome(changes: Partial<ResidualGenome> = {}): ResidualGenome {
  return canonicalResidual({
    format: 1,
    kind: 'residual',
    stem: true,
    width: 7,
    blocks: [
      { long: 2, short: 1, curve: 'tanh', noise: 0.25 },
      { long: 1, short: 0, curve: 'elu', noise: 0 },
    ],
    rule: 'sgd',
    speed: 0.02,
    decay: 0.001,
    ...changes,
  });
}

/** The small data set with labels that can be learned: the brightest third of an example. */
export function learnableDataset(): Dataset {
  const data = smallDataset({ train: 1280, validation: 100 });
  const values = valuesIn(data.shape);
  const labelled = (split: LabelledImages): LabelledImages => {
    const labels = split.labels.map((_, row) => {
      const sums = Array.from({ length: data.classes }, (_, third) => {
        const from = row * values + (third * values) / data.classes;
        const part = split.images.subarray(from, from + values / data.classes);
        return part.reduce((sum, byte) => sum + byte, 0);
      });
      return sums.indexOf(Math.max(...sums));
    });
    return { ...split, labels };
  };
  return { ...data, train: labelled(data.train), validation: labelled(data.validation) };
}
