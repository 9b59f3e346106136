// A drawing becomes an image as MNIST's were made, wherever and however large it was drawn.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Drawing,
  EMPTY,
  type Point,
  penDown,
  penMove,
  penUp,
  undo,
} from '../../shared/report/analysis/drawing.ts';
import {
  centreOfMass,
  imageOfDrawing,
  imageSize,
} from '../../shared/report/analysis/image-of-drawing.ts';

const MNIST = { height: 28, width: 28 };

describe('a drawing', () => {
  it('is drawn while the pen is down, stays inside, and is taken back by strokes', () => {
    const first = penUp(penMove(penDown(EMPTY, at(0.2, 0.2)), [at(0.5, 2)]));
    expect(first.strokes).toEqual([[at(0.2, 0.2), at(0.5, 1)]]);
    expect(penMove(first, [at(0.9, 0.9)])).toEqual(first);
    expect(undo(penDown(first, at(0.1, 0.1)))).toEqual(first);
    expect(undo(EMPTY)).toEqual(EMPTY);
  });
});

describe('the image of a drawing', () => {
  it('is none while nothing is drawn', () => {
    expect(imageOfDrawing(EMPTY, MNIST)).toBeNull();
  });

  it('of a square fills 20 of 28 pixels each way, antialiased', () => {
    const square = drawn([at(0.1, 0.1), at(0.4, 0.1), at(0.4, 0.4), at(0.1, 0.4), at(0.1, 0.1)]);
    const image = imageOfDrawing(square, MNIST)!;
    expect(inkOf(image, MNIST)).toEqual({ left: 4, right: 23, top: 4, bottom: 23 });
    expect(Math.max(...image)).toBe(255);
    expect(image.some((grey) => grey > 0 && grey < 255)).toBe(true);
  });

  it('of a line keeps its aspect: 20 pixels high, and no wider than the pen', () => {
    const image = imageOfDrawing(drawn([at(0.3, 0.2), at(0.3, 0.6)]), MNIST)!;
    const { left, right, top, bottom } = inkOf(image, MNIST);
    expect([top, bottom]).toEqual([4, 23]);
    expect(right - left + 1).toBeLessThanOrEqual(4);
  });

  it('has its centre of mass in the middle: an L lies further up and to the right than its box', () => {
    const image = imageOfDrawing(drawn([at(0.3, 0.1), at(0.3, 0.9), at(0.6, 0.9)]), MNIST)!;
    const { x, y } = centreOfMass(image, MNIST);
    expect(Math.abs(x - 14)).toBeLessThan(0.1);
    expect(Math.abs(y - 14)).toBeLessThan(0.1);
    const { left, right } = inkOf(image, MNIST);
    expect((left + right + 1) / 2).toBeGreaterThan(14);
  });

  it('is the same wherever it is drawn; nothing of it is cut off', () => {
    const share = fc.integer({ min: 0, max: 500 }).map((thousandths) => thousandths / 1000);
    const points = fc.array(fc.record({ x: share, y: share }), { minLength: 2, maxLength: 8 });
    fc.assert(
      fc.property(points, share, share, (stroke, right, down) => {
        const image = imageOfDrawing(drawn(stroke), MNIST)!;
        const moved = stroke.map(({ x, y }) => at(x + right, y + down));
        const other = imageOfDrawing(drawn(moved), MNIST)!;
        const furthest = image.reduce(
          (most, grey, n) => Math.max(most, Math.abs(grey - other[n]!)),
          0,
        );
        expect(furthest).toBeLessThan(8);
        const { left, right: last, top, bottom } = inkOf(image, MNIST);
        expect(last - left + 1).toBeLessThanOrEqual(21);
        expect(bottom - top + 1).toBeLessThanOrEqual(21);
      }),
      { numRuns: 60 },
    );
  });

  it('of another size fills it in proportion', () => {
    const size = { height: 14, width: 56 };
    const line = imageOfDrawing(drawn([at(0.1, 0.5), at(0.9, 0.5)]), size)!;
    expect(line).toHaveLength(14 * 56);
    expect(inkOf(line, size)).toMatchObject({ left: 8, right: 47 });
  });

  it('of a dot is a blot in the middle', () => {
    const image = imageOfDrawing(drawn([at(0.9, 0.1)]), MNIST)!;
    expect(centreOfMass(image, MNIST)).toEqual({ x: 14, y: 14 });
    expect(Math.max(...image)).toBe(255);
  });
});

describe('what a page can draw', () => {
  it('is an image of one channel, whatever its size', () => {
    expect(imageSize({ height: 14, width: 56, channels: 1 })).toMatchObject({
      height: 14,
      width: 56,
    });
  });

  it.each([[{ height: 28, width: 28, channels: 3 }], [{ features: 784 }]])('is not %o', (shape) => {
    expect(imageSize(shape)).toBeNull();
  });
});

function at(x: number, y: number): Point {
  return { x, y };
}

function drawn(stroke: readonly Point[]): Drawing {
  return { strokes: [stroke], isPenDown: false };
}

function inkOf(image: Uint8Array, { width }: { width: number }) {
  const inked = [...image.keys()].filter((place) => image[place]! > 0);
  const columns = inked.map((place) => place % width);
  const rows = inked.map((place) => Math.floor(place / width));
  return {
    left: Math.min(...columns),
    right: Math.max(...columns),
    top: Math.min(...rows),
    bottom: Math.max(...rows),
  };
}
