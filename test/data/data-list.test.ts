// `evolambda data list` answers for every data set, whatever lies in the directories that it looks in.
import { expect, it } from 'vitest';
import { told } from '../bad-inputs/told.ts';

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
    /^mnist +not here: .*train-labels-idx1-ubyte: 5 bytes; train-labels has 60008$/m,
  );
});
