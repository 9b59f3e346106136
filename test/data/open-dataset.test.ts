// From what a person names to an opened data set: the places that are looked in, and what is refused.
import { cp, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { type OpenDatasetOptions, openDataset } from '../../cli/data/open-dataset.ts';
import { permitTest } from '../../shared/data/sealed-test.ts';
import { Corrupt, InvalidInput } from '../../shared/kernel/errors.ts';
import { FILES, type Files, failureOf, images, manifestJson } from './idx-fixture.ts';
import {
  at,
  openManifest,
  openTiny,
  putFiles,
  putManifest,
  serve,
  server,
  useTinyHome,
  withUrls,
} from './tiny-home.ts';

useTinyHome();

describe('openDataset finds the files', () => {
  it.each([
    ['in the data directory', 'data', false],
    ['in the data directory, compressed', 'data', true],
    ['in its subdirectory of the data set', 'data/tiny', false],
  ])('%s', async (_, directory, gz) => {
    await putFiles(at(directory), FILES, gz);
    const opened = await openTiny(manifestJson(), { dataDir: at('data') });
    expect(opened).toMatchObject({
      generated: false,
      warnings: [],
      sourceDescription: `Tiny, from --data-dir ${at(directory)}`,
    });
    expect(opened.dataset.train.count).toBe(72);
    const { test } = await opened.sealedTest.open(await permitTest(async () => {}));
    expect(test.count).toBe(9);
  });

  it('where EVOLAMBDA_DATA_DIR points, and --data-dir before it, neither beside a manifest', async () => {
    await putFiles(at('one'), FILES);
    await putFiles(at('two'), FILES);
    const environment = { EVOLAMBDA_CACHE_DIR: at('cache'), EVOLAMBDA_DATA_DIR: at('one') };
    const one = await openTiny(manifestJson(), { environment });
    expect(one.sourceDescription).toBe(`Tiny, from EVOLAMBDA_DATA_DIR ${at('one')}`);
    const two = await openTiny(manifestJson(), { environment, dataDir: at('two') });
    expect(two.sourceDescription).toBe(`Tiny, from --data-dir ${at('two')}`);
  });

  it('in the cache, and passes over a data directory that lacks some, saying so', async () => {
    serve(FILES);
    const { 'test-labels': _, ...some } = FILES;
    await putFiles(at('data'), some);
    const opened = await openTiny(withUrls(manifestJson()), { dataDir: at('data') });
    expect(opened.sourceDescription).toContain('the cache');
    expect(opened.warnings).toEqual([
      { code: 'place-skipped', message: expect.stringContaining('no test-labels.idx') },
    ]);
  });

  it('in ../shared/datasets/ID of the package', async () => {
    await putFiles(at('shared', 'datasets', 'tiny'), FILES, true);
    const opened = await openTiny(manifestJson());
    expect(opened.sourceDescription).toBe(`Tiny, from ${at('shared', 'datasets', 'tiny')}`);
  });

  it('on a mirror, and next time in the cache', async () => {
    serve(FILES);
    const first = await openTiny(withUrls(manifestJson()));
    expect(first).toMatchObject({ generated: false, warnings: [] });
    expect([...server.log].sort()).toEqual([
      '/test-images.idx.gz',
      '/test-labels.idx.gz',
      '/train-images.idx.gz',
      '/train-labels.idx.gz',
    ]);
    server.answers.clear();
    const second = await openTiny(withUrls(manifestJson()));
    expect(second.dataset.hash).toBe(first.dataset.hash);
    expect(server.log.length).toBe(4);
  });

  it('for two callers at once', async () => {
    serve(FILES);
    // A manifest that is written anew is empty for a moment.
    const dataset = await putManifest(withUrls(manifestJson()));
    const opened = await Promise.all([1, 2, 3].map(() => openManifest(dataset)));
    expect(new Set(opened.map(({ dataset }) => dataset.hash)).size).toBe(1);
    const [cache = ''] = await readdir(at('cache', 'datasets'));
    expect((await readdir(at('cache', 'datasets', cache))).sort()).toEqual(
      Object.keys(FILES)
        .map((role) => `${role}.idx.gz`)
        .sort(),
    );
  });
});

describe('files beside a manifest', () => {
  const others: Files = { ...FILES, 'train-images': images(90, 5) };
  const names = 'train-images.idx, train-labels.idx, test-images.idx, test-labels.idx';
  const environment = () => ({
    EVOLAMBDA_CACHE_DIR: at('cache'),
    EVOLAMBDA_DATA_DIR: at('other'),
  });
  const instead = () =>
    `files next to the manifest take precedence: ${names} in ${at('manifests')}`;

  it.each<[string, string, OpenDatasetOptions]>([
    ['EVOLAMBDA_DATA_DIR', 'other', {}],
    ['EVOLAMBDA_DATA_DIR', 'other/tiny', {}],
    ['--data-dir', 'flag', { dataDir: 'flag' }],
  ])('go before those of %s, %s', async (flag, directory, options) => {
    const json = manifestJson(FILES, false);
    await putFiles(at('manifests'), FILES);
    await putFiles(at('other'), others);
    await putFiles(at(directory), others);
    const dataDir = options.dataDir === undefined ? {} : { dataDir: at(options.dataDir) };
    const opened = await openTiny(json, { environment: environment(), ...dataDir });
    expect(opened.sourceDescription).toBe(`Tiny, from ${at('manifests')}, next to the manifest`);
    expect(opened.dataset.train.images[2]).toBe(0);
    expect(opened.warnings.find(({ code }) => code === 'place-skipped')?.message).toBe(
      `${flag} ${at(directory)} has files of the same names and is not used; ${instead()}`,
    );
  });

  it('are those of the data directory where both are one place', async () => {
    await putFiles(at('manifests'), FILES);
    await symlink(at('manifests'), at('link'));
    expect((await openTiny(manifestJson(), { dataDir: at('link') })).warnings).toEqual([]);
  });

  it('leave a data directory without such files unused: said where a flag names it', async () => {
    await putFiles(at('manifests'), FILES, true);
    await mkdir(at('other'));
    const byVariable = await openTiny(manifestJson(), { environment: environment() });
    expect(byVariable.warnings).toEqual([]);
    const { warnings } = await openTiny(manifestJson(), { dataDir: at('other') });
    const compressed = instead().replaceAll('.idx', '.idx.gz');
    expect(warnings).toEqual([
      { code: 'place-skipped', message: `--data-dir ${at('other')} is not used; ${compressed}` },
    ]);
  });

  it('are not used where some are missing, which is said', async () => {
    const { 'test-labels': _, ...some } = FILES;
    await putFiles(at('manifests'), some);
    await putFiles(at('other'), FILES);
    const opened = await openTiny(manifestJson(), { environment: environment() });
    expect(opened.sourceDescription).toBe(`Tiny, from EVOLAMBDA_DATA_DIR ${at('other')}`);
    const message = `the files are not used: ${at('manifests')}, next to the manifest: no test-labels.idx`;
    expect(opened.warnings).toEqual([{ code: 'place-skipped', message }]);
  });
});

describe('openDataset refuses by name', () => {
  it('a damaged file in the data directory, though the data could be had elsewhere', async () => {
    await putFiles(at('data'), { ...FILES, 'train-images': images(90, 9) });
    await putFiles(at('shared', 'datasets', 'tiny'), FILES);
    const attempt = openTiny(manifestJson(), { dataDir: at('data') });
    await expect(failureOf(attempt)).rejects.toThrow(Corrupt);
    await expect(failureOf(attempt)).rejects.toThrow(`${at('data', 'train-images.idx')}: SHA-256`);
  });

  it('a test file of a wrong size, without reading it', async () => {
    await putFiles(at('data'), { ...FILES, 'test-images': images(8, 1) });
    const attempt = openTiny(manifestJson(), { dataDir: at('data') });
    await expect(failureOf(attempt)).rejects.toThrow(
      `${at('data', 'test-images.idx')}: 48 bytes; expected 52 bytes for test-images`,
    );
  });

  it('a damaged test file, when the test split is opened and not before', async () => {
    await putFiles(at('data'), { ...FILES, 'test-images': images(9, 4) });
    const opened = await openTiny(manifestJson(), { dataDir: at('data') });
    const permit = await permitTest(async () => {});
    await expect(failureOf(opened.sealedTest.open(permit))).rejects.toThrow(
      `${at('data', 'test-images.idx')}: SHA-256`,
    );
  });

  it.each<[string, OpenDatasetOptions, RegExp]>([
    [
      'a data directory that is not there',
      { dataDir: 'no/such/place' },
      /^--data-dir: "no\/such\/place" does not exist \(\/.*\/no\/such\/place\); expected an existing directory$/,
    ],
    [
      'an unknown data set',
      { dataset: 'minst' },
      /^--dataset: "minst" does not exist; expected one of mnist, fashion-mnist, generated-digits or the path .*; did you mean mnist\?$/,
    ],
    [
      'a directory in the place of a manifest',
      { dataset: '.' },
      /^--dataset: "\." is a directory; expected /,
    ],
  ])('%s', async (_, options, words) => {
    const attempt = openTiny(manifestJson(), options);
    await expect(failureOf(attempt)).rejects.toThrow(InvalidInput);
    await expect(failureOf(attempt)).rejects.toThrow(words);
  });

  it('a manifest that is not JSON, or takes the id of the renderer', async () => {
    await writeFile(at('broken.json'), '{"id": ');
    await expect(failureOf(openDataset({ dataset: at('broken.json') }))).rejects.toThrow(
      /^--dataset: ".*broken.json" is not valid JSON: line 1, column 8; expected a JSON manifest$/,
    );
    const taken = openTiny({ ...manifestJson(), id: 'generated-digits' });
    await expect(failureOf(taken)).rejects.toThrow(
      /^tiny.json.id: "generated-digits" is the id of a built-in data set/,
    );
  });

  it('files that are nowhere and have no address', async () => {
    const attempt = openTiny(manifestJson());
    await expect(failureOf(attempt)).rejects.toThrow(InvalidInput);
    await expect(failureOf(attempt)).rejects.toThrow(
      /tiny.train-images: no train-images.idx or train-images.idx.gz found/,
    );
  });
});

it('a copied data directory is the same data set', async () => {
  await putFiles(at('data'), FILES);
  await cp(at('data'), at('copy'), { recursive: true });
  const [one, two] = [
    await openTiny(manifestJson(), { dataDir: at('data') }),
    await openTiny(manifestJson(), { dataDir: at('copy') }),
  ];
  expect(two.dataset.hash).toBe(one.dataset.hash);
  expect(await readFile(at('copy', 'test-images.idx'))).toEqual(FILES['test-images']);
});
