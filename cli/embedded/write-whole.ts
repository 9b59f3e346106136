// A file that is there whole or as it was before.
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Retryable } from '../../shared/kernel/errors.ts';
import { reasonOf } from './system-error.ts';

/** Files that are being written: a process that is stopped takes them away. */
const unfinished = new Set<string>();

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
  await writeAll(new Map([[path, content]]));
}

/**
 * Files that belong together, by their paths: all are written beside before the first is renamed, so that a
 * full disk leaves those that were there.
 * @throws what the system says
 */
export async function writeAll(files: ReadonlyMap<string, Uint8Array | string>): Promise<void> {
  if (!process.listeners('exit').includes(removeUnfinished)) process.on('exit', removeUnfinished);
  const asides = new Map([...files.keys()].map((path) => [`${path}.${randomUUID()}.part`, path]));
  try {
    for (const [aside, path] of asides) {
      unfinished.add(aside);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(aside, files.get(path) ?? '', { flag: 'wx' });
    }
    for (const [aside, path] of asides) await rename(aside, path);
  } finally {
    for (const aside of asides.keys()) {
      await rm(aside, { force: true }).catch(() => undefined);
      unfinished.delete(aside);
    }
  }
}

/**
 * As writeWhole, of a file in a directory that was ours to write in before.
 * @throws Retryable naming the file, whatever the system says
 */
export async function writeOwn(path: string, content: Uint8Array | string): Promise<void> {
  await writeWhole(path, content).catch((error: unknown) => {
    throw new Retryable(`cannot write ${path}: ${reasonOf(error)}`, { cause: error });
  });
}

function removeUnfinished(): void {
  for (const path of unfinished) {
    try {
      rmSync(path, { force: true });
    } catch {
      // The others are still to go.
    }
  }
}
