// Images that two splits have in common: counted right, and in time linear in the rows whatever they are.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commonImages } from '../../shared/data/common-images.ts';
import { duplicateImages } from '../../shared/data/data-warning.ts';
import type { LabelledImages } from '../../shared/data/dataset.ts';

function splitOf(
  count: number,
  pixels: number,
  draw: (image: Uint8Array, row: number) => void = () => {},
  byteOffset = 0,
): LabelledImages {
  const images = new Uint8Array(new ArrayBuffer(count * pixels + byteOffset), byteOffset);
  for (let row = 0; row < count; row += 1) {
    draw(images.subarray(row * pixels, (row + 1) * pixels), row);
  }
  return { images, labels: new Uint8Array(count), count };
}

/** The definition: every row with every row. */
function byDefinition(known: readonly number[][], asked: readonly number[][]) {
  const rows = asked.flatMap((image, row) =>
    known.some((other) => other.join() === image.join()) ? [row] : [],
  );
  return rows.length === 0 ? undefined : { count: rows.length, firstRow: rows[0] };
}

it('are those that the definition names, at any size and any place in memory', () => {
  const cases = fc.integer({ min: 1, max: 9 }).chain((pixels) => {
    const image = fc.array(fc.constantFrom(0, 1, 128, 255), {
      minLength: pixels,
      maxLength: pixels,
    });
    const images = fc.array(image, { maxLength: 12 });
    const byteOffset = fc.integer({ min: 0, max: 5 });
    return fc.record({ pixels: fc.constant(pixels), known: images, asked: images, byteOffset });
  });
  fc.assert(
    fc.property(cases, ({ pixels, known, asked, byteOffset }) => {
      const drawn = (rows: number[][], offset: number) =>
        splitOf(rows.length, pixels, (image, row) => image.set(rows[row]!), offset);
      const found = commonImages(drawn(known, byteOffset), drawn(asked, 0), pixels);
      expect(found).toEqual(byDefinition(known, asked));
    }),
  );
});

it('are equal byte for byte: of so many images some only hash alike', () => {
  const drawn = (tag: number) =>
    splitOf(400_000, 9, (image, row) => {
      const words = [Math.imul(row + 1, 0x9e3779b1), Math.imul(row + tag, 0x85ebca6b) ^ row];
      for (const [index, word] of words.entries()) {
        for (let byte = 0; byte < 4; byte += 1) image[4 * index + byte] = word >>> (8 * byte);
      }
      image[8] = tag;
    });
  expect(commonImages(drawn(1), drawn(2), 9)).toBeUndefined();
});

// With every row compared to every row that it resembles these would take hours.
describe('of 400,000 rows in each split', () => {
  const ROWS = 400_000;
  it.each<[string, number, (image: Uint8Array, row: number) => void]>([
    ['all blank', 4, () => {}],
    ['that differ in the first pixels', 9, (image, row) => image.set(numbered(row), 0)],
    ['that differ in every third pixel alone', 9, (image, row) => spread(image, row, [0, 3, 6])],
    ['that differ between these alone', 9, (image, row) => spread(image, row, [1, 4, 8])],
    ['that differ in the last byte of a word alone', 12, (i, row) => spread(i, row, [3, 7, 11])],
    ['that differ in one bit of each pixel', 20, (image, row) => bits(image, row)],
  ])('%s', (_, pixels, draw) => {
    const split = splitOf(ROWS, pixels, draw);
    expect(commonImages(split, split, pixels)).toEqual({ count: ROWS, firstRow: 0 });
  });
});

it('are looked for with progress, whatever the images are', () => {
  const told: number[] = [];
  const steps = new Set<string>();
  const [known, asked] = [splitOf(2_000_000, 4), splitOf(1_000_000, 4)];
  const warnings = duplicateImages(['training', known], ['validation', asked], 4, (progress) => {
    told.push(progress.fraction);
    steps.add(progress.step);
  });
  expect(warnings[0]?.message).toBe(
    '1000000 of the 1000000 validation images are also in the training split, identical in every pixel (the first is image 0)',
  );
  expect([...steps]).toEqual(['checking for validation images in the training split']);
  // A report for each MiB of pixels.
  expect(told.length).toBe(12);
  expect(
    told.every(
      (fraction, place) => fraction >= 0 && fraction < 1 && fraction > (told[place - 1] ?? -1),
    ),
  ).toBe(true);
});

function numbered(row: number): number[] {
  return [row & 255, (row >> 8) & 255, row >> 16];
}

function spread(image: Uint8Array, row: number, places: number[]): void {
  for (const [index, byte] of numbered(row).entries()) image[places[index]!] = byte;
}

function bits(image: Uint8Array, row: number): void {
  for (const pixel of image.keys()) image[pixel] = ((row >> pixel) & 1) << 7;
}
