// Data sets that no network can be trained or scored on are rejected with numbers, every fault at once;
// what is only not measured is warned of.
import { expect, it } from 'vitest';
import { openStored, pushDataset } from '../../functions/aws/s3-dataset.ts';
import { loadDataset } from '../../shared/data/load-dataset.ts';
import type { Fault } from '../../shared/kernel/errors.ts';
import { type Files, failureOf, idx, images, memoryReader, tinyManifest } from './idx-fixture.ts';
import { memoryBucket } from './memory-bucket.ts';

const FILE = { images: 'train-images', labels: 'train-labels' };
const TEST = { images: 'test-images', labels: 'test-labels' };

/** Labels in runs: [[0, 40], [1, 24]] is 40 of class 0, then 24 of class 1. */
function inRuns(runs: readonly (readonly [number, number])[]): Files {
  const labels = runs.flatMap(([label, count]) => new Array<number>(count).fill(label));
  return {
    'train-images': images(labels.length),
    'train-labels': idx([labels.length], labels),
    'test-images': images(9, 1),
    'test-labels': idx([9], [0, 1, 2, 0, 1, 2, 0, 1, 2]),
  };
}

const ranges = (train: number, validation: number) => ({
  kind: 'ranges',
  train: { ...FILE, to: train },
  validation: { ...FILE, from: train, to: validation },
  test: TEST,
});
const stratified = { kind: 'stratified', seed: 1, pool: FILE, test: TEST };
const BATCH = 'at least 64, the size of a mini-batch';
const SHARE = 'the pool is divided per class by validationShare 0.1';

const REJECTED: [string, object, (readonly [number, number])[], Fault[]][] = [
  [
    'fewer training examples than a mini-batch',
    ranges(63, 66),
    [
      [0, 21],
      [1, 21],
      [2, 24],
    ],
    [{ path: 'splits.train', value: '63 training examples (a: 21, b: 21, c: 21)', allowed: BATCH }],
  ],
  [
    'one class to train on',
    ranges(64, 90),
    [
      [1, 70],
      [0, 10],
      [2, 10],
    ],
    [
      {
        path: 'splits.train',
        value: '64 training examples of one class only (a: 0, b: 64, c: 0)',
        allowed: 'at least one of each class',
        hint: 'a, c have none',
      },
    ],
  ],
  [
    'a class that is not trained on',
    ranges(80, 90),
    [
      [0, 40],
      [2, 40],
      [1, 10],
    ],
    [
      {
        path: 'splits.train',
        value: '80 training examples (a: 40, b: 0, c: 40)',
        allowed: 'at least one of each class',
        hint: 'b has none',
      },
    ],
  ],
  [
    'few examples of some classes, and a range that ends behind its file',
    ranges(40, 90),
    [
      [0, 30],
      [1, 20],
    ],
    [
      {
        path: 'splits.validation',
        value: 'rows 40 to 90',
        allowed: 'at least one row between 0 and 50 of train-images',
      },
      { path: 'splits.train', value: '40 training examples (a: 30, b: 10, c: 0)', allowed: BATCH },
      {
        path: 'splits.train',
        value: '40 training examples (a: 30, b: 10, c: 0)',
        allowed: 'at least one of each class',
        hint: 'c has none',
      },
    ],
  ],
  [
    'a pool that gives validation nothing',
    stratified,
    [
      [0, 4],
      [1, 4],
      [2, 1],
    ],
    [
      {
        path: 'splits.pool',
        value: '9 training examples (a: 4, b: 4, c: 1)',
        allowed: BATCH,
        hint: SHARE,
      },
      {
        path: 'splits.pool',
        value: '0 validation examples',
        allowed: 'at least one',
        hint: SHARE,
      },
    ],
  ],
  [
    'a pool without a class',
    stratified,
    [
      [0, 60],
      [1, 60],
    ],
    [
      {
        path: 'splits.pool',
        value: '108 training examples (a: 54, b: 54, c: 0)',
        allowed: 'at least one of each class',
        hint: 'c has none',
      },
    ],
  ],
];

