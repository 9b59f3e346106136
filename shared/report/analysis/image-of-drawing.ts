// A drawing as a small image such as MNIST's: cut to its bounding box, scaled to fit 20 of 28 pixels with its
// aspect kept, its centre of mass put in the middle. Imports nothing of Node.
// Source: http://yann.lecun.com/exdb/mnist/ ("size normalized to fit in a 20x20 pixel box while preserving
// their aspect ratio … centered in a 28x28 image by computing the center of mass of the pixels")
import type { Shape } from '../../contracts/task.ts';
import type { Drawing, Point, Stroke } from './drawing.ts';

export interface ImageSize {
  readonly height: number;
  readonly width: number;
}

/** Null for what is no image of one channel, which a page can neither draw nor show. */
export function imageSize(shape: Shape): ImageSize | null {
  return 'features' in shape || shape.channels > 1 ? null : shape;
}

/** The share of an image that a digit of MNIST fills. */
const FILLED = 20 / 28;
/** Width of the pen, as a share of the drawing area's shorter side. */
export const PEN = 0.075;
/** A small drawing is not to become a blot: of the image's shorter side, the pen is at most so wide. */
const WIDEST_PEN = 2.8 / 28;

/**
 * @param size of the image; the drawing area has the same proportions
 * @returns height · width bytes, 255 is ink; null while nothing is drawn
 */
export function imageOfDrawing({ strokes }: Drawing, size: ImageSize): Uint8Array | null {
  const { height, width } = size;
  const shorter = Math.min(height, width);
  const drawn = strokes.map((stroke) =>
    stroke.map(({ x, y }) => ({ x: x * width, y: y * height })),
  );
  const points = drawn.flat();
  if (points.length === 0) return null;
  const pen = PEN * shorter;
  const [left, right] = range(points.map(({ x }) => x));
  const [top, bottom] = range(points.map(({ y }) => y));
  const scale = Math.min(
    fitted(right - left, pen, FILLED * width, shorter),
    fitted(bottom - top, pen, FILLED * height, shorter),
  );
  const radius = Math.min(pen * scale, WIDEST_PEN * shorter) / 2;
  const scaled = drawn.map((stroke) =>
    stroke.map(({ x, y }) => ({ x: (x - left) * scale, y: (y - top) * scale })),
  );
  // First in the middle, then by so much as its centre of mass is off it.
  const middle = {
    x: (width - (right - left) * scale) / 2,
    y: (height - (bottom - top) * scale) / 2,
  };
  const first = inked(moved(scaled, middle.x, middle.y), radius, size);
  const mass = centreOfMass(first, size);
  const place = {
    x: inside(middle.x + width / 2 - mass.x, (right - left) * scale, radius, width),
    y: inside(middle.y + height / 2 - mass.y, (bottom - top) * scale, radius, height),
  };
  return inked(moved(scaled, place.x, place.y), radius, size);
}

/** What a side of the drawing is scaled by: so that it fits with its ink, whichever width the pen will have. */
function fitted(side: number, pen: number, room: number, shorter: number): number {
  const widest = WIDEST_PEN * shorter;
  const scale = room / (side + pen);
  return pen * scale <= widest ? scale : (room - widest) / Math.max(side, Number.EPSILON);
}

function range(values: readonly number[]): readonly [number, number] {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return [least, most];
}

function moved(strokes: readonly Stroke[], right: number, down: number): readonly Stroke[] {
  return strokes.map((stroke) => stroke.map(({ x, y }) => ({ x: x + right, y: y + down })));
}

/** A place of the first point at which no ink is cut off. */
function inside(place: number, side: number, radius: number, room: number): number {
  return Math.max(radius, Math.min(place, room - radius - side));
}

/** Antialiased: a pixel at the edge of a stroke is as light as its middle lies within it. */
function inked(
  strokes: readonly Stroke[],
  radius: number,
  { height, width }: ImageSize,
): Uint8Array {
  const image = new Uint8Array(height * width);
  const reach = (a: number, b: number, most: number) => [
    Math.max(0, Math.floor(Math.min(a, b) - radius - 1)),
    Math.min(most - 1, Math.ceil(Math.max(a, b) + radius)),
  ];
  for (const stroke of strokes) {
    for (const [n, to] of stroke.entries()) {
      const from = stroke[Math.max(0, n - 1)] ?? to;
      const [top = 0, bottom = 0] = reach(from.y, to.y, height);
      const [left = 0, right = 0] = reach(from.x, to.x, width);
      for (let row = top; row <= bottom; row += 1) {
        for (let column = left; column <= right; column += 1) {
          const distance = distanceTo(from, to, { x: column + 0.5, y: row + 0.5 });
          const ink = Math.min(1, Math.max(0, radius + 0.5 - distance));
          const place = row * width + column;
          image[place] = Math.max(image[place] as number, Math.round(255 * ink));
        }
      }
    }
  }
  return image;
}

/** Of a point to the nearest of a straight line's. */
function distanceTo(from: Point, to: Point, point: Point): number {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const [x, y] = [point.x - from.x, point.y - from.y];
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : Math.min(1, Math.max(0, (x * dx + y * dy) / length));
  return Math.hypot(x - along * dx, y - along * dy);
}

/** In pixels from the upper left corner; the middle of an empty image. */
export function centreOfMass(image: Uint8Array, { height, width }: ImageSize) {
  let [mass, x, y] = [0, 0, 0];
  for (const [place, ink] of image.entries()) {
    mass += ink;
    x += ink * ((place % width) + 0.5);
    y += ink * (Math.floor(place / width) + 0.5);
  }
  return mass === 0 ? { x: width / 2, y: height / 2 } : { x: x / mass, y: y / mass };
}
