// The package as users get it: packed, installed in an empty folder, started.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { libraryExamples } from './library-examples.ts';
import { isOffline, linkRuntimePackages, npm, root } from './npm.ts';

const SHIPPED = [
  'LICENSE',
  'README.md',
  'cli/bin/evolambda.mjs',
  'cli/bin/launch.mjs',
  'cli/bin/node-version.mjs',
  'dist/index.d.ts',
  'dist/index.mjs',
  'dist/main.mjs',
  'dist/own-trainer-thread.mjs',
  'dist/page.html',
  'dist/remote.mjs',
  'dist/training-worker.mjs',
  'package.json',
];
/** Between what two examples print. */
const BOUNDARY = '=== the next example ===';
const GENOME = {
  layers: [{ units: 8, activation: 'relu' }],
  optimizer: { kind: 'adam', learningRate: 0.001 },
};

describe('package', () => {
  const folder = mkdtempSync(join(tmpdir(), 'evolambda-package-'));
  const app = join(folder, 'app');
  let files: readonly string[] = [];
  let offline = false;

  beforeAll(() => {
    mkdirSync(app);
    writeFileSync(join(app, 'package.json'), '{"private":true}');
    const typed = npm(root, ['run', '--silent', 'build:types']);
    expect(typed.status, typed.stderr).toBe(0);
    const packed = npm(root, ['pack', '--json', '--pack-destination', folder]);
    expect(packed.status, packed.stderr).toBe(0);
    const [tarball] = JSON.parse(packed.stdout) as {
      filename: string;
      files: { path: string }[];
    }[];
    files = tarball!.files.map(({ path }) => path).sort();
    linkRuntimePackages(app);
    const flags = ['--ignore-scripts', '--omit=dev', '--prefer-offline', '--no-audit'];
    const installed = npm(app, ['install', ...flags, join(folder, tarball!.filename)]);
    offline = isOffline(installed);
    if (!offline) expect(installed.status, installed.stderr).toBe(0);
  }, 180_000);
  beforeEach(({ skip, task }) => {
    if (offline && task.name !== NEEDS_NO_INSTALL) skip('the npm registry cannot be reached');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }), 60_000);

  const NEEDS_NO_INSTALL = 'holds the bundles and the command, no sources, tests or data';
  it(NEEDS_NO_INSTALL, () => {
    expect(files).toEqual(SHIPPED);
  });

  it('names no path of the machine that built it, and no source map', () => {
    for (const file of SHIPPED.filter((name) => name.endsWith('.mjs'))) {
      const text = readFileSync(join(app, 'node_modules/evolambda', file), 'utf8');
      expect(text).not.toContain(root);
      expect(text).not.toContain('sourceMappingURL');
    }
  });

  it.each([
    [['--version'], 0, /^\d+\.\d+\.\d+\n$/, npmExec],
    [['--help'], 0, /evolambda run/, started],
    [['replay', 'no-such-run'], 2, /^$/, started],
  ] as const)(
    'evolambda %s ends with %i',
    (args, code, stdout, call) => {
      const run = call(args);
      expect(run.stdout).toMatch(stdout);
      expect(run.status, run.stderr).toBe(code);
      expect(run.stderr).not.toMatch(/^\s+at |could not be loaded/m);
    },
    60_000,
  );

  it('trains a network', () => {
    const flags = ['--genome', '-', '--dataset', 'generated-digits', '--examples', '640', '--json'];
    const run = started(['evaluate', ...flags], JSON.stringify(GENOME));
    expect(run.status, run.stderr).toBe(0);
    expect(JSON.parse(run.stdout)).toMatchObject({ status: 'completed', examplesSeen: 640 });
  }, 120_000);

  it('the library’s door has these names and no others', () => {
    const run = node(`console.log(Object.keys(await import('evolambda')).sort().join(' '))`);
    expect(run.stdout.trim()).toBe(
      'Corrupt InvalidInput Retryable createSearch defineSpace evolve fileStore memoryStore',
    );
    const inner = node(`await import('evolambda/dist/main.mjs')`);
    expect(inner.stderr).toContain('ERR_PACKAGE_PATH_NOT_EXPORTED');
  });

  it('importing the library loads no engine and no AWS package', () => {
    const run = node(`
      import { createRequire } from 'node:module';
      await import('evolambda');
      const { cache } = createRequire(import.meta.url);
      const heavy = Object.keys(cache).filter((path) => /onnxruntime|tensorflow|aws-sdk/.test(path));
      const text = (await import('node:fs')).readFileSync('node_modules/evolambda/dist/index.mjs', 'utf8');
      const named = [...text.matchAll(/from "([^".][^"]*)"/g)].map(([, name]) => name);
      console.log(JSON.stringify({ heavy, named: [...new Set(named)].filter((name) => !name.startsWith('node:')) }));
    `);
    const { heavy, named } = JSON.parse(run.stdout);
    expect(heavy).toEqual([]);
    expect(named.join(' ')).not.toMatch(/onnxruntime|tensorflow|aws/);
  });

  it('the examples of the types and of docs/library.md compile and run', () => {
    const examples = libraryExamples(join(app, 'node_modules/evolambda/dist/index.d.ts'));
    expect(examples.length).toBeGreaterThanOrEqual(5);
    for (const [index, code] of examples.entries()) {
      writeFileSync(join(app, `example${index}.mts`), code);
    }
    const files = examples.map((_, index) => `example${index}.mts`);
    const flags = ['--strict', '--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess'];
    const target = ['--module', 'nodenext', '--target', 'es2023', '--skipLibCheck', 'false'];
    const types = ['--types', 'node', '--typeRoots', join(root, 'node_modules/@types')];
    const compiler = join(root, 'node_modules/typescript-7/bin/tsc');
    const compiled = spawnSync(
      process.execPath,
      [compiler, ...flags, ...target, ...types, ...files],
      {
        cwd: app,
        encoding: 'utf8',
      },
    );
    expect(compiled.stdout).toBe('');
    // One after the other in one process.
    const imports = files.map(
      (file) => `console.log('${BOUNDARY}'); await import('./${file.replace('.mts', '.mjs')}');`,
    );
    const run = node(imports.join('\n'));
    expect(run.status, run.stderr).toBe(0);
    expect(run.stdout).not.toMatch(/undefined|NaN/);
    const [, ...printed] = run.stdout.split(`${BOUNDARY}\n`);
    expect(printed).toHaveLength(files.length);
    for (const [index, text] of printed.entries()) expect(text.trim(), files[index]).not.toBe('');
  }, 120_000);

  function node(code: string) {
    const args = ['--input-type=module', '--eval', code];
    return spawnSync(process.execPath, args, { cwd: app, encoding: 'utf8' });
  }

  function npmExec(args: readonly string[]) {
    return npm(app, ['exec', '--no', '--', 'evolambda', ...args]);
  }

  /** The command that npm installed, without npm's own second. */
  function started(args: readonly string[], input = '') {
    const bin = join(app, 'node_modules/evolambda/cli/bin/evolambda.mjs');
    return spawnSync(process.execPath, [bin, ...args], { cwd: app, input, encoding: 'utf8' });
  }
});
