// Which files of a data set lie in a directory, plain or gzip. What a file is, its first bytes and its
// size say, never its name: installers leave gzip without .gz, and plain files with it.
import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatasetManifest, ManifestFile } from '../../shared/contracts/dataset-manifest.ts';
import { idxHeader, MAX_HEADER_BYTES } from '../../shared/data/idx-header.ts';
import { isGzip } from '../../shared/data/read-idx.ts';
import { Corrupt } from '../../shared/kernel/errors.ts';

export interface StoredFiles {
  readonly directory: string;
  /** Path of each file that is there, by role. */
  readonly paths: ReadonlyMap<string, string>;
  readonly missing: readonly ManifestFile[];
}

/**
 * Finds a data set's files in a directory; of each no more than the header is read. Where both NAME and
 * NAME.gz are there, one that cannot be the file is passed over.
 * @param unusable whether a file that cannot be the manifest's is an error or none at all
 * @throws Corrupt naming every such file
 */
export async function storedFiles(
  manifest: DatasetManifest,
  directory: string,
  unusable: 'refuse' | 'skip' = 'refuse',
): Promise<StoredFiles> {
  const paths = new Map<string, string>();
  const faults: string[] = [];
  for (const file of manifest.files) {
    const plain = join(directory, file.name);
    const looks = await Promise.all([plain, `${plain}.gz`].map((path) => lookAt(path, file)));
    const present = looks.filter((look) => look !== undefined);
    const [best] = present
      .filter(({ fault }) => fault === undefined)
      .toSorted((a, b) => rank(file, a) - rank(file, b));
    if (best !== undefined) paths.set(file.role, best.path);
    else faults.push(present.map(({ fault }) => fault).join('\n'));
  }
  const found = faults.filter((fault) => fault !== '');
  if (unusable === 'refuse' && found.length > 0) throw new Corrupt(found.join('\n'));
  return { directory, paths, missing: manifest.files.filter(({ role }) => !paths.has(role)) };
}

interface Look {
  readonly path: string;
  readonly size: number;
  readonly isGzip: boolean;
  /** Why it cannot be the manifest's file. */
  readonly fault?: string;
}

/** Plain content is read faster; but where only the published .gz can be checked, that one. */
function rank({ sha256, published }: ManifestFile, look: Look): number {
  if (sha256 !== undefined || published === undefined) return look.isGzip ? 1 : 0;
  if (!look.isGzip) return 2;
  return look.size === published.bytes ? 0 : 1;
}

async function lookAt(path: string, file: ManifestFile): Promise<Look | undefined> {
  const size = await sizeOf(path);
  if (size === undefined) return undefined;
  const start = await firstBytes(path, MAX_HEADER_BYTES);
  if (isGzip(start)) return { path, size, isGzip: true };
  const fault = plainFault(path, size, start, file);
  return { path, size, isGzip: false, ...(fault === undefined ? {} : { fault }) };
}

function plainFault(
  path: string,
  size: number,
  start: Uint8Array,
  { role, content, bytes }: ManifestFile,
): string | undefined {
  const what = path.endsWith('.gz') ? `${size} bytes, not gzip` : `${size} bytes`;
  if (bytes !== undefined && size !== bytes)
    return `${path}: ${what}; expected ${bytes} bytes for ${role}`;
  try {
    const { totalBytes } = idxHeader(path, start, content);
    if (size === totalBytes) return undefined;
    const problem = size < totalBytes ? 'file is truncated' : 'file is too long';
    return `${path}: ${problem}: ${what}; its header states ${totalBytes} bytes`;
  } catch (error) {
    if (!(error instanceof Corrupt)) throw error;
    return error.message;
  }
}

async function firstBytes(path: string, count: number): Promise<Uint8Array> {
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(new Uint8Array(count), 0, count, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
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
