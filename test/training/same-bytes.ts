import { expect } from 'vitest';

/** Both are there and equal; toEqual visits each byte as a key, which takes seconds for a megabyte. */
export function expectSameBytes(one?: Uint8Array, other?: Uint8Array): void {
  expect(Buffer.compare(one!, other!)).toBe(0);
}
