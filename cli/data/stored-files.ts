// Which files of a data set lie in a directory, plain or as .gz; looked at from outside only.
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatasetManifest, ManifestFile } from '../../shared/contracts/dataset-manifest.ts';
import { Corrupt } from '../../shared/kernel/errors.ts';

export interface StoredFiles {
  readonly directory: string;
  /** Path of each file that is there, by role. */
  readonly paths: ReadonlyMap<string, string>;
  readonly missing: readonly ManifestFile[];
}

/**
 * Finds a data set's files in a directory without reading them.
 * @param wrongSize whether a plain file whose size is not the manifest's is an error or none at all
 * @throws Corrupt naming such a file
 */
export async function storedFiles(
  manifest: DatasetManifest,
  directory: string,
  wrongSize: 'refuse' | 'skip' = 'refuse',
): Promise<StoredFiles> {
  const found = await Promise.all(manifest.files.map((file) => pathOf(directory, file, wrongSize)));
  const paths = new Map<string, string>();
  manifest.files.forEach((file, index) => {
    const path = found[index];
    if (path !== undefined) paths.set(file.role, path);
  });
  return { directory, paths, missing: manifest.files.filter(({ role }) => !paths.has(role)) };
}

/** The plain file is read faster; but where only the published .gz can be checked, that one. */
async function pathOf(
  directory: string,
  file: ManifestFile,
  wrongSize: 'refuse' | 'skip',
): Promise<string | undefined> {
  const plain = join(directory, file.name);
  const packed = `${plain}.gz`;
  const packedOnly = file.sha256 === undefined && file.published !== undefined;
  for (const path of packedOnly ? [packed, plain] : [plain, packed]) {
    const size = await sizeOf(path);
    if (size === undefined) continue;
    if (path === plain && file.bytes !== undefined && size !== file.bytes) {
      if (wrongSize === 'skip') continue;
      throw new Corrupt(`${path}: ${size} bytes; ${file.role} has ${file.bytes}`);
    }
    return path;
  }
  return undefined;
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    const found = await stat(path);
    return found.isFile() ? found.size : undefined;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}
