// Builds tfjs-node's native binding in a copy of the package, with the library that its makers publish
// or, where their host is out of reach, with the one in TensorFlow's Python wheel.
import { cpSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { NotReady } from '../bin/not-ready.mjs';
import { buildOfficially, whyNotOfficially } from './official-library.mjs';
import { PARTS } from './place-binding.mjs';
import { tensorflowVersion } from './try-binding.mjs';
import { buildFromWheel, whyNotFromWheel } from './wheel-library.mjs';

const WAYS = [
  { name: 'the official library', whyNot: whyNotOfficially, build: buildOfficially },
  { name: "TensorFlow's Python wheel", whyNot: whyNotFromWheel, build: buildFromWheel },
];

/**
 * @param home folder of the package, which stays as it is
 * @param kept where the parts go; it appears whole
 */
export async function buildBinding(home, kept) {
  // Beside the package: its scripts find their own dependencies from there.
  const aside = join(dirname(home), `.tfjs-node-${process.pid}`);
  const keptAside = `${kept}.building-${process.pid}`;
  removeAbandoned(dirname(home), /^\.tfjs-node-(\d+)$/);
  removeAbandoned(dirname(kept), /\.building-(\d+)$/);
  try {
    await buildSomehow(home, aside);
    mkdirSync(keptAside, { recursive: true });
    for (const part of PARTS) renameSync(join(aside, part), join(keptAside, part));
    renameSync(keptAside, kept);
  } finally {
    for (const folder of [aside, keptAside]) rmSync(folder, { recursive: true, force: true });
  }
}

/** @throws NotReady with the reason why each way is closed here */
async function buildSomehow(home, aside) {
  const reasons = [];
  for (const { name, whyNot, build } of WAYS) {
    let reason = await whyNot();
    if (reason === undefined) {
      process.stderr.write(`Building the native backend of tfjs with ${name} …\n`);
      rmSync(aside, { recursive: true, force: true });
      cpSync(home, aside, { recursive: true, filter: (path) => !isPart(home, path) });
      reason = await build(aside);
      if (reason === undefined && (await tensorflowVersion(aside)) === undefined) {
        reason = 'the built binding does not load';
      }
      if (reason === undefined) return;
    }
    reasons.push(`with ${name}: ${reason}`);
  }
  throw new NotReady(
    `The native backend of tfjs could not be built.\n${reasons.join('\n')}\n` +
      'The backends wasm and cpu of the engine tfjs remain available.',
    2,
  );
}

function isPart(home, path) {
  return PARTS.some((part) => path === join(home, part));
}

/** What killed processes left. */
function removeAbandoned(folder, pattern) {
  for (const name of readdirSync(folder)) {
    const owner = Number(pattern.exec(name)?.[1]);
    if (owner > 0 && !isAlive(owner)) rmSync(join(folder, name), { recursive: true, force: true });
  }
}

function isAlive(owner) {
  try {
    process.kill(owner, 0);
    return true;
  } catch (error) {
    return error.code !== 'ESRCH';
  }
}
