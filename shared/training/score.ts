// How many images a network gets right.
import type { LabelledImages } from '../data/dataset.ts';

/**
 * Images whose likeliest class is their label; ties go to the lower class.
 * @param probabilities shape [count, classes], row-major
 */
export function scoreOf(
  probabilities: Float32Array,
  { labels, count }: Pick<LabelledImages, 'labels' | 'count'>,
  classes: number,
): { correct: number; total: number } {
  let correct = 0;
  for (let image = 0; image < count; image += 1) {
    let best = 0;
    const row = image * classes;
    for (let label = 1; label < classes; label += 1) {
      const isBetter =
        (probabilities[row + label] as number) > (probabilities[row + best] as number);
      if (isBetter) best = label;
    }
    if (best === labels[image]) correct += 1;
  }
  return { correct, total: count };
}
