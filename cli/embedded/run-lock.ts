// One process at a time works on a run. The lock names its process, so that a dead one's is no bar.
import { readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { InvalidInput, Retryable } from '../../shared/kernel/errors.ts';

/**
 * Takes the lock of a run's directory.
 * @returns what gives it back
 * @throws InvalidInput when another living process holds it
 */
export async function lockRun(directory: string): Promise<() => Promise<void>> {
  const path = join(directory, 'lock');
  const mine = JSON.stringify({ pid: process.pid, host: hostname() });
  for (let attempt = 0; attempt < 3; attempt += 1) {
    try {
      await writeFile(path, mine, { flag: 'wx' });
      return () => rm(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
        throw new Retryable(`cannot write in ${directory}: ${(error as Error).message}`);
      }
    }
    const holder = await readFile(path, 'utf8').catch(() => '');
    if (isAlive(holder)) {
      throw new InvalidInput([
        {
          path: directory,
          value: `a run that another process works on (${holder})`,
          allowed: 'one process at a time; wait for it or stop it',
        },
      ]);
    }
    // The holder is gone. Only a lock with the dead holder's own words is removed.
    if ((await readFile(path, 'utf8').catch(() => '')) === holder) await rm(path, { force: true });
  }
  throw new Retryable(`cannot take the lock ${path}: other processes are taking it too`);
}

/** Half-written and foreign locks count as alive only while their process can be asked. */
function isAlive(holder: string): boolean {
  try {
    const { pid, host } = JSON.parse(holder) as { pid: number; host: string };
    if (host !== hostname()) return true;
    if (pid === process.pid) return true;
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
