// What a network must fit: the shape of one example and the number of classes.
import * as z from 'zod';

const side = z.int().min(1).max(4096);

/** An image, or a row of features. */
export const shapeSchema = z.union([
  z.strictObject({ height: side, width: side, channels: z.int().min(1).max(1024).default(1) }),
  z.strictObject({ features: z.int().min(1).max(1_000_000) }),
]);

/** The shape of one example, or of what a node of a network gives for one example. */
export type Shape = z.output<typeof shapeSchema>;

export interface Task {
  readonly shape: Shape;
  readonly classes: number;
}

/** The task that a data set poses. */
export function taskOf({ shape, classes }: Task): Task {
  return { shape, classes };
}

/** Numbers in one value of this shape. */
export function valuesIn(shape: Shape): number {
  return 'features' in shape ? shape.features : shape.height * shape.width * shape.channels;
}

/** `28 × 28 × 1` or `64 features`. */
export function shapeInWords(shape: Shape): string {
  return 'features' in shape
    ? `${shape.features} features`
    : `${shape.height} × ${shape.width} × ${shape.channels}`;
}

/** `an image of 28 × 28 pixels` or `a row of 64 features`, for people who prepare examples. */
export function exampleInWords(shape: Shape): string {
  if ('features' in shape) return `a row of ${shape.features} features`;
  const { height, width, channels } = shape;
  const colours = channels === 1 ? '' : ` with ${channels} channels`;
  return `an image of ${height} × ${width} pixels${colours}`;
}

export function isSameShape(a: Shape, b: Shape): boolean {
  return shapeInWords(a) === shapeInWords(b);
}
