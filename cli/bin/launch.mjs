// From a command's name on disk to its bundle: an installed package carries it, a clone prepares
// itself first.
import { existsSync } from 'node:fs';
import { nodeTooOld } from './node-version.mjs';

const isClone = existsSync(new URL('../main.ts', import.meta.url));

/** Runs an entry of the bundle, `main` or `npmStart`, with this process's arguments. */
export async function launch(entry) {
  const tooOld = nodeTooOld();
  if (tooOld !== undefined) refuse(tooOld);
  else if (await isPrepared()) await run(entry);
}

// The preparation speaks on stderr only, so that --json stays clean.
async function isPrepared() {
  if (!isClone) return true;
  const { prepareClone } = await import('./prepare-clone.mjs');
  return prepareClone();
}

async function run(entry) {
  const bundle = await import('../../dist/main.mjs').catch(notLoaded);
  if (bundle !== undefined) process.exitCode = await bundle[entry](process.argv.slice(2));
}

function notLoaded(error) {
  const remedy = isClone
    ? 'Delete node_modules and dist, then run this command again.'
    : 'Reinstall it.';
  const [cause] = error.message.split('\n');
  refuse(`evolambda could not be loaded: ${cause} ${remedy}`);
}

function refuse(words) {
  process.stderr.write(`${words}\n`);
  process.exitCode = 2;
}
