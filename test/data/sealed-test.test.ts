import { describe, expect, it } from 'vitest';
import { loadDataset } from '../../shared/data/load-dataset.ts';
import { permitTest, sealTest, type TestPermit } from '../../shared/data/sealed-test.ts';
import { FILES, idx, memoryReader, tinyManifest } from './idx-fixture.ts';

async function sealed(changes: object = {}, files = FILES) {
  const manifest = tinyManifest(changes, files);
  const { read, asked } = memoryReader(files);
  const { dataset } = await loadDataset(manifest, read);
  return { dataset, asked, test: sealTest(manifest, read, dataset) };
}

const recorded = async () => {};

describe('the sealed test split', () => {
  it('is not read by loading for training', async () => {
    const { asked } = await sealed();
    expect(asked).toEqual(['train-images', 'train-labels']);
  });

  it('may be any bytes until it is opened', async () => {
    const files = { ...FILES, 'test-images': Buffer.from('not images') };
    const manifest = tinyManifest();
    const { read } = memoryReader(files);
    const { dataset } = await loadDataset(manifest, read);
    const test = sealTest(manifest, read, dataset);
    const permit = await permitTest(recorded);
    await expect(test.open(permit)).rejects.toThrow(/^test-images.idx: /);
  });

  it('opens once its opening is recorded', async () => {
    const { test, asked } = await sealed();
    const events: string[] = [];
    const permit = await permitTest(async () => {
      events.push(`recorded while ${asked.filter((role) => role.startsWith('test')).length} read`);
    });
    const opened = await test.open(permit);
    expect(events).toEqual(['recorded while 0 read']);
    expect(opened.test.count).toBe(9);
    expect(Buffer.from(opened.test.images)).toEqual(FILES['test-images']!.subarray(16));
    expect(opened.warnings).toEqual([]);
  });

  it('has no permit where recording failed or has not ended', async () => {
    await expect(permitTest(() => Promise.reject(new Error('disk full')))).rejects.toThrow(
      'disk full',
    );
    let acknowledge = () => {};
    let made = false;
    const permit = permitTest(
      () =>
        new Promise((resolve) => {
          acknowledge = resolve;
        }),
    );
    const noted = permit.then(() => {
      made = true;
    });
    await Promise.resolve();
    expect(made).toBe(false);
    acknowledge();
    await noted;
    expect(made).toBe(true);
  });

  it('refuses forged, copied and spent permits', async () => {
    const { test, asked } = await sealed();
    const permit = await permitTest(recorded);
    const forged = [
      {},
      Object.freeze({}),
      { ...permit },
      structuredClone(permit),
      undefined,
      'test-unsealed',
    ];
    for (const attempt of forged) {
      await expect(test.open(attempt as unknown as TestPermit)).rejects.toThrow(/unused permit/);
    }
    expect(asked).not.toContain('test-images');
    await test.open(permit);
    await expect(test.open(permit)).rejects.toThrow(/unused permit/);
    const { test: another } = await sealed();
    await expect(another.open(permit)).rejects.toThrow(/unused permit/);
  });

  it('opens no second time, with a fresh permit neither', async () => {
    const { test } = await sealed();
    await test.open(await permitTest(recorded));
    await expect(test.open(await permitTest(recorded))).rejects.toThrow(
      'has already been evaluated',
    );
  });

  it('cannot be reached through what training holds', async () => {
    const { dataset, test } = await sealed();
    const first = Buffer.from(FILES['test-images']!.subarray(16, 20));
    const held = Object.values(dataset).flatMap((value) =>
      typeof value === 'object' && 'images' in value
        ? [value.images.buffer, value.labels.buffer]
        : [],
    );
    expect(held).toHaveLength(4);
    for (const buffer of held) expect(Buffer.from(buffer).includes(first)).toBe(false);
    expect(JSON.stringify(test)).toBe('{}');
    expect(() => structuredClone(test)).toThrow();
  });

  it('is cut from the training file where there is no test file, and seen by nobody before', async () => {
    const pool = { images: 'train-images', labels: 'train-labels' };
    const { dataset, test } = await sealed({
      files: tinyManifest().files.slice(0, 2),
      splits: { kind: 'stratified', seed: 5, pool },
    });
    const opened = await test.open(await permitTest(recorded));
    const rowsOf = (images: Uint8Array) =>
      Array.from({ length: images.length / 4 }, (_, row) => images[row * 4]!);
    const seen = [...rowsOf(dataset.train.images), ...rowsOf(dataset.validation.images)];
    const kept = rowsOf(opened.test.images);
    expect(kept.length).toBe(15);
    expect([...seen, ...kept].sort((a, b) => a - b)).toEqual(
      Array.from({ length: 90 }, (_, i) => i),
    );
  });

  it('warns of a class that has no test image', async () => {
    const files = { ...FILES, 'test-labels': idx([9], [1, 1, 0, 1, 0, 0, 1, 1, 1]) };
    const { test } = await sealed({}, files);
    const { warnings } = await test.open(await permitTest(recorded));
    expect(warnings).toEqual([
      {
        code: 'missing-class',
        message: 'the test split (9 examples) has no example of 1 of 3 classes: c',
      },
    ]);
  });

  it('warns of test images that were trained or validated on', async () => {
    const leaked = Buffer.from(FILES['test-images']!);
    FILES['train-images']!.copy(leaked, 16, 16 + 2 * 4, 16 + 3 * 4);
    FILES['train-images']!.copy(leaked, 20, 16 + 75 * 4, 16 + 76 * 4);
    const { test } = await sealed({}, { ...FILES, 'test-images': leaked });
    const { warnings } = await test.open(await permitTest(recorded));
    expect(warnings.map(({ message }) => message)).toEqual([
      '1 of the 9 test images is also in the training split, identical in every pixel (the first is image 0)',
      '1 of the 9 test images is also in the validation split, identical in every pixel (the first is image 1)',
    ]);
  });
});
