// A clone with nothing installed prepares itself, or says in words why it cannot.
import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isInstalled } from '../../cli/bin/ensure-installed.mjs';
import { nodeTooOld } from '../../cli/bin/node-version.mjs';
import { isOffline, npm, root } from './npm.ts';

describe('a clone', () => {
  const clone = mkdtempSync(join(tmpdir(), 'evolambda-clone-'));
  const bin = join(clone, 'cli/bin/evolambda.mjs');
  const evolambda = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    npm(clone, ['exec', '--no', '--', 'evolambda', ...args], { env });
  /** What npm starts, without npm's own second. */
  const started = (args: readonly string[]) =>
    spawnSync(process.execPath, [bin, ...args], { cwd: clone, encoding: 'utf8' });

  beforeAll(() => {
    // As the files are now, committed or not.
    const files = execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' }).split('\n');
    for (const file of files) {
      if (file !== '' && existsSync(join(root, file))) cpSync(join(root, file), join(clone, file));
    }
  });
  afterAll(() => rmSync(clone, { recursive: true, force: true }));

  it('without a network says so in two lines, and leaves stdout alone', () => {
    const run = evolambda(['--version'], {
      npm_config_registry: 'http://127.0.0.1:9/',
      npm_config_cache: join(clone, 'empty-cache'),
      npm_config_fetch_retries: '0',
    });
    expect(run.stdout).toBe('');
    const [first, second, ...more] = run.stderr.split('\n').filter((line) => !/^npm /.test(line));
    expect(first).toMatch(/^Installing run-time dependencies/);
    expect(second).toMatch(/could not be installed: npm could not reach its registry/);
    expect(more).toEqual(['']);
    expect(run.status).toBe(2);
  }, 60_000);

  it('installs run-time dependencies, builds and runs; then finds all of it ready', ({ skip }) => {
    const code = join(clone, 'cli/version.ts');
    // Whole seconds, which a second utimes gives again.
    utimesSync(code, 1, 1);
    const run = evolambda(['--version']);
    if (isOffline(run)) skip('the npm registry cannot be reached');
    expect(run.status, run.stderr).toBe(0);
    expect(run.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect([isInstalled(clone, false), isInstalled(clone, true)]).toEqual([true, false]);
    expect(started(['--version']).stderr).not.toMatch(/Installing/);

    const built = statSync(join(clone, 'dist/main.mjs')).ino;
    utimesSync(join(clone, 'cli/main.ts'), 1, 1);
    expect(started(['--version']).status).toBe(0);
    expect(statSync(join(clone, 'dist/main.mjs')).ino, 'same content: no new build').toBe(built);
    const text = readFileSync(code, 'utf8');
    writeFileSync(
      code,
      text.replaceAll(' version: string }).version', ' license: string }).license'),
    );
    utimesSync(code, 1, 1);
    expect(started(['--version']).stdout, 'same size and time, other content').toBe('MIT\n');
  }, 180_000);

  it('sees that a package is missing or of another version', ({ skip }) => {
    const record = join(clone, 'node_modules/.package-lock.json');
    if (!existsSync(record)) skip('the npm registry cannot be reached');
    const text = readFileSync(record, 'utf8');
    writeFileSync(record, text.replace(/("node_modules\/zod": {\s+"version": ")/, '$19.'));
    expect(isInstalled(clone, false)).toBe(false);
    writeFileSync(record, text);
    expect(isInstalled(clone, false)).toBe(true);
    rmSync(join(clone, 'node_modules/zod'), { recursive: true });
    expect(isInstalled(clone, false)).toBe(false);
  });

  it('that cannot load its bundle says so in one line', () => {
    rmSync(join(clone, 'cli/main.ts'));
    rmSync(join(clone, 'dist/main.mjs'), { force: true });
    const run = started(['--version']);
    expect(run.stderr).toMatch(/^evolambda could not be loaded: Cannot find .*\n$/);
    expect([run.status, run.stdout]).toEqual([2, '']);
  });
});

describe('Node', () => {
  it.each(['18.20.8', '20.18.3'])('%s is too old', (version) => {
    expect(nodeTooOld(version)).toContain(version);
  });

  it.each(['20.19.0', '22.0.0', '24.21.0'])('%s will do', (version) => {
    expect(nodeTooOld(version)).toBeUndefined();
  });
});
