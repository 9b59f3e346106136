// Examples of any shape: images of one channel, images of several, rows of features; and the name that a
// manifest gave to the shape in version 1.
import { mkdir, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { manifestIn } from '../../cli/embedded/run-settings.ts';
import { storedManifest } from '../../functions/aws/s3-dataset.ts';
import { type Shape, taskOf } from '../../shared/contracts/task.ts';
import { loadDataset } from '../../shared/data/load-dataset.ts';
import { builtInManifest } from '../../shared/data/manifests/built-in-manifest.ts';
import { userManifest } from '../../shared/data/manifests/user-manifest.ts';
import { permitTest } from '../../shared/data/sealed-test.ts';
import { Corrupt, InvalidInput } from '../../shared/kernel/errors.ts';
import {
  FILES,
  type Files,
  failureOf,
  idx,
  manifestJson,
  memoryReader,
  sha256Of,
  tinyManifest,
} from './idx-fixture.ts';
import { memoryBucket } from './memory-bucket.ts';
import { at, openTiny, putFiles, useTinyHome } from './tiny-home.ts';

useTinyHome();

/** The images of FILES, four values each, with other dimensions in their headers. */
function filesOf(...dimensions: number[]): Files {
  const entries = Object.entries(FILES).map(([role, bytes]) => {
    const count = bytes.readUInt32BE(4);
    const shaped = idx([count, ...dimensions], bytes.subarray(16));
    return [role, role.endsWith('images') ? shaped : bytes] as const;
  });
  return Object.fromEntries(entries);
}

describe.each<[string, Shape, number[], string]>([
  ['rows of features', { features: 4 }, [4], '"shape":{"features":4}'],
  [
    'images of two channels',
    { height: 2, width: 1, channels: 2 },
    [2, 1, 2],
    '"shape":{"channels":2,"height":2,"width":1}',
  ],
  [
    'images of one channel',
    { height: 1, width: 4, channels: 1 },
    [1, 4],
    '"image":{"height":1,"width":4}',
  ],
])('%s', (_, shape, dimensions, hashed) => {
  const files = filesOf(...dimensions);
  const json = { ...manifestJson(files), shape };
  const headerBytes = 8 + 4 * dimensions.length;
  const valuesOf = (role: string) => files[role]!.subarray(headerBytes);

  it('are read from a directory, and the test split is opened with their shape', async () => {
    await putFiles(at('manifests'), files);
    const { dataset, sealedTest } = await openTiny(json);
    expect(taskOf(dataset)).toEqual({ shape, classes: 3 });
    expect(Buffer.from(dataset.train.images)).toEqual(valuesOf('train-images').subarray(0, 72 * 4));
    expect(Buffer.from(dataset.validation.images)).toEqual(
      valuesOf('train-images').subarray(72 * 4),
    );
    const { test } = await sealedTest.open(await permitTest(async () => {}));
    expect(Buffer.from(test.images)).toEqual(valuesOf('test-images'));
  });

  it('have their shape in the hash of the data set', async () => {
    const manifest = tinyManifest({ shape }, files);
    const { dataset } = await loadDataset(manifest, memoryReader(files).read);
    const digests = ['train-images', 'train-labels'].map((role) => `"${sha256Of(files[role]!)}"`);
    const fields = [hashed, '"mean":0.5'];
    if (hashed.startsWith('"shape"')) fields.reverse();
    const text = `{"classes":3,"deviation":0.25,"files":[${digests}],${fields}}`;
    expect(dataset.hash).toBe(sha256Of(Buffer.from(text)));
  });
});

it.each<[Shape, number[], string]>([
  [{ features: 4 }, [2, 2], 'examples have 2 × 2 values; the manifest states 4'],
  [{ features: 4 }, [1, 4], 'examples have 1 × 4 values; the manifest states 4'],
  [{ height: 2, width: 2, channels: 1 }, [4], 'examples have 4 pixels; the manifest states 2 × 2'],
  [
    { height: 2, width: 2, channels: 1 },
    [2, 2, 1],
    'examples have 2 × 2 × 1 pixels; the manifest states 2 × 2',
  ],
  [
    { height: 1, width: 2, channels: 2 },
    [2, 1, 2],
    'examples have 2 × 1 × 2 pixels; the manifest states 1 × 2 × 2',
  ],
  [
    { height: 2, width: 2, channels: 3 },
    [2, 2],
    'examples have 2 × 2 pixels; the manifest states 2 × 2 × 3',
  ],
])('files that do not have the shape %j are rejected by name', async (shape, dimensions, words) => {
  const files = filesOf(...dimensions);
  const attempt = loadDataset(tinyManifest({ shape }, files), memoryReader(files).read);
  await expect(failureOf(attempt)).rejects.toThrow(new Corrupt(`train-images.idx: ${words}`));
});

describe('a manifest of version 1', () => {
  const { shape: _, ...rest } = manifestJson();
  const old = { ...rest, image: { height: 2, width: 2 } };
  const now = userManifest(manifestJson(), 'tiny.json');

  it('names its shape `image`, and is the same manifest at every door', async () => {
    expect(userManifest(old, 'tiny.json')).toEqual(now);
    await mkdir(at('run'));
    await writeFile(at('run', 'dataset.json'), JSON.stringify(old));
    expect(await manifestIn(at('run'))).toEqual(now);
    const { objects, bucket } = memoryBucket();
    objects.set('manifests/tiny.json', Buffer.from(JSON.stringify(old)));
    expect(await storedManifest(bucket, 'tiny')).toEqual(now);
  });

  it('is known as the copy of a built-in data set', () => {
    for (const id of ['mnist', 'generated-digits']) {
      const known = builtInManifest(id)!;
      const { shape: __, ...copy } = JSON.parse(JSON.stringify(known)) as object & {
        shape: object;
      };
      expect(userManifest({ ...copy, image: { height: 28, width: 28 } }, 'm.json')).toEqual(known);
      expect(() => userManifest({ ...copy, image: { height: 28, width: 14 } }, 'm.json')).toThrow(
        'is the id of a built-in data set with another manifest',
      );
    }
  });

  it.each([
    [{ image: 4 }, ['m.json.image']],
    [{ image: { height: 0, width: 2 } }, ['m.json.image.height']],
    [
      { image: { height: 2, wide: 2 }, mean: 7 },
      ['m.json.image.wide', 'm.json.image.width', 'm.json.mean'],
    ],
    [{ shape: { height: 0, width: 2 } }, ['m.json.image', 'm.json.shape.height']],
  ])('with %j has its faults under the name that it uses', (changes, paths) => {
    try {
      userManifest({ ...old, ...changes }, 'm.json');
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(InvalidInput);
      expect((error as InvalidInput).faults.map(({ path }) => path).sort()).toEqual(paths);
    }
  });
});
