// A bundle is made anew when what it was made of has changed, so all of that has to be looked at.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { SOURCES } from '../../cli/bin/sources.mjs';
import { root } from './npm.ts';

it.each(['main', 'own-trainer-thread', 'remote', 'training-worker'])(
  '%s.mjs holds nothing from elsewhere',
  (name) => {
    const bundle = readFileSync(join(root, 'dist', `${name}.mjs`), 'utf8');
    // esbuild heads each module with its path.
    const modules = Array.from(
      bundle.matchAll(/^\/\/ ([\w./-]+\.(?:ts|mjs|json))$/gm),
      ([, path]) => path!,
    );
    expect(modules.length).toBeGreaterThan(10);
    // Packages are pinned by package-lock.json, which is one of the sources.
    const allowed = [...SOURCES, 'node_modules'];
    expect(modules.filter((path) => !allowed.includes(path.split('/')[0]!))).toEqual([]);
  },
);
