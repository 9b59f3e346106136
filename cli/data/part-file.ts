// A download under way: NAME.<machine>-<process>-<n>.part. The owner in the name keeps processes that
// download at once apart; a part whose owner is gone is taken over (by renaming it, which only one
// process can win) and gone on with.
import { createHash } from 'node:crypto';
import { type FileHandle, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';

/** A live download on another machine that shares the directory writes more often than this. */
const FOREIGN_PART_IDLE_MS = 10 * 60_000;

const machine = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
const ownParts = new Set<string>();
let partsMade = 0;

export class PartFile {
  readonly path: string;
  #size: number;
  readonly #handle: FileHandle;

  private constructor(path: string, handle: FileHandle, size: number) {
    this.path = path;
    this.#handle = handle;
    this.#size = size;
  }

  /** Bytes received so far. */
  get size(): number {
    return this.#size;
  }

  /** A part of this file to write to: an abandoned one, or a new empty one. */
  static async claim(directory: string, name: string): Promise<PartFile> {
    partsMade += 1;
    const path = join(directory, `${name}.${machine}-${process.pid}-${partsMade}.part`);
    ownParts.add(path);
    try {
      const taken = await takeOver(directory, name, path);
      const handle = await open(path, taken ? 'r+' : 'wx+');
      return new PartFile(path, handle, (await handle.stat()).size);
    } catch (error) {
      ownParts.delete(path);
      throw error;
    }
  }

  async append(chunk: Uint8Array): Promise<void> {
    let written = 0;
    while (written < chunk.length) {
      const left = chunk.length - written;
      const { bytesWritten } = await this.#handle.write(chunk, written, left, this.#size);
      written += bytesWritten;
      this.#size += bytesWritten;
    }
  }

  async restart(): Promise<void> {
    await this.#handle.truncate(0);
    this.#size = 0;
  }

  async content(): Promise<Uint8Array> {
    return readFile(this.path);
  }

  /** Puts the whole file under its final name, durably and at once; a twin's file may be there. */
  async publish(finalPath: string): Promise<void> {
    await this.#handle.sync();
    await this.#close();
    try {
      await rename(this.path, finalPath);
    } catch (error) {
      // Windows refuses to replace a file that another process reads: the twin's is as good.
      const there = await stat(finalPath).catch(() => undefined);
      if (process.platform !== 'win32' || there === undefined) throw error;
      await rm(this.path, { force: true });
    }
  }

  /** Leaves the part for a later download to go on with; an empty one is removed. */
  async leave(): Promise<void> {
    await this.#close();
    if (this.#size === 0) await rm(this.path, { force: true });
  }

  async discard(): Promise<void> {
    await this.#close();
    await rm(this.path, { force: true });
  }

  async #close(): Promise<void> {
    await this.#handle.close();
    ownParts.delete(this.path);
  }
}

async function takeOver(directory: string, name: string, path: string): Promise<boolean> {
  const pattern = /^\.(?<owner>[0-9a-f]{8})-(?<pid>\d+)-\d+\.part$/;
  for (const entry of await readdir(directory)) {
    if (!entry.startsWith(name)) continue;
    const groups = pattern.exec(entry.slice(name.length))?.groups;
    if (groups === undefined) continue;
    const found = join(directory, entry);
    if (!(await isAbandoned(found, String(groups.owner), Number(groups.pid)))) continue;
    try {
      await rename(found, path);
      return true;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    }
  }
  return false;
}

async function isAbandoned(path: string, owner: string, pid: number): Promise<boolean> {
  if (owner !== machine) {
    const found = await stat(path).catch(() => undefined);
    return found !== undefined && Date.now() - found.mtimeMs > FOREIGN_PART_IDLE_MS;
  }
  if (pid === process.pid) return !ownParts.has(path);
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}
