// Fills the folder that a worker's image is made of: the bundles, and of every package the files that they
// can come to load, found by following their imports. Usage: node infra/images/assemble.mjs cpu|gpu FOLDER
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { nodeFileTrace } from '@vercel/nft';
import { bundleWorker, ENTRIES } from './bundle-worker.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
/** Of the runtime's binaries, images of workers need those for Linux x64. */
const RUNTIME = 'node_modules/onnxruntime-node/bin/napi-v6';
const OTHER_SYSTEMS = [`${RUNTIME}/{win32,darwin}/**`, `${RUNTIME}/linux/arm64/**`];
const TENSORFLOW = 'node_modules/@tensorflow/**';

/** What an image leaves out: one with a GPU trains on onnxruntime alone. */
const IGNORED = { cpu: OTHER_SYSTEMS, gpu: [...OTHER_SYSTEMS, TENSORFLOW] };

/** Of the files of packages, which several images have in common. */
const analyses = {};

/** @param image `cpu` or `gpu`. @param folder becomes what lies in the image */
export async function assemble(image, folder) {
  const cache = join(root, 'node_modules', '.cache');
  mkdirSync(cache, { recursive: true });
  // Inside the project: from there the bundles find their packages.
  const bundles = mkdtempSync(join(cache, 'evolambda-image-'));
  try {
    await bundleWorker(root, bundles);
    const entries = Object.keys(ENTRIES).map((name) => join(bundles, `${name}.mjs`));
    const options = { base: root, ignore: IGNORED[image], cache: analyses };
    const { fileList } = await nodeFileTrace(entries, options);
    mkdirSync(folder, { recursive: true });
    for (const file of fileList) {
      const isBundle = dirname(join(root, file)) === bundles;
      copy(join(root, file), join(folder, isBundle ? basename(file) : file));
    }
    // Providers are opened by name when they are first asked for: nothing imports them.
    const native = `${RUNTIME}/linux/x64`;
    copy(join(root, native), join(folder, native));
  } finally {
    rmSync(bundles, { recursive: true, force: true });
  }
}

function copy(from, to) {
  cpSync(from, to, { recursive: true, verbatimSymlinks: true });
}

if (
  process.argv[1] !== undefined &&
  relative(process.argv[1], fileURLToPath(import.meta.url)) === ''
) {
  const [image, folder] = parseArgs({ allowPositionals: true }).positionals;
  if (!Object.hasOwn(IGNORED, image ?? '') || folder === undefined) {
    process.stderr.write('usage: node infra/images/assemble.mjs cpu|gpu FOLDER\n');
    process.exitCode = 2;
  } else await assemble(image, folder);
}
