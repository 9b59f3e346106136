// `npm run tfjs:native`: TensorFlow's own library for @tensorflow/tfjs-node, which npm's install of it
// leaves out here. Built once a clone, kept in .evolambda/, and put in place again after every npm ci.
import { existsSync, rmSync } from 'node:fs';
import { arch, platform } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureInstalled } from '../bin/ensure-installed.mjs';
import { lock } from '../bin/lock.mjs';
import { inWords, NotReady } from '../bin/not-ready.mjs';
import { buildBinding } from './build-binding.mjs';
import { isInPlace, putInPlace } from './place-binding.mjs';
import { tensorflowVersion } from './try-binding.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const VERSION = '4.22.0';

await inWords(async () => {
  await ensureInstalled({ dev: true });
  const unlock = await lock(join(root, '.evolambda'));
  try {
    await ensureBinding();
  } finally {
    unlock();
  }
});

async function ensureBinding() {
  const home = join(root, 'node_modules', '@tensorflow', 'tfjs-node');
  const kept = join(root, '.evolambda', `tfjs-node-${VERSION}-${platform()}-${arch()}`);
  if (isInPlace(home) && (await says(home, 'installed'))) return;
  if (existsSync(kept)) {
    putInPlace(kept, home);
    if (await says(home, 'restored')) return;
    // Of another system under the same name, or damaged.
    rmSync(kept, { recursive: true });
  }
  await buildBinding(home, kept);
  putInPlace(kept, home);
  if (!(await says(home, 'built'))) {
    throw new NotReady('The native binding was built but does not load.', 1);
  }
}

/** Tells of a binding that works. */
async function says(home, what) {
  const version = await tensorflowVersion(home);
  if (version !== undefined) {
    process.stdout.write(`The native backend of tfjs is ${what}: TensorFlow ${version}\n`);
  }
  return version !== undefined;
}
