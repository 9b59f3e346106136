// What Lambda is sent: the bundles of the deployed assembly, synthesized with esbuild and without docker.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { FUNCTION_NAMES } from '../../shared/contracts/function-table.ts';
import { STACK_NAME } from './deployed-stack.ts';
import { cloudAssembly, describeOnEmulator } from './on-emulator.ts';

const MEGABYTE = 1e6;
const ENGINES = ['ScoreTest', 'TrainAndScore'];

interface Assets {
  readonly files: Readonly<
    Record<string, { readonly displayName: string; readonly source: { readonly path: string } }>
  >;
}

describeOnEmulator('the bundles', () => {
  const folder = cloudAssembly();
  const bundles = new Map<string, string>();

  beforeAll(() => {
    const text = readFileSync(join(folder, `${STACK_NAME}.assets.json`), 'utf8');
    for (const { displayName, source } of Object.values((JSON.parse(text) as Assets).files)) {
      const [name, kind] = displayName.split('/');
      if (kind === 'Function') bundles.set(name!, join(folder, source.path));
    }
  });

  it('with the engine take less than 120 MB unzipped', () => {
    for (const name of ENGINES) expect(bytesOf(bundleOf(name))).toBeLessThan(120 * MEGABYTE);
  });

  it('without it take less than 3 MB', () => {
    const others = [...bundles.keys()].filter((name) => !ENGINES.includes(name));
    expect(others.sort()).toEqual(
      FUNCTION_NAMES.filter((name) => !ENGINES.includes(name)).toSorted(),
    );
    for (const name of others) {
      const isPaged = name === 'Close' || name === 'Report';
      expect(readdirSync(bundleOf(name)).sort()).toEqual([
        'index.mjs',
        ...(isPaged ? ['page.html'] : []),
      ]);
      expect(bytesOf(bundleOf(name))).toBeLessThan(3 * MEGABYTE);
    }
  });

  it.each(ENGINES)('of %s has the engine for Linux x64 and for nothing else', (name) => {
    const files = filesOf(bundleOf(name)).map((file) => file.slice(bundleOf(name).length + 1));
    const native = files.filter((file) => /\.(node|dll|dylib|so(\.\d+)*)$/.test(file));
    const place = 'node_modules/onnxruntime-node/bin/napi-v6/linux/x64';
    expect(native.sort()).toEqual([
      `${place}/libonnxruntime.so.1`,
      `${place}/onnxruntime_binding.node`,
    ]);
  });

  // Lambda runs Linux x64, as the machine of this test may.
  const elsewhere = process.platform !== 'linux' || process.arch !== 'x64';
  it.skipIf(elsewhere)('of TrainAndScore loads the engine that lies in it', () => {
    const script = `
      const { createRequire } = await import('node:module');
      const require = createRequire(${JSON.stringify(`${bundleOf('TrainAndScore')}/index.mjs`)});
      const engine = require('onnxruntime-node');
      process.stdout.write(require.resolve('onnxruntime-node') + ' ' + typeof engine.InferenceSession.create);`;
    const { stdout, stderr } = spawnSync(
      process.execPath,
      ['--input-type=module', '--eval', script],
      { encoding: 'utf8', cwd: folder },
    );
    expect(stderr).toBe('');
    expect(stdout.startsWith(bundleOf('TrainAndScore'))).toBe(true);
    expect(stdout.endsWith(' function')).toBe(true);
  });

  function bundleOf(name: string): string {
    const bundle = bundles.get(name);
    if (bundle === undefined) throw new Error(`no bundle of ${name}`);
    return bundle;
  }
});

function filesOf(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesOf(path) : [path];
  });
}

function bytesOf(folder: string): number {
  return filesOf(folder).reduce((sum, file) => sum + statSync(file).size, 0);
}
