// `npm run bench:size`: what the run-time dependencies take on disk, beside the limit.

import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { npmCli } from '../cli/bin/npm-cli.mjs';

const LIMIT_MB = 350;
const root = fileURLToPath(new URL('../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'evolambda-size-'));

try {
  for (const file of ['package.json', 'package-lock.json', '.npmrc']) {
    cpSync(join(root, file), join(folder, file));
  }
  const flags = ['--omit=dev', '--ignore-scripts', '--prefer-offline', '--loglevel=error'];
  execFileSync(process.execPath, [npmCli(), 'ci', ...flags], { cwd: folder, stdio: 'ignore' });
  const modules = join(folder, 'node_modules');
  const sizes = packagesIn(modules)
    .map((name) => ({ name, mb: bytesOf(join(modules, name)) / 2 ** 20 }))
    .sort((a, b) => b.mb - a.mb);
  for (const { name, mb } of sizes) {
    process.stdout.write(`${mb.toFixed(1).padStart(8)} MB  ${name}\n`);
  }
  const total = sizes.reduce((sum, { mb }) => sum + mb, 0);
  process.stdout.write(`${total.toFixed(1).padStart(8)} MB  total; limit ${LIMIT_MB} MB\n`);
  if (total > LIMIT_MB) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function packagesIn(modules) {
  return readdirSync(modules).flatMap((name) =>
    name.startsWith('@') ? readdirSync(join(modules, name)).map((part) => `${name}/${part}`) : name,
  );
}

function bytesOf(path) {
  const entry = statSync(path);
  if (!entry.isDirectory()) return entry.size;
  return readdirSync(path).reduce((sum, name) => sum + bytesOf(join(path, name)), 0);
}
