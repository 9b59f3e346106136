// One process at a time works on a run. The lock names its process, so that a dead one's is no bar.
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { constants, copyFile, link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { InvalidInput, Retryable } from '../../shared/kernel/errors.ts';
import { systemCodeOf, unusable } from './system-error.ts';

/** Locks of this process. A lock that names our process and is not among them is an earlier one's. */
const held = new Set<string>();

/** What file systems without hard links answer. */
const NO_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'];

/**
 * Takes the lock of a run's directory, until it is given back or the process exits.
 * @returns what gives it back
 * @throws InvalidInput when another living process holds it, or the directory cannot be written in
 * @throws Retryable when the disk is full or fails
 */
export async function lockRun(directory: string): Promise<() => Promise<void>> {
  const path = join(directory, 'lock');
  for (let attempt = 0; attempt < 3; attempt += 1) {
    if (await take(path, directory)) return untilExit(path);
    const holder = await readFile(path, 'utf8').catch(() => undefined);
    if (holder === undefined) continue;
    if (held.has(path) || isAlive(holder)) {
      throw new InvalidInput([
        {
          path: directory,
          value: `a run that another process works on (${holder})`,
          allowed: `one process at a time; wait for it or stop it. If there is none, delete ${path}`,
        },
      ]);
    }
    await takeAway(path, holder);
  }
  throw new Retryable(`cannot take the lock ${path}: other processes are taking it too`);
}

/**
 * Written aside and linked, the lock appears with its holder's name or not at all: nobody mistakes a
 * lock that is being written for one that was left.
 */
async function take(path: string, directory: string): Promise<boolean> {
  const aside = `${path}.${randomUUID()}`;
  const mine = JSON.stringify({ pid: process.pid, host: hostname() });
  try {
    await writeFile(aside, mine, { flag: 'wx' });
    await link(aside, path).catch((error: unknown) => {
      if (!NO_LINKS.includes(systemCodeOf(error))) throw error;
      return copyFile(aside, path, constants.COPYFILE_EXCL);
    });
    return true;
  } catch (error) {
    if (systemCodeOf(error) === 'EEXIST') return false;
    throw unusable('the directory of the run', directory, error);
  } finally {
    await rm(aside, { force: true });
  }
}

/**
 * Renamed first, so that of two processes that found the same dead holder one alone removes its
 * lock; had the other taken it meanwhile, it is put back.
 */
async function takeAway(path: string, holder: string): Promise<void> {
  const away = `${path}.${randomUUID()}`;
  try {
    await rename(path, away);
    if ((await readFile(away, 'utf8')) !== holder) await link(away, path);
  } catch {
    // Another process was faster; the next attempt sees what there is.
  } finally {
    await rm(away, { force: true });
  }
}

function untilExit(path: string): () => Promise<void> {
  const giveBack = () => rmSync(path, { force: true });
  held.add(path);
  process.once('exit', giveBack);
  return async () => {
    process.off('exit', giveBack);
    held.delete(path);
    await rm(path, { force: true });
  };
}

/** A foreign lock counts as alive only while its process can be asked. */
function isAlive(holder: string): boolean {
  try {
    const { pid, host } = JSON.parse(holder) as { pid: number; host: string };
    if (host !== hostname()) return true;
    if (pid === process.pid) return false;
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCodeOf(error) === 'EPERM';
  }
}
