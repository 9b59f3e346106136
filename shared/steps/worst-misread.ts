// The images of a test split that a network is most wrong about, while the split is open.
import type { MisreadImage } from '../contracts/misread.ts';
import type { LabelledImages } from '../data/dataset.ts';

/** As many as a person looks at. */
const SHOWN = 24;

/**
 * @param probabilities shape [count, classes], row-major
 * @param predicted shape [count]
 * @returns those read as another class, the surest first; ties by their row
 */
export function worstMisread(
  { images, labels, count }: LabelledImages,
  probabilities: Float32Array,
  predicted: Uint8Array,
): MisreadImage[] {
  const classes = probabilities.length / count;
  const pixels = images.length / count;
  const ofClass = (image: number, name: number) => probabilities[image * classes + name] ?? 0;
  return [...predicted]
    .flatMap((read, image) => {
      const label = labels[image] as number;
      if (read === label) return [];
      return {
        image,
        label,
        read,
        probability: ofClass(image, read),
        ofLabel: ofClass(image, label),
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
