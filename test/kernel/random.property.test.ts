import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { permutationOf, randomBytesOf, randomStream } from '../../shared/kernel/random.ts';
import { chiSquareRatio, histogram } from './chi-square.ts';

const DRAWS = 20_000;

const key = fc.array(fc.oneof(fc.string(), fc.integer()), { minLength: 1, maxLength: 4 });

describe('a random stream', () => {
  it('is its key’s own: the same again, whatever else was drawn meanwhile', () => {
    fc.assert(
      fc.property(key, key, (one, other) => {
        const alone = randomStream(one);
        const expected = [alone.real(), alone.integer(0, 99), alone.real()];
        const again = randomStream(one);
        const noise = randomStream(other);
        const first = again.real();
        noise.real();
        const found = [first, again.integer(0, 99), again.real()];
        expect(found).toEqual(expected);
      }),
    );
  });

  it('differs for keys that differ in order, grouping or type', () => {
    const keys = [
      ['a', 1, 2],
      ['a', 2, 1],
      ['a', 12],
      ['a', '1', 2],
      ['a1', 2],
      ['a', 1, 2, 0],
    ];
    expect(new Set(keys.map((one) => randomStream(one).real())).size).toBe(keys.length);
  });

  it('gives reals uniform in [0, 1) and integers uniform with both ends', () => {
    const stream = randomStream(['uniform']);
    const reals = Array.from({ length: DRAWS }, () => stream.real());
    expect(reals.every((real) => real >= 0 && real < 1)).toBe(true);
    expect(chiSquareRatio(histogram(reals, 20))).toBeLessThan(1);
    const counts = new Array<number>(7).fill(0);
    for (let draw = 0; draw < DRAWS; draw += 1) counts[stream.integer(-3, 3) + 3]! += 1;
    expect(chiSquareRatio(counts)).toBeLessThan(1);
  });

  it('is uniform over neighbouring keys too: first draws of slots 0, 1, 2, …', () => {
    const firsts = Array.from({ length: DRAWS }, (_, slot) => randomStream([1, 's', slot]).real());
    expect(chiSquareRatio(histogram(firsts, 20))).toBeLessThan(1);
    const pairs = firsts.slice(1).map((real, index) => [firsts[index]!, real] as const);
    const cells = new Array<number>(25).fill(0);
    for (const [a, b] of pairs) cells[5 * Math.floor(a * 5) + Math.floor(b * 5)]! += 1;
    expect(chiSquareRatio(cells)).toBeLessThan(1);
  });

  it('picks every element alike', () => {
    const stream = randomStream(['pick']);
    const counts = new Map<string, number>();
    for (let draw = 0; draw < DRAWS; draw += 1) {
      const letter = stream.pick(['a', 'b', 'c', 'd']);
      counts.set(letter, (counts.get(letter) ?? 0) + 1);
    }
    expect(chiSquareRatio([...counts.values()])).toBeLessThan(1);
  });
});

describe('random bytes', () => {
  it('begin alike however many are asked for', () => {
    fc.assert(
      fc.property(key, fc.nat(300), fc.nat(300), (name, length, more) => {
        const longer = randomBytesOf(name, length + more);
        expect(longer).toHaveLength(length + more);
        expect([...longer.subarray(0, length)]).toEqual([...randomBytesOf(name, length)]);
      }),
    );
  });

  it('are the same wherever one begins to read, over the carry of the counter too', () => {
    fc.assert(
      fc.property(key, fc.nat(40), (name, blocks) => {
        const all = randomBytesOf(name, 16 * 300);
        expect([...randomBytesOf(name, 32, 16 * blocks)]).toEqual([
          ...all.subarray(16 * blocks, 16 * blocks + 32),
        ]);
        expect([...randomBytesOf(name, 16, 16 * 299)]).toEqual([...all.subarray(16 * 299)]);
      }),
    );
    const long = randomBytesOf(['long'], 70_000);
    expect(randomBytesOf(['long'], 4_480, 65_520)).toEqual(long.subarray(65_520));
    expect(() => randomBytesOf(['odd'], 4, 7)).toThrow(RangeError);
  });

  it('are uniform', () => {
    const counts = new Array<number>(256).fill(0);
    for (const byte of randomBytesOf(['bytes'], 256 * 400)) counts[byte]! += 1;
    expect(chiSquareRatio(counts)).toBeLessThan(1);
  });
});

describe('a permutation', () => {
  it('holds every index once', () => {
    fc.assert(
      fc.property(key, fc.nat(200), (name, length) => {
        const order = permutationOf(name, length);
        expect([...order].sort((a, b) => a - b)).toEqual([...new Array(length).keys()]);
        expect([...permutationOf(name, length)]).toEqual([...order]);
      }),
    );
  });

  it('begins alike however many places are asked for', () => {
    fc.assert(
      fc.property(key, fc.nat(200), fc.nat(200), (name, length, count) => {
        const some = permutationOf(name, length, Math.min(count, length));
        expect([...some]).toEqual([...permutationOf(name, length)].slice(0, some.length));
      }),
    );
  });

  it('is each of the possible ones alike', () => {
    const counts = new Map<string, number>();
    for (let draw = 0; draw < 12_000; draw += 1) {
      const name = permutationOf(['permute', draw], 4).join('');
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    expect(counts.size).toBe(24);
    expect(chiSquareRatio([...counts.values()])).toBeLessThan(1);
  });
});
