// Whether an open file is still what its path names, and as long as its writer left it. A file that is
// deleted or replaced takes writes as before: nobody would notice until the next process looks for it.
import { type FileHandle, stat } from 'node:fs/promises';
import { systemCodeOf } from './system-error.ts';

/**
 * What another process did to the file, in words; undefined where it is as its writer left it.
 * @param length bytes that its writer has written
 * @throws what the system says where it does not let us look
 */
export type ChangeOf = (length: number) => Promise<string | undefined>;

export async function watchFile(file: FileHandle, path: string): Promise<ChangeOf> {
  const { dev, ino } = await file.stat({ bigint: true });
  return async (length) => {
    const named = await stat(path, { bigint: true }).catch((error: unknown) => {
      if (!['ENOENT', 'ENOTDIR'].includes(systemCodeOf(error))) throw error;
      return undefined;
    });
    if (named === undefined) return 'was deleted';
    if (named.ino !== ino || named.dev !== dev) return 'was replaced by another file';
    if (named.size === BigInt(length)) return undefined;
    return named.size < BigInt(length)
      ? `was cut to ${named.size} of ${length} bytes`
      : `was written by another process (${named.size} bytes, not ${length})`;
  };
}
