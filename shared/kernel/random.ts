// Random streams. Every draw comes from a stream named by its purpose and place, such as
// (seed, 'mutate', generation, slot); streams share no state, so the order of execution cannot matter.
import { createCipheriv, createHash } from 'node:crypto';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import { canonicalJson } from './canonical-json.ts';

/** The name of a stream: purpose and place. */
export type StreamKey = readonly (string | number)[];

/** Draws from one stream; lives as long as one decision. */
export interface RandomStream {
  /** Uniform in [0, 1), 53 random bits. */
  real(): number;
  /** A uniform integer of min..max, both included. */
  integer(min: number, max: number): number;
  /** A uniform element; the list must not be empty. */
  pick<T>(list: readonly T[]): T;
}

/**
 * Opens the decision stream of a key: xoroshiro128+ whose state is the key's SHA-256.
 * @see Blackman and Vigna, Scrambled Linear Pseudorandom Number Generators (2018)
 */
export function randomStream(key: StreamKey): RandomStream {
  const digest = digestOf(key);
  const state = [0, 4, 8, 12].map((offset) => digest.readInt32LE(offset));
  const generator = xoroshiro128plusFromState(state);
  return {
    real: () => uniformFloat64(generator),
    integer: (min, max) => uniformInt(generator, min, max),
    pick: (list) => {
      const index = uniformInt(generator, 0, list.length - 1);
      return list[index] as (typeof list)[number];
    },
  };
}

/**
 * Uniform random bytes of a key, for bulk use (weights, masks): the AES-128-CTR keystream whose
 * key is the key's SHA-256. The first n bytes do not depend on how many are asked for.
 * @see NIST SP 800-38A, section 6.5
 */
export function randomBytesOf(key: StreamKey, length: number): Uint8Array {
  const digest = digestOf(key);
  const cipher = createCipheriv('aes-128-ctr', digest.subarray(0, 16), digest.subarray(16, 32));
  return cipher.update(new Uint8Array(length));
}

/** A uniform permutation of 0..length−1 (Fisher–Yates), the key's own. */
export function permutationOf(key: StreamKey, length: number): Int32Array {
  const stream = randomStream(key);
  const order = Int32Array.from({ length }, (_, index) => index);
  for (let last = length - 1; last > 0; last -= 1) {
    const other = stream.integer(0, last);
    const moved = order[last] as number;
    order[last] = order[other] as number;
    order[other] = moved;
  }
  return order;
}

function digestOf(key: StreamKey): Buffer {
  return createHash('sha256').update(canonicalJson(key)).digest();
}
