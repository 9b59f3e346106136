// Test images that a champion read as another class, kept so that a person can look at them.
import * as z from 'zod';

const share = z.number().min(0).max(1);

const misreadImageSchema = z.strictObject({
  /** Row of the test split. */
  image: z.int().min(0),
  /** The class that it is. */
  label: z.int().min(0),
  /** The class that was read. */
  read: z.int().min(0),
  /** Of the class that was read, as the champion sees it. */
  probability: share,
  /** Of the class that it is. */
  ofLabel: share,
  /** height · width bytes, base64. */
  pixels: z.base64(),
});

/** Worst first: the surest of its wrong answer. */
export const misreadSchema = z.array(misreadImageSchema);

export type MisreadImage = z.output<typeof misreadImageSchema>;
