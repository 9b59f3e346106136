// What Lambda is sent: synthesized once as `cdk synth` does it, with esbuild and without docker.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from './synthesized.ts';

const MEGABYTE = 1e6;
const ENGINES = ['ScoreTest', 'TrainAndScore'];

interface Assets {
  readonly files: Readonly<
    Record<string, { readonly displayName: string; readonly source: { readonly path: string } }>
  >;
}

describe('the bundles', () => {
  const folder = mkdtempSync(join(tmpdir(), 'evolambda-synth-'));
  const bundles = new Map<string, string>();

  beforeAll(() => {
    const { context } = JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8'));
    const { status, stderr } = spawnSync(process.execPath, ['infra/synth.mjs'], {
      cwd: root,
      encoding: 'utf8',
      env: {
        ...process.env,
        CDK_OUTDIR: folder,
        CDK_CONTEXT_JSON: JSON.stringify(context),
      },
    });
    if (status !== 0) throw new Error(stderr);
    const { files } = JSON.parse(
      readFileSync(join(folder, 'Evolambda.assets.json'), 'utf8'),
    ) as Assets;
    for (const { displayName, source } of Object.values(files)) {
      const [name, kind] = displayName.split('/');
      if (kind === 'Function') bundles.set(name!, join(folder, source.path));
    }
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('with the engine take less than 120 MB unzipped', () => {
    for (const name of ENGINES) expect(bytesOf(bundleOf(name))).toBeLessThan(120 * MEGABYTE);
  });

  it('without it take less than 3 MB', () => {
    const others = [...bundles.keys()].filter((name) => !ENGINES.includes(name));
    expect(others.sort()).toEqual(
      ['CheckProgress', 'Close', 'DeadLetter', 'Plan', 'PrepareRun', 'Report', 'RunStopped'].sort(),
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
