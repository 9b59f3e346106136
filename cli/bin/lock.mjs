// One process at a time works on node_modules: npm ci empties it, under the feet of a second one.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** Waits for the clone's lock. @returns what lets go of it */
export async function lock(folder) {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'install.lock');
  for (let waits = 0; ; waits += 1) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' });
      return () => rmSync(file, { force: true });
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (ownerIsGone(file)) rmSync(file, { force: true });
    else await pause(300);
    // A process that took the number of a killed one would keep us here.
    if (waits === 10)
      process.stderr.write(`Waiting for another installation. If none is running: rm ${file}\n`);
  }
}

function ownerIsGone(file) {
  try {
    const owner = Number(readFileSync(file, 'utf8'));
    // Created and not yet written to: its owner lives.
    if (owner === 0) return false;
    process.kill(owner, 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}
