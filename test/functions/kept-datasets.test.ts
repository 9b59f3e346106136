// A worker that lives longer than a push of its data set.
import { expect, it } from 'vitest';
import { keptDatasets } from '../../functions/aws/s3-dataset.ts';
import type { Dataset } from '../../shared/data/dataset.ts';

const FIRST = { hash: 'a', splitId: 'halves' } as Dataset;

function reader(...stored: Dataset[]) {
  let reads = 0;
  const kept = keptDatasets(async () => {
    const dataset = stored[Math.min(reads, stored.length - 1)];
    reads += 1;
    if (dataset === undefined) throw new Error('nothing is stored');
    return dataset;
  });
  return { kept, reads: () => reads };
}

it('reads once for many runs, also for two at once', async () => {
  const { kept, reads } = reader(FIRST);
  const data = { id: 'digits', hash: 'a', splitId: 'halves' };
  await Promise.all([kept.open('digits'), kept.openFor(data)]);
  expect(await kept.openFor(data)).toBe(FIRST);
  expect(reads()).toBe(1);
});

it.each([
  ['other bytes', { hash: 'b', splitId: 'halves' }],
  ['another split of the same bytes', { hash: 'a', splitId: 'thirds' }],
])('reads anew for a run on %s', async (_, pushed) => {
  const { kept, reads } = reader(FIRST, pushed as Dataset);
  await kept.open('digits');
  expect(await kept.openFor({ id: 'digits', ...pushed })).toBe(pushed);
  expect(reads()).toBe(2);
});

it('keeps no failure', async () => {
  const { kept, reads } = reader();
  await expect(kept.open('digits')).rejects.toThrow('nothing is stored');
  await expect(kept.open('digits')).rejects.toThrow('nothing is stored');
  expect(reads()).toBe(2);
});
