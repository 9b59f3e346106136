// What goes into the bucket of a stack, and where: the test split is sealed there file by file.
import type { S3Client } from '@aws-sdk/client-s3';
import { expect, it } from 'vitest';
import { pushDataset } from '../../functions/aws/s3-dataset.ts';
import { FILES, tinyManifest } from '../data/idx-fixture.ts';

const TRAINING = {
  'train-images': FILES['train-images']!,
  'train-labels': FILES['train-labels']!,
};

/** Notes the keys that are put. */
function bucket() {
  const keys: string[] = [];
  const send = async ({ input }: { input: { Key: string } }) => {
    keys.push(input.Key);
    return {};
  };
  return { keys, bucket: { name: 'bucket', client: { send } as unknown as S3Client } };
}

const read = async ({ role }: { role: string }) => FILES[role]!;

it('a data set is put by area, the manifest last', async () => {
  const { keys, bucket: to } = bucket();
  await pushDataset(to, tinyManifest(), read);
  expect(keys.map((key) => key.split('/')[0])).toEqual([
    'data-train',
    'data-train',
    'data-test',
    'data-test',
    'manifests',
  ]);
});

it('test rows in a file that training reads are refused before anything is put', async () => {
  const { keys, bucket: to } = bucket();
  const files = { images: 'train-images', labels: 'train-labels' };
  const splits = {
    kind: 'ranges',
    train: { ...files, from: 0, to: 20 },
    validation: { ...files, from: 20, to: 25 },
    test: { ...files, from: 25, to: 30 },
  };
  await expect(pushDataset(to, tinyManifest({ splits }, TRAINING), read)).rejects.toMatchObject({
    faults: [
      {
        path: 'tiny.splits',
        value: 'test rows in train-images, train-labels',
        allowed: expect.stringContaining('files of their own'),
      },
    ],
  });
  expect(keys).toEqual([]);
});

it('so is a share of a pool that is sealed by a permutation', async () => {
  const { keys, bucket: to } = bucket();
  const pool = { images: 'train-images', labels: 'train-labels' };
  const splits = { kind: 'stratified', seed: 1, pool };
  await expect(pushDataset(to, tinyManifest({ splits }, TRAINING), read)).rejects.toThrow(
    'splits.test',
  );
  expect(keys).toEqual([]);
});
