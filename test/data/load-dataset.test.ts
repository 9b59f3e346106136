import { describe, expect, it } from 'vitest';
import { taskOf } from '../../shared/contracts/task.ts';
import { loadDataset } from '../../shared/data/load-dataset.ts';
import { Corrupt } from '../../shared/kernel/errors.ts';
import {
  FILES,
  failureOf,
  idx,
  images,
  labels,
  memoryReader,
  sha256Of,
  tinyManifest,
} from './idx-fixture.ts';

const POOL = { images: 'train-images', labels: 'train-labels' };

describe('loadDataset', () => {
  it('puts training and validation on one SharedArrayBuffer', async () => {
    const { dataset, warnings } = await loadDataset(tinyManifest(), memoryReader(FILES).read);
    const { train, validation } = dataset;
    expect(warnings).toEqual([]);
    expect([train.count, validation.count]).toEqual([72, 18]);
    expect(taskOf(dataset)).toEqual({ shape: { height: 2, width: 2, channels: 1 }, classes: 3 });
    expect(Buffer.from(train.images)).toEqual(FILES['train-images']!.subarray(16, 16 + 72 * 4));
    expect(Buffer.from(validation.images)).toEqual(FILES['train-images']!.subarray(16 + 72 * 4));
    expect([...validation.labels]).toEqual([...labels(18).subarray(8)]);
    const buffers = [train.images, train.labels, validation.images, validation.labels];
    expect(new Set(buffers.map(({ buffer }) => buffer)).size).toBe(1);
    expect(train.images.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(train.images.buffer.byteLength).toBe(90 * (4 + 1));
  });

  it('hashes what training is a function of, and nothing else', async () => {
    const hashOf = async (changes: object, files = FILES) =>
      (await loadDataset(tinyManifest(changes, files), memoryReader(files).read)).dataset.hash;
    const hash = await hashOf({});
    const digests = ['train-images', 'train-labels'].map((role) => `"${sha256Of(FILES[role]!)}"`);
    const text = `{"classes":3,"deviation":0.25,"files":[${digests}],"image":{"height":2,"width":2},"mean":0.5}`;
    expect(hash).toBe(sha256Of(Buffer.from(text)));
    expect(await hashOf({ name: 'Renamed', classes: ['x', 'y', 'z'] })).toBe(hash);
    expect(await hashOf({}, { ...FILES, 'test-images': images(9, 2) })).toBe(hash);
    expect(await hashOf({}, { ...FILES, 'train-images': images(90, 2) })).not.toBe(hash);
    expect(await hashOf({ mean: 0.6 })).not.toBe(hash);
  });

  it('leaves sealed rows of a training file out of memory', async () => {
    const manifest = tinyManifest({
      files: tinyManifest().files.slice(0, 2),
      splits: { kind: 'stratified', seed: 5, pool: POOL },
    });
    const { dataset } = await loadDataset(manifest, memoryReader({ ...FILES }).read);
    // 30 examples a class: 5 (15 %, rounded) are sealed, 3 of the other 25 validate.
    expect([dataset.train.count, dataset.validation.count]).toEqual([66, 9]);
    expect(dataset.train.images.buffer.byteLength).toBe(75 * (4 + 1));
  });

  it('warns of a missing class and of images that occur in both splits', async () => {
    const twins = Buffer.from(FILES['train-images']!);
    twins.copy(twins, 16 + 73 * 4, 16 + 3 * 4, 16 + 4 * 4);
    twins.copy(twins, 16 + 75 * 4, 16 + 3 * 4, 16 + 4 * 4);
    const oneSided = Buffer.from(FILES['train-labels']!);
    oneSided.fill(1, 8 + 72);
    const files = { ...FILES, 'train-images': twins, 'train-labels': oneSided };
    const { warnings } = await loadDataset(tinyManifest({}, files), memoryReader(files).read);
    expect(warnings).toEqual([
      {
        code: 'missing-class',
        message: 'the validation split (18 examples) has no example of 2 of 3 classes: a, c',
      },
      {
        code: 'duplicate-images',
        message:
          '2 of the 18 validation images are also in the training split, identical in every pixel (the first is image 1)',
      },
    ]);
  });

  it('warns of files that nothing vouches for', async () => {
    const files = tinyManifest().files.map(({ sha256: _, ...file }) => file);
    const { warnings } = await loadDataset(tinyManifest({ files }), memoryReader(FILES).read);
    expect(warnings.map(({ code }) => code)).toEqual(['unverified-file', 'unverified-file']);
    expect(warnings[0]?.message).toMatch(/^train-images.idx: only header and size are checked/);
  });

  it.each<[string, Partial<typeof FILES>, RegExp]>([
    [
      'fewer labels than images',
      { 'train-labels': labels(89) },
      /^train-labels.idx: 89 labels for the 90 images of train-images.idx/,
    ],
    [
      'a label that is no class',
      { 'train-labels': idx([90], new Array(90).fill(3)) },
      /^train-labels.idx: label 3 in row 0 is not allowed; the manifest has 3 classes, 0 to 2/,
    ],
    [
      'images of another shape',
      { 'train-images': idx([90, 1, 4], new Array(360).fill(1)) },
      /^train-images.idx: examples have 1 × 4 pixels; the manifest states 2 × 2/,
    ],
    [
      'labels in the place of images',
      { 'train-images': labels(90) },
      /^train-images.idx: magic number/,
    ],
  ])('refuses %s by name', async (_, changed, words) => {
    const files = { ...FILES, ...changed } as typeof FILES;
    const attempt = loadDataset(tinyManifest({}, files), memoryReader(files).read);
    await expect(failureOf(attempt)).rejects.toThrow(Corrupt);
    await expect(failureOf(attempt)).rejects.toThrow(words);
  });
});
