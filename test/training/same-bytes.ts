// Checkpoints are megabytes, which toEqual compares one element after the other.
import { expect } from 'vitest';

/** Both are there and equal. */
export function expectSameBytes(one?: Uint8Array, other?: Uint8Array): void {
  expect(Buffer.compare(one!, other!)).toBe(0);
}
