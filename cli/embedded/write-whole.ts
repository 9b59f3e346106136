// A file that is there whole or as it was before.
import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Writes beside and renames; folders are made. What is no file but a device or a pipe, such as /dev/null, is
 * written to and stays what it is.
 * @throws what the system says
 */
export async function writeWhole(path: string, content: Uint8Array | string): Promise<void> {
  const there = await stat(path).catch(() => undefined);
  if (there !== undefined && !there.isFile() && !there.isDirectory()) {
    await writeFile(path, content);
    return;
  }
  const aside = `${path}.${randomUUID()}.part`;
  await mkdir(dirname(path), { recursive: true });
  try {
    await writeFile(aside, content, { flag: 'wx' });
    await rename(aside, path);
  } finally {
    await rm(aside, { force: true });
  }
}
