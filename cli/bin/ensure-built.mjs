// Bundles the library, the command line, its commands on AWS, its training worker and the page into dist/ when
// their sources have changed. Each bundle is whole in itself and lies directly in dist/: the code finds package.json
// and the other bundles by their place beside it.
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { buildPage } from './build-page.mjs';
import { NotReady } from './not-ready.mjs';

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
/** What goes into the bundles; `deploy` checks the settings of infra/ itself. */
export const SOURCES = ['cli', 'shared', 'functions', 'infra', 'package-lock.json'];
const STAMP = 'sources.sha256';
// What main starts or loads goes before it, the stamp after all.
const SWAP_ORDER = [
  ...['page.html', 'own-trainer-thread.mjs', 'training-worker.mjs'],
  ...['remote.mjs', 'index.mjs', 'main.mjs', STAMP],
];

/** Builds unless dist/ was built from these very sources. */
export async function ensureBuilt() {
  const hash = sourcesHash();
  if (SWAP_ORDER.every((name) => existsSync(join(dist, name))) && stampOf(dist) === hash) return;
  const aside = join(dist, `.building-${process.pid}`);
  mkdirSync(aside, { recursive: true });
  try {
    await bundle(aside);
    writeFileSync(join(aside, STAMP), hash);
    // File by file, each rename whole: a process that starts meanwhile never reads half a bundle.
    for (const name of SWAP_ORDER) await replace(join(aside, name), join(dist, name));
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
      packages: 'external',
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

function sourcesHash() {
  const hash = createHash('sha256');
  for (const file of SOURCES.flatMap((name) => filesOf(join(root, name))).sort()) {
    hash
      .update(`${relative(root, file)}\0`)
      .update(readFileSync(file))
      .update('\0');
  }
  return hash.digest('hex');
}

function filesOf(path) {
  if (!existsSync(path)) return [];
  if (path.endsWith('package-lock.json')) return [path];
  return readdirSync(path, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return filesOf(join(path, entry.name));
    return /\.(tsx?|css|mjs|json)$/.test(entry.name) ? [join(path, entry.name)] : [];
  });
}

function stampOf(folder) {
  return readFileSync(join(folder, STAMP), 'utf8');
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
