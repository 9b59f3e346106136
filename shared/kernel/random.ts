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

/** Bytes of a block of AES. */
const BLOCK = 16;
/** Enciphered to give the keystream, a piece at a time, which stays in the processor's cache. */
const ZEROS = new Uint8Array(65_536);

/** Uniform random bytes of a key: fillRandom into fresh memory. */
export function randomBytesOf(key: StreamKey, length: number, from = 0): Uint8Array {
  return fillRandom(key, new Uint8Array(length), from);
}

/**
 * Fills memory with uniform random bytes of a key, for bulk use (weights, masks): the AES-128-CTR
 * keystream whose key is the key's SHA-256. A byte depends on its position alone, not on how many
 * are asked for.
 * @param from position of the first byte, a multiple of 16
 * @returns bytes
 * @throws RangeError when `from` is not
 * @see NIST SP 800-38A, section 6.5
 */
export function fillRandom(key: StreamKey, bytes: Uint8Array, from = 0): Uint8Array {
  if (from % BLOCK !== 0) throw new RangeError(`from is ${from}, not a multiple of ${BLOCK}`);
  const digest = digestOf(key);
  const counter = counterAfter(digest.subarray(BLOCK, 2 * BLOCK), from / BLOCK);
  const cipher = createCipheriv('aes-128-ctr', digest.subarray(0, BLOCK), counter);
  for (let place = 0; place < bytes.length; place += ZEROS.length) {
    bytes.set(cipher.update(ZEROS.subarray(0, bytes.length - place)), place);
  }
  return bytes;
}

/** A counter block, 128 bits big-endian, some blocks further. */
function counterAfter(start: Buffer, blocks: number): Buffer {
  const sum = BigInt.asUintN(128, BigInt(`0x${start.toString('hex')}`) + BigInt(blocks));
  return Buffer.from(sum.toString(16).padStart(2 * BLOCK, '0'), 'hex');
}

/**
 * The first `count` places of a uniform permutation of 0..length−1 (Fisher–Yates, forwards), the
 * key's own. They do not depend on how many are asked for.
 */
export function permutationOf(key: StreamKey, length: number, count = length): Int32Array {
  const stream = randomStream(key);
  const order = new Int32Array(length);
  for (let index = 0; index < length; index += 1) order[index] = index;
  for (let place = 0; place < count; place += 1) {
    const other = stream.integer(place, length - 1);
    const moved = order[place] as number;
    order[place] = order[other] as number;
    order[other] = moved;
  }
  return order.subarray(0, count);
}

function digestOf(key: StreamKey): Buffer {
  return createHash('sha256').update(canonicalJson(key)).digest();
}
