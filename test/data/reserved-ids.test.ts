// A manifest may have the id of a built-in data set only where it describes that data set.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDataset } from '../../cli/data/open-dataset.ts';
import { builtInManifest, KNOWN_IDS } from '../../shared/data/manifests/built-in-manifest.ts';
import { userManifest } from '../../shared/data/manifests/user-manifest.ts';
import type { InvalidInput } from '../../shared/kernel/errors.ts';
import { told } from '../bad-inputs/told.ts';
import { manifestJson } from './idx-fixture.ts';

describe('the id of a built-in data set', () => {
  const given =
    (id: string, changes: object = {}) =>
    () =>
      userManifest({ ...JSON.parse(JSON.stringify(builtInManifest(id))), ...changes }, 'm.json');
  const mnist = builtInManifest('mnist')!;

  it.each([...KNOWN_IDS])('%s is kept for its own manifest, as a run stores it', (id) => {
    expect(given(id)()).toEqual(builtInManifest(id));
    expect(() => userManifest({ ...manifestJson(), id }, 'm.json')).toThrow(
      `m.json.id: "${id}" is the id of a built-in data set with another manifest; expected an id other than mnist, fashion-mnist, generated-digits; to use the built-in data set: --dataset ${id}`,
    );
  });

  it('is kept for the copy in a bucket, which has hashes of the content alone', () => {
    const files = builtInManifest('fashion-mnist')!.files.map(({ published: _, ...file }) => ({
      ...file,
      sha256: '0'.repeat(64),
      urls: [],
    }));
    expect(given('fashion-mnist', { files })().files[0]?.sha256).toBe('0'.repeat(64));
  });

  it.each([
    ['other classes', { classes: mnist.classes.toReversed() }],
    ['another scale of pixels', { mean: 0.5 }],
    [
      'other splits',
      {
        splits: {
          ...mnist.splits,
          train: { ...(mnist.splits as { train: object }).train, to: 100 },
        },
      },
    ],
    ['another content', { files: mnist.files.map((one) => ({ ...one, sha256: '0'.repeat(64) })) }],
    [
      'files without a hash',
      { files: mnist.files.map(({ sha256: _, published: __, ...one }) => one) },
    ],
  ])('is refused with %s', (_, changes) => {
    expect(given('mnist', changes)).toThrow(
      /^m\.json\.id: "mnist" is the id of a built-in data set/,
    );
  });

  it('is named beside every other fault', () => {
    const spoilt = { ...manifestJson(), id: 'mnist', classes: ['a', 'a'], mean: 7 };
    try {
      userManifest(spoilt, 'm.json');
      expect.unreachable();
    } catch (error) {
      const paths = (error as InvalidInput).faults.map(({ path }) => path);
      expect(paths.sort()).toEqual(['m.json.classes[1]', 'm.json.id', 'm.json.mean']);
    }
  });

  it('generated digits are drawn for their own manifest, at every door', async () => {
    const files = { 'dataset.json': JSON.stringify(builtInManifest('generated-digits')) };
    for (const verb of ['get', 'verify']) {
      const args = ['data', verb, '@dataset.json'];
      const { code, stdout } = await told({ name: verb, args, files });
      expect({ code, stdout }).toEqual({
        code: 0,
        stdout: 'Generated digits are generated on demand and have no files.\n',
      });
    }
    const folder = mkdtempSync(join(tmpdir(), 'evolambda-reserved-'));
    const path = join(folder, 'dataset.json');
    writeFileSync(path, files['dataset.json']);
    const opened = await openDataset({ dataset: path });
    rmSync(folder, { recursive: true });
    expect(opened).toMatchObject({ generated: true, datasetId: 'generated-digits' });
    expect(opened.manifestPath).toBeUndefined();
    const space = ['space', 'check', '@space.json', '--dataset', '@dataset.json'];
    const printed = await told({ name: 'print', args: ['space', 'print'] });
    const checked = { ...files, 'space.json': printed.stdout };
    expect((await told({ name: 'space', args: space, files: checked })).code).toBe(0);
  });
});
