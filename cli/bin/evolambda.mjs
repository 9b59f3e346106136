#!/usr/bin/env node
// The `evolambda` command. An installed package carries its bundle; a clone prepares itself first.
import { existsSync } from 'node:fs';
import { nodeTooOld } from './node-version.mjs';

const isClone = existsSync(new URL('../main.ts', import.meta.url));
const tooOld = nodeTooOld();
if (tooOld !== undefined) refuse(tooOld);
else if (await isPrepared()) await run(process.argv.slice(2));

// The preparation speaks on stderr only, so that --json stays clean.
async function isPrepared() {
  if (!isClone) return true;
  const { prepareClone } = await import('./prepare-clone.mjs');
  return prepareClone();
}

async function run(argv) {
  const bundle = await import('../../dist/main.mjs').catch(notLoaded);
  if (bundle !== undefined) process.exitCode = await bundle.main(argv);
}

function notLoaded(error) {
  const remedy = isClone ? 'Delete node_modules and dist, then run this again.' : 'Reinstall it.';
  const [cause] = error.message.split('\n');
  refuse(`evolambda could not be loaded: ${cause} ${remedy}`);
}

function refuse(words) {
  process.stderr.write(`${words}\n`);
  process.exitCode = 2;
}
