// How well a network's predictions match the labels of a split: accuracy and cross-entropy, in one pass.
import type { LabelledImages } from '../data/dataset.ts';

export interface Score {
  readonly accuracy: { readonly correct: number; readonly total: number };
  /** Mean cross-entropy in nats. */
  readonly loss: number;
}

/** The smallest positive normal float32: a label predicted as impossible costs 87.3 nats and not infinity. */
const LEAST_PROBABILITY = 2 ** -126;

/** The loss of predictions that call every label impossible. */
export const WORST_LOSS = -Math.log(LEAST_PROBABILITY);

/**
 * Accuracy: images whose likeliest class is their label; ties go to the lower class. Loss: the mean of
 * −log p[label], added up in float64 in the order of the images, so that equal probabilities give equal bits.
 * A probability that is no number counts as impossible.
 * @param probabilities shape [count, classes], row-major
 */
export function scoreOf(
  probabilities: Float32Array,
  { labels, count }: Pick<LabelledImages, 'labels' | 'count'>,
  classes: number,
): Score {
  let correct = 0;
  let loss = 0;
  for (let image = 0; image < count; image += 1) {
    let best = 0;
    const row = image * classes;
    for (let label = 1; label < classes; label += 1) {
      const isBetter =
        (probabilities[row + label] as number) > (probabilities[row + best] as number);
      if (isBetter) best = label;
    }
    const label = labels[image] as number;
    if (best === label) correct += 1;
    const probability = probabilities[row + label] as number;
    // Rounding may put a sure prediction above 1.
    loss -= probability >= LEAST_PROBABILITY ? Math.log(Math.min(probability, 1)) : -WORST_LOSS;
  }
  return { accuracy: { correct, total: count }, loss: loss / count };
}
