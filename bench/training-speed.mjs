// Bundles bench/training-speed.ts and runs it: `node bench/training-speed.mjs --python V/bin/python`.
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../', import.meta.url));
// Under node_modules, so that the bundle finds the packages that it imports.
const folder = fileURLToPath(new URL('../node_modules/.cache/evolambda-bench/', import.meta.url));
mkdirSync(folder, { recursive: true });
await build({
  absWorkingDir: root,
  entryPoints: ['bench/training-speed.ts'],
  outdir: folder,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  packages: 'external',
  logLevel: 'error',
});
const { status } = spawnSync(
  process.execPath,
  [`${folder}training-speed.mjs`, ...process.argv.slice(2)],
  { cwd: root, stdio: 'inherit' },
);
process.exitCode = status ?? 1;
