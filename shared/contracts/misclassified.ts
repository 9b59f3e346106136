// Test images that a champion misclassified, stored for people to look at.
import * as z from 'zod';

const share = z.number().min(0).max(1);

const misclassifiedImageSchema = z.strictObject({
  /** Row of the test split. */
  image: z.int().min(0),
  /** The true class. */
  label: z.int().min(0),
  /** The predicted class. */
  predicted: z.int().min(0),
  /** Of the predicted class, by the champion. */
  probability: share,
  /** Of the true class. */
  labelProbability: share,
  /** One byte per value of the image, base64. */
  pixels: z.base64(),
});

/** In descending order of the probability of the wrong class. */
export const misclassifiedSchema = z.array(misclassifiedImageSchema);

export type MisclassifiedImage = z.output<typeof misclassifiedImageSchema>;
