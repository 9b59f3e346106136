import { expect, it } from 'vitest';
import { append, greatest, least } from '../../shared/kernel/long-lists.ts';

const LONG = Array.from({ length: 1_000_000 }, (_, index) => (index * 7919) % 1_000_003);

it('append, greatest and least take lists of any length', () => {
  const list = [-5];
  append(list, LONG);
  expect([list.length, list[0], list.at(-1)]).toEqual([1_000_001, -5, LONG.at(-1)]);
  expect([least(list), greatest(list)]).toEqual([-5, 1_000_002]);
});

it('greatest and least are Math.max and Math.min otherwise', () => {
  for (const values of [[], [3], [-0, 0], [2, Number.NaN, 1], [Infinity, -Infinity]]) {
    expect(greatest(values)).toBe(Math.max(...values));
    expect(least(values)).toBe(Math.min(...values));
  }
});
