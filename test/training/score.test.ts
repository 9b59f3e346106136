// Accuracy and cross-entropy of predictions that were made by hand.
import { describe, expect, it } from 'vitest';
import { scoreOf, WORST_LOSS } from '../../shared/training/score.ts';

function scoreOfRows(rows: readonly (readonly number[])[], labels: readonly number[]) {
  const split = { labels: Uint8Array.from(labels), count: labels.length };
  return scoreOf(Float32Array.from(rows.flat()), split, rows[0]!.length);
}

describe('the score of predictions', () => {
  it('is the share that is right and the mean of −log p[label]', () => {
    const rows = [
      [0.5, 0.25, 0.25],
      [0.125, 0.75, 0.125],
      [0.25, 0.25, 0.5],
    ];
    // log 2, log 8 and log 4: all binary fractions are exact in float32.
    expect(scoreOfRows(rows, [0, 2, 1])).toEqual({
      accuracy: { correct: 1, total: 3 },
      loss: (Math.log(2) + Math.log(8) + Math.log(4)) / 3,
    });
  });

  it('is 0 for sure and right, and finite for sure and wrong, for less than a float32 and for NaN', () => {
    const sure = [[1, 0]];
    expect(scoreOfRows(sure, [0]).loss).toBe(0);
    expect(Object.is(scoreOfRows(sure, [0]).loss, -0)).toBe(false);
    expect(scoreOfRows([[1.0000001, 0]], [0]).loss).toBe(0);
    for (const impossible of [0, 1e-40, -1, Number.NaN]) {
      expect(scoreOfRows([[1, impossible]], [1]).loss, `${impossible}`).toBe(WORST_LOSS);
    }
    expect(WORST_LOSS).toBeCloseTo(126 * Math.log(2), 12);
  });

  it('is added up in float64, in the order of the images', () => {
    const rows = Array.from({ length: 1000 }, (_, row) => [1 / (row + 2), 1 - 1 / (row + 2)]);
    const labels = rows.map(() => 0);
    const expected = rows.reduce((sum, [p]) => sum - Math.log(Math.fround(p!)), 0) / rows.length;
    expect(scoreOfRows(rows, labels).loss).toBe(expected);
  });
});
