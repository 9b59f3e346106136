import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { cacheDirectory } from '../../cli/data/cache-directory.ts';
import { openDataset } from '../../cli/data/open-dataset.ts';
import { Corrupt, Retryable } from '../../shared/kernel/errors.ts';
import { FILES, failureOf, images, manifestJson } from './idx-fixture.ts';
import { at, openTiny, putFiles, serve, server, useTinyHome, withUrls } from './tiny-home.ts';

useTinyHome();

describe('the cache', () => {
  const cachedFile = async (name: string) => {
    const [cache = ''] = await readdir(at('cache', 'datasets'));
    return at('cache', 'datasets', cache, name);
  };

  it.each(['train-images.idx', 'train-images.idx.gz'])('replaces a damaged %s', async (name) => {
    serve(FILES);
    await openTiny(withUrls(manifestJson()));
    await writeFile(await cachedFile(name), images(90, 3));
    const opened = await openTiny(withUrls(manifestJson()));
    expect(Buffer.from(opened.dataset.train.images)).toEqual(
      FILES['train-images']!.subarray(16, 16 + 72 * 4),
    );
    const again = await openTiny(withUrls(manifestJson()));
    expect(again.dataset.hash).toBe(opened.dataset.hash);
    expect(server.log.length).toBe(5);
  });

  it('is said to vouch for itself where the manifest states no hash, once', async () => {
    serve(FILES);
    const json = withUrls(manifestJson(FILES, false));
    const first = await openTiny(json);
    expect(first.warnings.map(({ code }) => code)).toEqual(new Array(4).fill('unverified-file'));
    expect((await openTiny(json)).warnings).toEqual([]);
    await writeFile(await cachedFile('train-images.idx.gz'), gzipSync(images(90, 3)));
    const repaired = await openTiny(json);
    expect(repaired.dataset.hash).toBe(first.dataset.hash);
  });

  it('that cannot be written is named', async () => {
    await writeFile(at('cache'), 'a file');
    const attempt = openTiny(withUrls(manifestJson()));
    await expect(failureOf(attempt)).rejects.toThrow(Retryable);
    await expect(failureOf(attempt)).rejects.toThrow(/cannot be written .*EVOLAMBDA_CACHE_DIR/);
  });

  it('lies where the platform keeps such things', () => {
    const home = join('/', 'home', 'ada');
    expect(cacheDirectory({}, 'linux', home)).toBe(join(home, '.cache', 'evolambda'));
    expect(cacheDirectory({ XDG_CACHE_HOME: '/x' }, 'linux', home)).toBe(join('/x', 'evolambda'));
    expect(cacheDirectory({ XDG_CACHE_HOME: 'x' }, 'linux', home)).toBe(
      join(home, '.cache', 'evolambda'),
    );
    expect(cacheDirectory({}, 'darwin', home)).toBe(join(home, 'Library', 'Caches', 'evolambda'));
    expect(cacheDirectory({ LOCALAPPDATA: 'L' }, 'win32', home)).toBe(
      join('L', 'evolambda', 'Cache'),
    );
    expect(cacheDirectory({ EVOLAMBDA_CACHE_DIR: '/c' }, 'win32', home)).toBe('/c');
  });
});

describe('without the data', () => {
  it('says what was tried and what helps', async () => {
    await server.close();
    const attempt = openTiny(withUrls(manifestJson()));
    await expect(failureOf(attempt)).rejects.toThrow(Retryable);
    const words = await attempt.catch((error: Error) => error.message);
    const host = new URL(server.base).host;
    expect(words).toContain('Tiny is not on this machine and could not be downloaded.');
    expect(words).toContain(`${at('shared', 'datasets', 'tiny')}: none of its files`);
    expect(words).toMatch(
      new RegExp(
        `${host}: ECONNREFUSED.* \\(train-images.idx, train-labels.idx, test-images.idx, test-labels.idx\\)`,
      ),
    );
    expect(words).toContain('--data-dir DIR');
    expect(words).not.toContain('generated-digits');
    const replaceable = openTiny(withUrls(manifestJson()), { offlineDigits: 'offered' });
    await expect(failureOf(replaceable)).rejects.toThrow('--dataset generated-digits');
  });

  it('falls back to generated digits only when told so, and says it loudly', async () => {
    const opened = await openTiny(withUrls(manifestJson()), { offlineDigits: 'if-unavailable' });
    expect(opened).toMatchObject({ generated: true, manifest: { id: 'generated-digits' } });
    expect(opened.dataset.id).toBe('generated-digits');
    expect(opened.warnings[0]).toEqual({
      code: 'generated-data',
      message: expect.stringMatching(/^GENERATED DIGITS.*HTTP 404/s),
    });
  });

  it('does not fall back from damaged data', async () => {
    await putFiles(at('data'), { ...FILES, 'train-labels': Buffer.from('?') });
    const json = manifestJson(FILES, false);
    const attempt = openTiny(json, { dataDir: at('data'), offlineDigits: 'if-unavailable' });
    await expect(failureOf(attempt)).rejects.toThrow(Corrupt);
  });

  it('uses generated digits where they are asked for', async () => {
    const byFlag = await openDataset({ dataset: 'mnist', offlineDigits: 'always' });
    const byId = await openDataset({ dataset: 'generated-digits' });
    expect(byFlag.generated && byId.generated).toBe(true);
    expect(byFlag.dataset.hash).toBe(byId.dataset.hash);
  });
});
