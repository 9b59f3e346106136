// Blobs in memory, for runs that leave nothing on disk.
import { sha256 } from '../../shared/kernel/canonical-json.ts';
import { Corrupt } from '../../shared/kernel/errors.ts';
import type { BlobStore } from '../../shared/ports/blob-store.ts';

export function memoryBlobs(): BlobStore {
  const blobs = new Map<string, Uint8Array>();
  return {
    put: async (bytes) => {
      const name = sha256(bytes);
      blobs.set(name, Uint8Array.from(bytes));
      return name;
    },
    get: async (name) => {
      const bytes = blobs.get(name);
      if (bytes === undefined) throw new Corrupt(`blob ${name} is missing`);
      return Uint8Array.from(bytes);
    },
  };
}
