// One process at a time writes a journal, or works on a comparison. The lock names its process, so
// that the lock of a dead process is taken over.
import { randomUUID } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import {
  constants,
  copyFile,
  link,
  readFile,
  readlink,
  realpath,
  rename,
  rm,
  writeFile,
} from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { InvalidInput, Retryable } from '../../shared/kernel/errors.ts';
import { systemCodeOf, unusable } from './system-error.ts';

/** Gives a lock back; further calls do nothing. */
export type Unlock = () => Promise<void>;

/** Locks of this thread, each with its text: they go when it exits. */
const held = new Map<string, string>();

/** What file systems without hard links answer. */
const NO_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'];

interface Holder {
  readonly pid: number;
  readonly host: string;
  /** ISO 8601. */
  readonly since: string;
}

/** What is locked, as the errors name it. */
interface Locked {
  /** The field or flag by which a person named it. */
  readonly name: string;
  readonly what: string;
  /** What may be there, where no lock can be written. */
  readonly allowed?: string;
}

/**
 * Takes the lock of a directory that is no run's but holds several, until it is given back or the
 * process exits.
 * @throws InvalidInput when a living process holds it, or the directory cannot be written in
 * @throws Retryable when the disk is full or fails
 */
export async function lockDirectory(directory: string): Promise<Unlock> {
  return takeLock(join(directory, 'lock'), { name: directory, what: 'directory' });
}

/**
 * Takes the lock of a journal, a file beside it, until it is given back or the process exits. All paths
 * that lead to one file lead to one lock.
 * @param name of the field or flag that named the journal
 * @throws InvalidInput when a living process holds it, this one included, or no lock can be beside it
 * @throws Retryable when the disk is full or fails
 */
export async function lockJournal(path: string, name: string): Promise<Unlock> {
  const allowed = 'a file in an existing, writable directory';
  const place = await realPathOf(path).catch((error: unknown) => {
    const isWithoutDirectory = systemCodeOf(error) === 'ENOENT';
    throw unusable(name, isWithoutDirectory ? dirname(path) : path, error, allowed);
  });
  return takeLock(`${place}.lock`, { name, what: 'journal', allowed });
}

/** Where a path leads, whether there is a file or not yet. */
async function realPathOf(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if (systemCodeOf(error) !== 'ENOENT') throw error;
  }
  const target = await readlink(path).catch(() => undefined);
  if (target !== undefined) return realPathOf(resolve(dirname(path), target));
  return join(await realpath(dirname(path)), basename(path));
}

async function takeLock(path: string, locked: Locked): Promise<Unlock> {
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const mine = await take(path, locked);
    if (mine !== undefined) return untilExit(path, mine);
    const text = await readFile(path, 'utf8').catch(() => undefined);
    if (text === undefined) continue;
    const holder = livingHolder(path, text);
    if (holder !== undefined) throw refusal(path, locked, holder);
    await takeAway(path, text);
  }
  throw new Retryable(
    `cannot acquire the lock ${path}: other processes are acquiring it at the same time`,
  );
}

function refusal(path: string, { name, what }: Locked, { pid, host, since }: Holder): InvalidInput {
  const isOurs = pid === process.pid && host === hostname();
  const who = isOurs ? 'this process' : `process ${pid} on ${host}`;
  const problem = `${what} is in use by ${who} since ${since}`;
  const hint = isOurs
    ? 'close the other store first: await store.close()'
    : `wait for the process or stop it; if it no longer exists, delete ${path}`;
  const allowed = `a ${what} that is not in use`;
  return new InvalidInput([{ path: name, value: who, problem, allowed, hint }]);
}

/**
 * The text of the lock that was taken; undefined where there is one already. Written aside and linked, the lock appears with its holder's name or not at all: nobody mistakes a
 * lock that is being written for one that was left.
 */
async function take(path: string, { name, allowed }: Locked): Promise<string | undefined> {
  const aside = `${path}.${randomUUID()}`;
  const since = new Date().toISOString();
  const holder: Holder = { pid: process.pid, host: hostname(), since };
  const mine = JSON.stringify(holder);
  try {
    await writeFile(aside, mine, { flag: 'wx' });
    await link(aside, path).catch((error: unknown) => {
      if (!NO_LINKS.includes(systemCodeOf(error))) throw error;
      return copyFile(aside, path, constants.COPYFILE_EXCL);
    });
    return mine;
  } catch (error) {
    if (systemCodeOf(error) === 'EEXIST') return undefined;
    throw unusable(name, path, error, allowed);
  } finally {
    await rm(aside, { force: true });
  }
}

/**
 * Renamed first, so that of two processes that found the same dead holder one alone removes its
 * lock; had the other taken it meanwhile, it is put back.
 */
async function takeAway(path: string, text: string): Promise<void> {
  const away = `${path}.${randomUUID()}`;
  try {
    await rename(path, away);
    if ((await readFile(away, 'utf8')) !== text) await link(away, path);
  } catch {
    // Another process was faster; the next attempt sees what there is.
  } finally {
    await rm(away, { force: true });
  }
}

function untilExit(path: string, mine: string): Unlock {
  // One listener for all locks: Node warns of more than ten.
  if (!process.listeners('exit').includes(releaseAll)) process.on('exit', releaseAll);
  held.set(path, mine);
  let isHeld = true;
  return async () => {
    // A second call must not delete a lock that was taken since.
    if (!isHeld) return;
    isHeld = false;
    held.delete(path);
    release(path, mine);
  };
}

function releaseAll(): void {
  for (const [path, mine] of held) release(path, mine);
}

/** A lock that was deleted while it was held may be another process's by now, which stays. */
function release(path: string, mine: string): void {
  try {
    if (readFileSync(path, 'utf8') === mine) rmSync(path, { force: true });
  } catch {
    // One that cannot be deleted names this process, and is taken over once the process is gone.
  }
}

/** Who holds a lock; undefined when that process is gone. A process on another host cannot be asked. */
function livingHolder(path: string, text: string): Holder | undefined {
  const holder = holderIn(text);
  if (holder === undefined) return undefined;
  if (held.has(path) || holder.host !== hostname()) return holder;
  if (holder.pid === process.pid) return isOfThisProcess(holder) ? holder : undefined;
  try {
    process.kill(holder.pid, 0);
    return holder;
  } catch (error) {
    return systemCodeOf(error) === 'EPERM' ? holder : undefined;
  }
}

function holderIn(text: string): Holder | undefined {
  try {
    const { pid, host, since } = JSON.parse(text) as Holder;
    const isWhole = Number.isInteger(pid) && [host, since].every((one) => typeof one === 'string');
    return isWhole ? { pid, host, since } : undefined;
  } catch {
    return undefined;
  }
}

/** Another thread's lock was taken after the process began; an earlier process of our number, before. */
function isOfThisProcess({ since }: Holder): boolean {
  return Date.parse(since) >= Date.now() - 1000 * process.uptime();
}
