// `npm run tfjs:native`: a binding appears whole or not at all, and what stands in the way is told.
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isInPlace, putInPlace } from '../../cli/native/place-binding.mjs';

const root = process.cwd();
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'evolambda-native-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a built binding', () => {
  it('is put in place, over what an interrupted or older one left', () => {
    const [kept, home] = [join(folder, 'kept'), join(folder, 'home')];
    write(join(kept, 'deps/lib/libtensorflow.so.2'), 'library');
    symlinkSync('libtensorflow.so.2', join(kept, 'deps/lib/libtensorflow.so'));
    write(join(kept, 'lib/napi-v8/tfjs_binding.node'), 'binding');
    write(join(home, 'deps/lib/of-an-older-one'), '');
    expect(isInPlace(home)).toBe(false);
    for (const _ of ['first', 'again']) {
      putInPlace(kept, home);
      expect(isInPlace(home)).toBe(true);
      expect(readdirSync(join(home, 'deps/lib')).sort()).toEqual([
        'libtensorflow.so',
        'libtensorflow.so.2',
      ]);
      expect(readFileSync(join(home, 'deps/lib/libtensorflow.so'), 'utf8')).toBe('library');
      expect(readFileSync(join(home, 'lib/napi-v8/tfjs_binding.node'), 'utf8')).toBe('binding');
      expect(readdirSync(home).sort()).toEqual(['deps', 'lib']);
    }
  });
});

describe('without what a build needs', () => {
  const build = `
    import(process.argv[1]).then(({ buildBinding }) => buildBinding(...process.argv.slice(2)))
      .catch(({ name, message, exitCode }) => console.log(JSON.stringify({ name, message, exitCode })));
  `;

  it.each([
    ['a Python', [], /with TensorFlow's Python wheel: Python 3 with pip is missing/],
    [
      'a compiler',
      ['python3'],
      /with TensorFlow's Python wheel: a C\+\+ compiler \(g\+\+\) is missing/,
    ],
  ])('%s, says so and leaves nothing', (_, commands, reason) => {
    const tools = join(folder, 'tools');
    for (const command of commands) {
      write(join(tools, command), '#!/bin/sh\nexit 0\n');
      spawnSync('chmod', ['+x', join(tools, command)]);
    }
    const home = join(folder, 'node_modules/@tensorflow/tfjs-node');
    cpSync(
      join(root, 'node_modules/@tensorflow/tfjs-node/package.json'),
      join(home, 'package.json'),
    );
    const kept = join(folder, '.evolambda/tfjs-node');
    mkdirSync(join(folder, '.evolambda'));
    const script = pathToFileURL(join(root, 'cli/native/build-binding.mjs')).href;
    const { stdout } = spawnSync(process.execPath, ['-e', build, script, home, kept], {
      encoding: 'utf8',
      env: { PATH: tools, EVOLAMBDA_TFJS_LIBRARY: 'wheel' },
    });
    const refusal = JSON.parse(stdout);
    expect(refusal).toMatchObject({ name: 'NotReady', exitCode: 2 });
    expect(refusal.message).toMatch(
      /with the official library: EVOLAMBDA_TFJS_LIBRARY is set to wheel/,
    );
    expect(refusal.message).toMatch(
      process.platform === 'linux' && process.arch === 'x64'
        ? reason
        : /the wheel supports linux x64 only/,
    );
    expect(existsSync(kept)).toBe(false);
    expect(readdirSync(join(home, '..'))).toEqual(['tfjs-node']);
  });
});

function write(path: string, content: string): void {
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, content);
}
