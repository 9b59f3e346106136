// `evolambda data verify` says what it checked; `evolambda data list` answers for every data set, whatever lies in the directories that it looks in.
import { describe, expect, it } from 'vitest';
import { told } from '../bad-inputs/told.ts';
import { FILES, manifestJson } from './idx-fixture.ts';

it('names a file that cannot be the data set, and goes on with the next', async () => {
  const { code, stdout, stderr } = await told({
    name: 'list',
    args: ['data', 'list', '--json', '--data-dir', '@'],
    files: { 'train-labels-idx1-ubyte': 'hello' },
  });
  const sets = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(sets.map(({ id, where }) => [id, where])).toEqual([
    ['mnist', null],
    ['fashion-mnist', null],
    ['generated-digits', 'drawn where they are used'],
  ]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
});

it('says why a data set is not here', async () => {
  const { stdout } = await told({
    name: 'list',
    args: ['data', 'list', '--data-dir', '@'],
    files: { 'train-labels-idx1-ubyte': 'hello' },
  });
  expect(stdout).toMatch(
    /^mnist +not available: .*train-labels-idx1-ubyte: 5 bytes; expected 60008 bytes for train-labels$/m,
  );
});

describe('data verify', () => {
  const files = Object.fromEntries(
    Object.entries(FILES).map(([role, bytes]) => [`${role}.idx`, bytes]),
  );
  /** @param hashless roles of files whose SHA-256 the manifest does not state */
  async function verified(hashless: readonly string[], ...flags: string[]) {
    const json = manifestJson();
    const stated = json.files.map((file) =>
      hashless.includes(String(file.role)) ? { ...file, sha256: undefined } : file,
    );
    const manifest = JSON.stringify({ ...json, files: stated });
    const args = ['data', 'verify', '@m.json', ...flags];
    return told({ name: 'verify', args, files: { ...files, 'm.json': manifest } });
  }

  it('is recommended by data get, which checks no content', async () => {
    const manifest = JSON.stringify(manifestJson());
    const other = files['train-labels.idx']!.with(-1, 0);
    const spoilt = { ...files, 'train-labels.idx': other };
    const args = ['data', 'get', 'm.json', '--data-dir', '.'];
    const { stdout } = await told({ name: 'get', args, files: { ...spoilt, 'm.json': manifest } });
    expect(stdout).toMatch(
      /^tiny: all files are in .*; to verify their content: .* data verify m\.json --data-dir \.$/m,
    );
  });

  it('says that every file has its hash where the manifest states all of them', async () => {
    const { stdout } = await verified([]);
    expect(stdout).toMatch(
      /^tiny in .*, next to the manifest: every file matches the SHA-256 in the manifest$/m,
    );
  });

  it('names the files that have no hash to check', async () => {
    const { stdout } = await verified(['train-images', 'test-labels']);
    expect(stdout).toMatch(
      /^tiny in .*, next to the manifest: every file has a valid IDX header and the matching size; not checked, because the manifest has no SHA-256: train-images\.idx, test-labels\.idx$/m,
    );
    const { stdout: json } = await verified(['test-labels'], '--json');
    expect(JSON.parse(json).files).toMatchObject([
      { name: 'train-images.idx', checkedBy: 'manifest' },
      { name: 'train-labels.idx', checkedBy: 'manifest' },
      { name: 'test-images.idx', checkedBy: 'manifest' },
      { name: 'test-labels.idx', checkedBy: 'nothing' },
    ]);
  });
});
