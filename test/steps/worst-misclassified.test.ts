// The images that a champion is most wrong about.
import { describe, expect, it } from 'vitest';
import { misclassifiedSchema } from '../../shared/contracts/misclassified.ts';
import { worstMisclassified } from '../../shared/steps/worst-misclassified.ts';

describe('worstMisclassified', () => {
  const images = Uint8Array.from({ length: 5 * 4 }, (_, pixel) => pixel);
  const labels = Uint8Array.from([0, 1, 0, 1, 1]);
  const predicted = Uint8Array.from([1, 1, 1, 0, 0]);
  // Powers of two, which float32 holds exactly.
  const probabilities = Float32Array.from([
    0.25, 0.75, 0.5, 0.5, 0.125, 0.875, 0.75, 0.25, 0.5, 0.5,
  ]);

  it('are those read as another class, the surest first, equal ones by their row', () => {
    const found = worstMisclassified({ images, labels, count: 5 }, probabilities, predicted);
    expect(found.map(({ image, label, predicted: of }) => [image, label, of])).toEqual([
      [2, 0, 1],
      [0, 0, 1],
      [3, 1, 0],
      [4, 1, 0],
    ]);
    expect(found[0]).toEqual({
      image: 2,
      label: 0,
      predicted: 1,
      probability: 0.875,
      labelProbability: 0.125,
      pixels: Buffer.from([8, 9, 10, 11]).toString('base64'),
    });
    expect(misclassifiedSchema.parse(JSON.parse(JSON.stringify(found)))).toEqual(found);
  });

  it('are as many as a person looks at, of however many', () => {
    const count = 200;
    const all = {
      images: new Uint8Array(count),
      labels: new Uint8Array(count),
      count,
    };
    const sure = Float32Array.from({ length: 2 * count }, (_, place) => place % 2);
    expect(worstMisclassified(all, sure, new Uint8Array(count).fill(1))).toHaveLength(24);
  });
});
