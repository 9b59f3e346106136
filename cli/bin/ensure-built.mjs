// Bundles the library, the command line, its commands on AWS, its training worker and the page into dist/ when
// their sources have changed. Each bundle is whole in itself and lies directly in dist/: the code finds package.json
// and the other bundles by their place beside it.
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { buildPage } from './build-page.mjs';
import { NotReady } from './not-ready.mjs';
import { contentHash, listingHash } from './sources.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const dist = join(root, 'dist');
// The commands on AWS are a bundle of their own: the others start without the SDK.
const ENTRIES = {
  index: 'cli/library/index.ts',
  main: 'cli/main.ts',
  remote: 'cli/remote/main.ts',
  'own-trainer-thread': 'cli/embedded/own-trainer-thread.ts',
  'training-worker': 'cli/embedded/training-worker.ts',
};
/** Packages with native code, with files of their own, or too large to load with every command. */
const EXTERNAL = ['onnxruntime-node', '@tensorflow/*', '@aws-sdk/*', '@smithy/*', 'open'];
const STAMP = 'sources.sha256';
// What main starts or loads goes before it, the stamp after all.
const SWAP_ORDER = [
  ...['page.html', 'own-trainer-thread.mjs', 'training-worker.mjs'],
  ...['remote.mjs', 'index.mjs', 'main.mjs', STAMP],
];

/** Builds unless dist/ was built from these very sources. */
export async function ensureBuilt() {
  const isComplete = SWAP_ORDER.every((name) => existsSync(join(dist, name)));
  const [content, listing] = isComplete ? stampOf(dist) : [];
  const listed = listingHash(root);
  if (listing === listed) return;
  const hash = contentHash(root);
  const aside = join(dist, `.building-${process.pid}`);
  mkdirSync(aside, { recursive: true });
  try {
    const isBuilt = content === hash;
    if (!isBuilt) await bundle(aside);
    writeFileSync(join(aside, STAMP), `${hash}\n${listed}`);
    // File by file, each rename whole: a process that starts meanwhile never reads half a bundle.
    for (const name of isBuilt ? [STAMP] : SWAP_ORDER) {
      await replace(join(aside, name), join(dist, name));
    }
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

async function bundle(outdir) {
  const { build } = await import('esbuild');
  try {
    await build({
      absWorkingDir: root,
      entryPoints: ENTRIES,
      outdir,
      outExtension: { '.js': '.mjs' },
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20.19',
      external: EXTERNAL,
      mainFields: ['module', 'main'],
      logLevel: 'silent',
    });
    writeFileSync(join(outdir, 'page.html'), await buildPage());
  } catch (error) {
    const faults = error.errors?.map(({ text, location }) =>
      location ? `${location.file}:${location.line}: ${text}` : text,
    );
    throw new NotReady(`The build failed:\n${(faults ?? [error.message]).join('\n')}`, 1);
  }
}

/** The content hash and the listing hash of the sources that dist/ was built from. */
function stampOf(folder) {
  return existsSync(join(folder, STAMP))
    ? readFileSync(join(folder, STAMP), 'utf8').split('\n')
    : [];
}

// Windows refuses to replace a file while another process reads it.
async function replace(from, to, attempts = 20) {
  try {
    renameSync(from, to);
  } catch (error) {
    if (attempts === 0 || !['EPERM', 'EBUSY', 'EACCES'].includes(error.code)) throw error;
    await pause(50);
    await replace(from, to, attempts - 1);
  }
}
