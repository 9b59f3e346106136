// What the bundles are made of. Whether it changed is found by sizes and times in a few milliseconds; where these
// differ, as after a checkout, by content.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';

/** Files and folders of the project that go into the bundles; `deploy` checks the settings of infra/ itself. */
export const SOURCES = ['cli', 'shared', 'functions', 'infra', 'package-lock.json'];

/** Hash of paths and contents. */
export function contentHash(root) {
  const hash = createHash('sha256');
  for (const file of sourceFiles(root)) {
    hash
      .update(`${relative(root, file)}\0`)
      .update(readFileSync(file))
      .update('\0');
  }
  return hash.digest('hex');
}

/** Hash of paths, sizes and times. The time of the inode (ctime) changes even where a tool restores the file's own. */
export function listingHash(root) {
  const hash = createHash('sha256');
  for (const file of sourceFiles(root)) {
    const { size, mtimeMs, ctimeMs } = statSync(file);
    hash.update(`${file}\0${size} ${mtimeMs} ${ctimeMs}\0`);
  }
  return hash.digest('hex');
}

function sourceFiles(root) {
  return SOURCES.flatMap((name) => filesOf(join(root, name))).sort();
}

function filesOf(path) {
  if (!existsSync(path)) return [];
  if (path.endsWith('package-lock.json')) return [path];
  return readdirSync(path, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return filesOf(join(path, entry.name));
    return /\.(tsx?|css|mjs|json)$/.test(entry.name) ? [join(path, entry.name)] : [];
  });
}
