// A bundle is made anew when what it was made of has changed, so all of that has to be looked at.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { SOURCES } from '../../cli/bin/ensure-built.mjs';
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
    expect(modules.filter((path) => !SOURCES.includes(path.split('/')[0]!))).toEqual([]);
  },
);
