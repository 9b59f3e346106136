import { beforeAll, describe, expect, it } from 'vitest';
import { generatedDigits } from '../../shared/data/generated-digits/generated-digits.ts';
import {
  DIGIT_GENES,
  digitLabel,
  renderDigit,
} from '../../shared/data/generated-digits/render-digit.ts';
import { loadDataset } from '../../shared/data/load-dataset.ts';
import { permitTest, sealTest } from '../../shared/data/sealed-test.ts';
import { randomBytesOf } from '../../shared/kernel/random.ts';
import { sha256Of } from './idx-fixture.ts';

const SMALL = { train: 3600, test: 600, seed: 1 };

describe('generated digits', () => {
  let digits: ReturnType<typeof generatedDigits>;
  /** In the default size, loaded once for all tests. */
  let loaded: Awaited<ReturnType<typeof loadDataset>>;
  beforeAll(async () => {
    digits = generatedDigits();
    loaded = await loadDataset(digits.manifest, digits.read);
  });

  it('are the same bytes everywhere, in the default size', async () => {
    // The manifest states the SHA-256 of all four files: other bytes would be refused as Corrupt.
    const { manifest, read } = digits;
    expect(manifest.files.every(({ sha256 }) => sha256 !== undefined)).toBe(true);
    const { dataset, warnings } = loaded;
    expect(warnings).toEqual([]);
    expect([dataset.id, dataset.train.count, dataset.validation.count]).toEqual([
      'generated-digits',
      55_000,
      5_000,
    ]);
    expect(dataset.hash).toBe('20223754c5e3731dbd5b05ad8177575ffa3d5bcb897f24359a8d30271b6e3834');
    const opened = await sealTest(manifest, read, dataset).open(await permitTest(async () => {}));
    expect(opened.test.count).toBe(10_000);
    expect(opened.warnings).toEqual([]);
  });

  it('differ by seed, and a smaller set is the start of a larger one', async () => {
    const of = async (size: typeof SMALL) => {
      const { manifest, read } = generatedDigits(size);
      return (await loadDataset(manifest, read)).dataset;
    };
    const [small, larger, other] = [
      await of(SMALL),
      await of({ ...SMALL, train: 4800 }),
      await of({ ...SMALL, seed: 2 }),
    ];
    const bytes = small.train.images.length;
    expect(sha256Of(larger.train.images.subarray(0, bytes))).toBe(sha256Of(small.train.images));
    expect(other.hash).not.toBe(small.hash);
  });

  it('fill the middle of the image with ink and leave its rim dark', () => {
    const pixels = new Uint8Array(784);
    for (let digit = 0; digit < 500; digit += 1) {
      const genes = randomBytesOf(['test', digit], DIGIT_GENES);
      renderDigit(genes, pixels);
      const inked = pixels.filter((pixel) => pixel > 100).length;
      expect(inked).toBeGreaterThan(12);
      expect(inked).toBeLessThan(400);
      expect(digitLabel(genes)).toBeLessThan(10);
    }
  });

  it('take any genes, the extremes too', () => {
    for (const value of [0, 255]) {
      const pixels = new Uint8Array(784);
      renderDigit(new Uint8Array(DIGIT_GENES).fill(value), pixels);
      expect(Math.max(...pixels)).toBeGreaterThan(100);
    }
  });

  it('can be learned, though not by looking at averages alone', async () => {
    const { manifest, read } = generatedDigits(SMALL);
    const { dataset } = await loadDataset(manifest, read);
    const correct = nearestCentroidAccuracy(dataset.train, dataset.validation);
    expect(correct).toBeGreaterThan(0.6);
    expect(correct).toBeLessThan(0.85);
  });

  it('are normalised by their own mean and deviation', async () => {
    const { dataset } = loaded;
    const { images } = dataset.train;
    const counts = new Float64Array(256);
    for (const pixel of images) counts[pixel]! += 1;
    const sumOf = (power: number) =>
      counts.reduce((sum, count, pixel) => sum + count * (pixel / 255) ** power, 0);
    const [sum, squares] = [sumOf(1), sumOf(2)];
    const mean = sum / images.length;
    expect(mean).toBeCloseTo(dataset.mean, 3);
    expect(Math.sqrt(squares / images.length - mean * mean)).toBeCloseTo(dataset.deviation, 3);
  });
});

type Split = { images: Uint8Array; labels: Uint8Array; count: number };

function nearestCentroidAccuracy(train: Split, asked: Split): number {
  const centroids = Array.from({ length: 10 }, () => new Float64Array(784));
  const counts = new Float64Array(10);
  for (let row = 0; row < train.count; row += 1) {
    const label = train.labels[row]!;
    counts[label]! += 1;
    for (let p = 0; p < 784; p += 1) centroids[label]![p]! += train.images[row * 784 + p]!;
  }
  let correct = 0;
  for (let row = 0; row < asked.count; row += 1) {
    const distances = centroids.map((centroid, label) => {
      let sum = 0;
      for (let p = 0; p < 784; p += 1) {
        sum += (asked.images[row * 784 + p]! - centroid[p]! / counts[label]!) ** 2;
      }
      return sum;
    });
    if (distances.indexOf(Math.min(...distances)) === asked.labels[row]) correct += 1;
  }
  return correct / asked.count;
}