it.each(REJECTED)('%s: rejected when it is loaded', async (_, splits, runs, faults) => {
  const files = inRuns(runs);
  const attempt = loadDataset(tinyManifest({ splits }, files), memoryReader(files).read);
  await expect(failureOf(attempt)).rejects.toMatchObject({ code: 'INVALID_INPUT', faults });
});

it.each(REJECTED)('%s: rejected before it is put on AWS', async (_, splits, runs, faults) => {
  const files = inRuns(runs);
  const { bucket, objects } = memoryBucket();
  const attempt = pushDataset(bucket, tinyManifest({ splits }, files), async ({ role }) => {
    return files[role]!;
  });
  await expect(failureOf(attempt)).rejects.toMatchObject({ code: 'INVALID_INPUT', faults });
  expect([...objects.keys()]).toEqual([]);
});

it('a test split that a push finds wrong is rejected with the rest', async () => {
  const files = inRuns([
    [0, 20],
    [1, 20],
    [2, 20],
  ]);
  const splits = { ...ranges(50, 60), test: { ...TEST, from: 5, to: 20 } };
  const { bucket, objects } = memoryBucket();
  const attempt = pushDataset(bucket, tinyManifest({ splits }, files), async ({ role }) => {
    return files[role]!;
  });
  await expect(failureOf(attempt)).rejects.toMatchObject({
    faults: [
      { path: 'splits.train', value: '50 training examples (a: 20, b: 20, c: 10)' },
      { path: 'splits.test', value: 'rows 5 to 20' },
    ],
  });
  expect(objects.size).toBe(0);
});

const ONE_EACH = inRuns([
  [0, 45],
  [1, 45],
  [2, 1],
]);

it('a class with one example trains, and is missing where a run measures', async () => {
  const splits = { kind: 'stratified', seed: 1, pool: FILE };
  const files = {
    'train-images': ONE_EACH['train-images']!,
    'train-labels': ONE_EACH['train-labels']!,
  };
  const manifest = tinyManifest({ splits }, files);
  const { dataset, warnings } = await loadDataset(manifest, memoryReader(files).read);
  expect(dataset.train.labels.filter((label) => label === 2).length).toBe(1);
  expect(warnings.map(({ message }) => message)).toEqual([
    'the validation split (8 examples) has no example of 1 of 3 classes: c',
    'the test split (14 examples) has no example of 1 of 3 classes: c',
  ]);
});

it('AWS has the same warnings: a push those of the test split too, a run those of the rest', async () => {
  const files: Files = { ...ONE_EACH, 'test-labels': idx([9], [0, 0, 0, 0, 2, 2, 2, 2, 2]) };
  const { bucket } = memoryBucket();
  const manifest = tinyManifest({ splits: stratified }, files);
  const pushed = await pushDataset(bucket, manifest, async ({ role }) => files[role]!);
  expect(pushed.warnings.map(({ message }) => message)).toEqual([
    'the validation split (10 examples) has no example of 1 of 3 classes: c',
    'the test split (9 examples) has no example of 1 of 3 classes: b',
  ]);
  const { warnings } = await openStored(bucket, 'tiny');
  expect(warnings).toEqual(pushed.warnings.slice(0, 1));
});

it('of many classes the first ten are named', async () => {
  const classes = Array.from({ length: 256 }, (_, label) => `c${label}`);
  const files = inRuns([
    [0, 60],
    [255, 60],
  ]);
  const manifest = tinyManifest({ classes, splits: stratified }, files);
  const attempt = loadDataset(manifest, memoryReader(files).read);
  await expect(failureOf(attempt)).rejects.toThrow(
    /: 108 training examples \(c0: 54, c1: 0, .*, c9: 0 and 246 more\); expected .*; c1, .*, c10 and 244 more have none$/,
  );
});
