// Puts a built binding where tfjs-node looks for it, so that it is found whole or not at all: the
// libraries first, the binding that loads them last.
import {
  copyFileSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { join } from 'node:path';

/** What a build leaves, in the order in which it is put in place. */
export const PARTS = ['deps', 'lib'];

/** @param home folder of the package */
export function isInPlace(home) {
  return PARTS.every((part) => existsSync(join(home, part)));
}

/**
 * @param kept folder of the parts
 * @param home folder of the package
 */
export function putInPlace(kept, home) {
  const aside = join(home, `.placing-${process.pid}`);
  try {
    for (const part of PARTS) linkTree(join(kept, part), join(aside, part));
    for (const part of [...PARTS].reverse())
      rmSync(join(home, part), { recursive: true, force: true });
    for (const part of PARTS) renameSync(join(aside, part), join(home, part));
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

/** The same files under another name; copies where a file system or a disk between them has no links. */
function linkTree(from, to) {
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from)) {
    const source = join(from, name);
    const target = join(to, name);
    const stat = lstatSync(source);
    if (stat.isDirectory()) linkTree(source, target);
    else if (stat.isSymbolicLink()) symlinkSync(readlinkSync(source), target);
    else {
      try {
        linkSync(source, target);
      } catch {
        copyFileSync(source, target);
      }
    }
  }
}
