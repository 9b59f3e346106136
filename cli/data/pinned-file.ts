// Trust on first use, for downloads whose manifest states no SHA-256: the first content is pinned in
// NAME.sha256 beside the cached file, and every later content must equal it.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ManifestFile } from '../../shared/contracts/dataset-manifest.ts';
import { Corrupt } from '../../shared/kernel/errors.ts';

export function pinPath(directory: string, file: ManifestFile): string {
  return join(directory, `${file.name}.sha256`);
}

/**
 * The manifest entry with the pinned SHA-256 where it states none; as it is without a pin.
 * @throws Corrupt naming a pin that is no SHA-256
 */
export async function withPin(directory: string, file: ManifestFile): Promise<ManifestFile> {
  if (file.sha256 !== undefined || file.published !== undefined) return file;
  const path = pinPath(directory, file);
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return file;
  const pinned = text.trim();
  if (!/^[0-9a-f]{64}$/.test(pinned)) {
    throw new Corrupt(`${path}: not a SHA-256; delete the file to pin the next download`);
  }
  return { ...file, sha256: pinned };
}

/** Pins a content; of several processes the first one's pin stays. */
export async function pin(directory: string, file: ManifestFile, sha256: string): Promise<void> {
  const path = pinPath(directory, file);
  await writeFile(path, `${sha256}\n`, { flag: 'wx' }).catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  });
}
