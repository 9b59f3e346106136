// Draws one handwritten-looking digit. Only + − × ÷ and integer operations: IEEE 754 and ECMAScript
// fix their results, so every machine draws the same bytes (Math.sin or Math.pow would not).
import { GLYPHS, type Stroke } from './glyphs.ts';

export const DIGIT_SIDE = 28;
export const DIGIT_PIXELS = DIGIT_SIDE * DIGIT_SIDE;
/** Random bytes that decide one digit. */
export const DIGIT_GENES = 64;

/** The digit's box in pixels before it is stretched, centred in the image as MNIST's are. */
const BOX = 20;
/** Straight pieces between two points of a stroke. */
const PIECES = 5;
/** Width of the soft edge, in pixels. */
const EDGE = 1.2;

/** The class that a digit's genes decide; uniform but for one part in 6,553. */
export function digitLabel(genes: Uint8Array): number {
  return (((genes[0] as number) << 8) | (genes[1] as number)) % GLYPHS.length;
}

/**
 * Draws a digit.
 * @param genes DIGIT_GENES uniform random bytes: class, glyph, slant, size, pen, jitter, noise
 * @param pixels where to draw, DIGIT_PIXELS bytes, row-major
 */
export function renderDigit(genes: Uint8Array, pixels: Uint8Array): void {
  const gene = (index: number): number => genes[index] as number;
  /** Evenly spread in min..max by one byte. */
  const between = (index: number, min: number, max: number): number =>
    min + ((max - min) * gene(index)) / 255;
  const glyphs = GLYPHS[digitLabel(genes)] as (typeof GLYPHS)[number];
  const glyph = glyphs[gene(2) % glyphs.length] as (typeof glyphs)[number];
  const place = {
    xx: between(3, 0.55, 1.05),
    xy: between(4, -0.38, 0.3),
    yx: between(5, -0.16, 0.16),
    yy: between(6, 0.78, 1.08),
    x: between(7, -2, 2),
    y: between(8, -2, 2),
  };
  const radius = between(9, 0.45, 1.35);
  const ink = between(10, 190, 255);
  const jitter = between(11, 3, 13);
  const coverage = new Float64Array(DIGIT_PIXELS);
  let next = 16;
  for (const stroke of glyph) {
    const points = stroke.map((coordinate) => {
      const moved = coordinate + (jitter * (gene(next) - 127.5)) / 127.5;
      next = next + 1 < DIGIT_GENES ? next + 1 : 16;
      return ((moved - 50) * BOX) / 100;
    });
    drawStroke(coverage, placed(points, place), radius);
  }
  addInk(pixels, coverage, ink, genes);
}

interface Placement {
  readonly xx: number;
  readonly xy: number;
  readonly yx: number;
  readonly yy: number;
  readonly x: number;
  readonly y: number;
}

/** An affine map from the box, centred on 0, to pixel coordinates. */
function placed(points: Stroke, to: Placement): number[] {
  const middle = (DIGIT_SIDE - 1) / 2;
  const result: number[] = [];
  for (let index = 0; index < points.length; index += 2) {
    const x = points[index] as number;
    const y = points[index + 1] as number;
    result.push(middle + to.x + to.xx * x + to.xy * y, middle + to.y + to.yx * x + to.yy * y);
  }
  return result;
}

/** A Catmull–Rom spline through the points, as straight pieces. */
function drawStroke(coverage: Float64Array, points: readonly number[], radius: number): void {
  const last = points.length - 2;
  let fromX = points[0] as number;
  let fromY = points[1] as number;
  for (let index = 0; index < last; index += 2) {
    for (let piece = 1; piece <= PIECES; piece += 1) {
      const toX = splineAt(points, index, piece / PIECES);
      const toY = splineAt(points, index + 1, piece / PIECES);
      drawPiece(coverage, fromX, fromY, toX, toY, radius);
      fromX = toX;
      fromY = toY;
    }
  }
}

/** One coordinate, t of the way from points[index] to the next point; ends count double. */
function splineAt(points: readonly number[], index: number, t: number): number {
  const start = points[index] as number;
  const end = points[index + 2] as number;
  const before = index < 2 ? start : (points[index - 2] as number);
  const after = index + 4 < points.length ? (points[index + 4] as number) : end;
  const slope = end - before;
  const bend = 2 * before - 5 * start + 4 * end - after;
  const twist = 3 * start - before - 3 * end + after;
  return start + 0.5 * t * (slope + t * (bend + t * twist));
}

/** Covers what lies within the pen's radius of a straight piece, fading over the squared distance. */
function drawPiece(
  coverage: Float64Array,
  fromX: number,
  fromY: number,
  toX: number,
  toY: number,
  radius: number,
): void {
  const outer = radius + EDGE / 2;
  const inner = radius > EDGE / 2 ? radius - EDGE / 2 : 0;
  const outerSquare = outer * outer;
  const fade = outerSquare - inner * inner;
  const alongX = toX - fromX;
  const alongY = toY - fromY;
  const lengthSquare = alongX * alongX + alongY * alongY;
  const scale = lengthSquare === 0 ? 0 : 1 / lengthSquare;
  const left = Math.max(0, Math.ceil(Math.min(fromX, toX) - outer));
  const right = Math.min(DIGIT_SIDE - 1, Math.floor(Math.max(fromX, toX) + outer));
  const top = Math.max(0, Math.ceil(Math.min(fromY, toY) - outer));
  const bottom = Math.min(DIGIT_SIDE - 1, Math.floor(Math.max(fromY, toY) + outer));
  for (let y = top; y <= bottom; y += 1) {
    for (let x = left; x <= right; x += 1) {
      const dot = ((x - fromX) * alongX + (y - fromY) * alongY) * scale;
      const t = Math.max(0, Math.min(1, dot));
      const awayX = x - fromX - t * alongX;
      const awayY = y - fromY - t * alongY;
      const covered = (outerSquare - awayX * awayX - awayY * awayY) / fade;
      const index = y * DIGIT_SIDE + x;
      if (covered > (coverage[index] as number)) coverage[index] = Math.min(1, covered);
    }
  }
}

/** Turns coverage into grey, with grain in the ink from a small generator (xorshift32). */
function addInk(pixels: Uint8Array, coverage: Float64Array, ink: number, genes: Uint8Array): void {
  let state = 1 | ((genes[12] as number) << 24) | ((genes[13] as number) << 16);
  state |= ((genes[14] as number) << 8) | (genes[15] as number);
  for (let index = 0; index < DIGIT_PIXELS; index += 1) {
    const covered = coverage[index] as number;
    if (covered === 0) {
      pixels[index] = 0;
      continue;
    }
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    const grain = ((state >>> 24) - 127.5) / 4;
    pixels[index] = Math.max(0, Math.min(255, Math.floor(covered * (ink + grain) + 0.5)));
  }
}
