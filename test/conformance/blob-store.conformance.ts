// The promises of shared/ports/blob-store.ts, checked on every implementation.
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../shared/kernel/canonical-json.ts';
import { Corrupt } from '../../shared/kernel/errors.ts';
import type { BlobStore } from '../../shared/ports/blob-store.ts';

/** @param crash leaves the store's medium as a crash may while these bytes are put */
export function blobStoreConformance(
  name: string,
  open: () => BlobStore,
  crash: (bytes: Uint8Array) => Promise<void>,
): void {
  describe(`blob store: ${name}`, () => {
    it.each([[Uint8Array.of()], [Uint8Array.of(0, 255, 10)], [new Uint8Array(1e6).fill(7)]])(
      'gives back what was put, under the name of its content',
      async (bytes) => {
        const blobs = open();
        const blob = await blobs.put(bytes);
        expect(blob).toBe(sha256(bytes));
        expect(await blobs.put(bytes)).toBe(blob);
        expect(sha256(await blobs.get(blob))).toBe(blob);
      },
    );

    it('refuses a name that was never put', async () => {
      await expect(open().get(sha256('nothing'))).rejects.toThrow(Corrupt);
    });

    it('may be given the same bytes by several at once', async () => {
      const blobs = open();
      const bytes = new Uint8Array(1e5).fill(3);
      const names = await Promise.all(Array.from({ length: 5 }, () => blobs.put(bytes)));
      expect(new Set(names).size).toBe(1);
      expect(sha256(await blobs.get(sha256(bytes)))).toBe(sha256(bytes));
    });

    it('is whole or absent after a crash in the middle of a put, and whole once put again', async () => {
      const bytes = new Uint8Array(1e5).fill(5);
      const blobs = open();
      await crash(bytes);
      await expect(blobs.get(sha256(bytes))).rejects.toThrow(Corrupt);
      await blobs.put(bytes);
      expect(sha256(await blobs.get(sha256(bytes)))).toBe(sha256(bytes));
    });

    it('keeps what was put, whatever becomes of the bytes given and got', async () => {
      const blobs = open();
      const given = Uint8Array.of(1, 2, 3);
      const blob = await blobs.put(given);
      given.fill(0);
      (await blobs.get(blob)).fill(0);
      expect([...(await blobs.get(blob))]).toEqual([1, 2, 3]);
    });
  });
}
