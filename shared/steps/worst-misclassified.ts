// The images of a test split that a network is most wrong about, while the split is open.
import type { MisclassifiedImage } from '../contracts/misclassified.ts';
import type { LabelledImages } from '../data/dataset.ts';

/** As many as a person looks at. */
const SHOWN = 24;

/**
 * @param probabilities shape [count, classes], row-major
 * @param classes predicted, shape [count]
 * @returns those of another class than predicted, the highest probability first; ties by their row
 */
export function worstMisclassified(
  { images, labels, count }: LabelledImages,
  probabilities: Float32Array,
  classes: Uint8Array,
): MisclassifiedImage[] {
  const width = probabilities.length / count;
  const pixels = images.length / count;
  const ofClass = (image: number, name: number) => probabilities[image * width + name] ?? 0;
  return [...classes]
    .flatMap((predicted, image) => {
      const label = labels[image] as number;
      if (predicted === label) return [];
      return {
        image,
        label,
        predicted,
        probability: ofClass(image, predicted),
        labelProbability: ofClass(image, label),
      };
    })
    .sort((a, b) => b.probability - a.probability || a.image - b.image)
    .slice(0, SHOWN)
    .map((one) => {
      const from = one.image * pixels;
      const bytes = images.slice(from, from + pixels);
      return { ...one, pixels: Buffer.from(bytes).toString('base64') };
    });
}
