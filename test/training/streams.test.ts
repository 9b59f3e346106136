// The streams of a training, by their definitions.
import { expect, test } from 'vitest';
import { randomBytesOf } from '../../shared/kernel/random.ts';
import { batchOrder, dropoutMask, scheduledRate } from '../../shared/training/streams.ts';

test.each([1, 51, 128, 179, 255])('a mask keeps a unit when its byte is at least %i', (level) => {
  const mask = dropoutMask('5eed', 1, 37, level / 256, 3, 5);
  const bytes = [...randomBytesOf(['5eed', 'mask', 1], 5 * 37 * 64)].slice(3 * 37 * 64);
  expect([...mask]).toEqual(bytes.map((byte) => (byte >= level ? 1 : 0)));
});

test('every epoch is a fresh permutation whose remainder under a batch is dropped', () => {
  const [first, second] = [batchOrder('5eed', 200, 0, 3), batchOrder('5eed', 200, 3, 6)];
  for (const epoch of [first, second]) {
    expect(new Set(epoch).size).toBe(192);
    expect(Math.max(...epoch)).toBeLessThan(200);
  }
  expect(second).not.toEqual(first);
  // Cut elsewhere, across the epochs' border, it is the same order.
  expect([...batchOrder('5eed', 200, 2, 5)]).toEqual([
    ...first.subarray(128),
    ...second.subarray(0, 128),
  ]);
});

test('the linear schedule starts at the learning rate and would be 0 one step after the last', () => {
  const budget = { examples: 640, schedule: 'linear' } as const;
  const rates = [0, 1, 9, 10].map((step) => scheduledRate(0.5, budget, step));
  expect(rates).toEqual([0.5, 0.45, 0.5 * (1 - 9 / 10), 0]);
});
