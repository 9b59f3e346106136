// What goes into the bucket of a stack, and where: the test split is sealed there file by file.
import type { S3Client } from '@aws-sdk/client-s3';
import { expect, it } from 'vitest';
import { pushDataset } from '../../functions/aws/s3-dataset.ts';
import { FILES, images, manifestJson, tinyManifest } from '../data/idx-fixture.ts';

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
  const {
    manifest: { files },
  } = await pushDataset(to, tinyManifest(), read);
  expect(keys.map((key) => key.split('/')[0])).toEqual([
    'data-test',
    'data-test',
    'data-train',
    'data-train',
    'manifests',
  ]);
  expect(files.map(({ role }) => role)).toEqual(tinyManifest().files.map(({ role }) => role));
});

it('test rows in a file that training reads are refused before anything is put', async () => {
  const { keys, bucket: to } = bucket();
  const files = { images: 'train-images', labels: 'train-labels' };
  const splits = {
    kind: 'ranges',
    train: { ...files, from: 0, to: 70 },
    validation: { ...files, from: 70, to: 85 },
    test: { ...files, from: 85, to: 90 },
  };
  await expect(pushDataset(to, tinyManifest({ splits }, TRAINING), read)).rejects.toMatchObject({
    faults: [
      {
        path: 'tiny.splits',
        value: 'test rows are in the training file train-images, train-labels',
        allowed: 'separate files for the test split (splits.test)',
      },
    ],
  });
  expect(keys).toEqual([]);
});

it('with every other fault of the data set at once', async () => {
  const { keys, bucket: to } = bucket();
  const files = { images: 'train-images', labels: 'train-labels' };
  const splits = {
    kind: 'ranges',
    train: { ...files, from: 0, to: 50 },
    validation: { ...files, from: 50, to: 60 },
    test: { ...files, from: 60, to: 100 },
  };
  await expect(pushDataset(to, tinyManifest({ splits }, TRAINING), read)).rejects.toMatchObject({
    faults: [
      { path: 'tiny.splits' },
      { path: 'splits.test', value: 'rows 60 to 100' },
      { path: 'splits.train', value: '50 training examples (a: 17, b: 17, c: 16)' },
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

it.each([true, false])(
  'so are test images that are a training file by another name (hashes stated: %s)',
  async (withHashes) => {
    const { keys, bucket: to } = bucket();
    const files = {
      ...TRAINING,
      'test-images': FILES['train-images']!,
      'test-labels': FILES['train-labels']!,
    };
    const splits = {
      kind: 'ranges',
      train: { images: 'train-images', labels: 'train-labels', to: 70 },
      validation: { images: 'train-images', labels: 'train-labels', from: 70, to: 85 },
      test: { images: 'test-images', labels: 'test-labels', from: 85 },
    };
    const manifest = tinyManifest({ ...manifestJson(files, withHashes), splits }, files);
    await expect(
      pushDataset(to, manifest, async ({ role }) => files[role as keyof typeof files]),
    ).rejects.toMatchObject({
      faults: [{ path: 'tiny.splits', value: 'the test images are the same as train-images' }],
    });
    expect(keys.filter((key) => !key.startsWith('data-test/'))).toEqual([]);
  },
);

it('labels alike seal nothing and are no reason to refuse', async () => {
  const { keys, bucket: to } = bucket();
  const files = { ...FILES, 'test-images': images(90, 1), 'test-labels': FILES['train-labels']! };
  await pushDataset(
    to,
    tinyManifest({}, files),
    async ({ role }) => files[role as keyof typeof files]!,
  );
  expect(keys.at(-1)).toBe('manifests/tiny.json');
});
