// Whether a file is gzip is decided by its content: names say nothing, in either direction.
import { readdir, rename, rm, writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openFiles } from '../../cli/data/open-dataset.ts';
import { pushDataset } from '../../functions/aws/s3-dataset.ts';
import { permitTest } from '../../shared/data/sealed-test.ts';
import { FILES, failureOf, images, manifestJson, sha256Of } from './idx-fixture.ts';
import { memoryBucket } from './memory-bucket.ts';
import { at, openTiny, putFiles, serve, server, useTinyHome, withUrls } from './tiny-home.ts';

useTinyHome();

const ROLES = Object.keys(FILES);

/** Only the published .gz of each file can be checked. */
function publishedJson() {
  const json = manifestJson(FILES, false);
  const files = json.files.map((file) => {
    const packed = gzipSync(FILES[file.role]!);
    const published = { sha256: sha256Of(packed), bytes: packed.length };
    return { ...file, bytes: FILES[file.role]!.length, published };
  });
  return { ...json, files };
}

async function rows(json: object) {
  const { dataset, sealedTest } = await openTiny(json);
  const { test } = await sealedTest.open(await permitTest(async () => {}));
  return [Buffer.from(dataset.train.images), Buffer.from(test.images)];
}

const TRAINED = FILES['train-images']!.subarray(16, 16 + 72 * 4);
const TESTED = FILES['test-images']!.subarray(16);

describe.each([
  ['content hashes', manifestJson()],
  ['no hashes', manifestJson(FILES, false)],
])('with %s', (_, json) => {
  it('gzip under the plain name is read', async () => {
    await putFiles(at('manifests'), FILES, true);
    for (const role of ROLES) {
      await rename(at('manifests', `${role}.idx.gz`), at('manifests', `${role}.idx`));
    }
    expect(await rows(json)).toEqual([TRAINED, TESTED]);
  });

  it('plain content under NAME.gz is read', async () => {
    await putFiles(at('manifests'), FILES);
    for (const role of ROLES) {
      await rename(at('manifests', `${role}.idx`), at('manifests', `${role}.idx.gz`));
    }
    expect(await rows(json)).toEqual([TRAINED, TESTED]);
  });

  it.each<[string, Buffer]>([
    ['an empty', Buffer.alloc(0)],
    ['a shorter', FILES['train-images']!.subarray(0, 100)],
    ['another', Buffer.from('<html>404</html>')],
  ])('%s NAME beside a good NAME.gz is passed over, and the other way round', async (_, bad) => {
    await putFiles(at('manifests'), FILES, true);
    await writeFile(at('manifests', 'train-images.idx'), bad);
    expect(await rows(json)).toEqual([TRAINED, TESTED]);
    await writeFile(at('manifests', 'train-images.idx'), FILES['train-images']!);
    await writeFile(at('manifests', 'train-images.idx.gz'), bad);
    expect(await rows(json)).toEqual([TRAINED, TESTED]);
  });

  it('every file that can be none of them is named before anything is read', async () => {
    await putFiles(at('manifests'), { ...FILES, 'train-labels': Buffer.from('no labels') });
    await rm(at('manifests', 'test-images.idx'));
    await writeFile(at('manifests', 'test-images.idx.gz'), images(8, 1));
    const ofBytes = json.files[1]!.sha256 !== undefined;
    const labels = ofBytes
      ? '9 bytes; expected 98 bytes for train-labels'
      : 'magic number 0x6e6f206c, not an IDX file; expected 0x00000801 (unsigned bytes, 1 dimension) for labels';
    const lines = [`${at('manifests', 'train-labels.idx')}: ${labels}`];
    if (ofBytes) {
      lines.push(
        `${at('manifests', 'test-images.idx.gz')}: 48 bytes, not gzip; expected 52 bytes for test-images`,
      );
    }
    await expect(failureOf(openTiny(json))).rejects.toMatchObject({
      code: 'CORRUPT',
      message: lines.join('\n'),
    });
  });
});

describe('where only the published .gz can be checked', () => {
  it('it is found under the plain name', async () => {
    await putFiles(at('manifests'), FILES, true);
    for (const role of ROLES) {
      await rename(at('manifests', `${role}.idx.gz`), at('manifests', `${role}.idx`));
    }
    expect(await rows(publishedJson())).toEqual([TRAINED, TESTED]);
  });

  it('it goes before another packing and before plain content', async () => {
    await putFiles(at('manifests'), FILES);
    await putFiles(at('manifests'), FILES, true);
    expect(await rows(publishedJson())).toEqual([TRAINED, TESTED]);
    const stored = gzipSync(FILES['train-images']!, { level: 0 });
    await writeFile(at('manifests', 'train-images.idx.gz'), stored);
    await writeFile(at('manifests', 'train-images.idx'), gzipSync(FILES['train-images']!));
    expect(await rows(publishedJson())).toEqual([TRAINED, TESTED]);
    await rename(at('manifests', 'train-images.idx'), at('manifests', 'train-images.idx.gz'));
    await writeFile(at('manifests', 'train-images.idx'), stored);
    expect(await rows(publishedJson())).toEqual([TRAINED, TESTED]);
  });
});

it('gzip under the plain name in the cache is not downloaded again', async () => {
  serve(FILES);
  const json = withUrls(manifestJson());
  await openTiny(json);
  const [cache = ''] = await readdir(at('cache', 'datasets'));
  for (const role of ROLES) {
    const path = at('cache', 'datasets', cache, `${role}.idx`);
    await rename(`${path}.gz`, path);
  }
  server.answers.clear();
  expect(await rows(json)).toEqual([TRAINED, TESTED]);
});

it('a data set with names that mislead is pushed, gzip once', async () => {
  await putFiles(at('data'), FILES);
  await rename(at('data', 'test-labels.idx'), at('data', 'test-labels.idx.gz'));
  await writeFile(at('data', 'train-images.idx'), gzipSync(FILES['train-images']!));
  await openTiny(manifestJson(), { dataDir: at('data') });
  const { manifest, source } = await openFiles({
    dataset: at('manifests', 'tiny.json'),
    dataDir: at('data'),
    environment: {},
  });
  const { bucket, objects } = memoryBucket();
  await pushDataset(bucket, manifest, source.bytes);
  for (const role of ROLES) {
    const area = role.startsWith('train') ? 'data-train' : 'data-test';
    const stored = objects.get(`${area}/${sha256Of(FILES[role]!)}`);
    expect(Buffer.from(stored!.subarray(0, 3))).toEqual(Buffer.from([0x1f, 0x8b, 8]));
  }
});
