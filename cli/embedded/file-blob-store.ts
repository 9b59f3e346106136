// Blobs as files named by the SHA-256 of their content.
import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256 } from '../../shared/kernel/canonical-json.ts';
import { Corrupt, Retryable } from '../../shared/kernel/errors.ts';
import type { BlobStore } from '../../shared/ports/blob-store.ts';
import { reasonOf } from './system-error.ts';

/** Blobs in a folder, which is made when the first one comes. */
export function fileBlobStore(folder: string): BlobStore {
  return {
    put: async (bytes) => {
      const name = sha256(bytes);
      const path = join(folder, name);
      // A damaged file under this name is replaced.
      const isStored = await readFile(path).then(
        (stored) => sha256(stored) === name,
        () => false,
      );
      if (isStored) return name;
      const temporary = `${path}.${randomUUID()}.part`;
      try {
        await mkdir(folder, { recursive: true });
        await writeSynced(temporary, bytes);
        await rename(temporary, path);
      } catch (error) {
        await rm(temporary, { force: true });
        throw new Retryable(`cannot write ${path}: ${reasonOf(error)}`, { cause: error });
      }
      return name;
    },
    get: async (name) => {
      const bytes = await readFile(join(folder, name)).catch(() => {
        throw new Corrupt(`blob ${name} is missing from ${folder}`);
      });
      if (sha256(bytes) !== name) throw new Corrupt(`blob ${name} in ${folder} is damaged`);
      return bytes;
    },
  };
}

async function writeSynced(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}
