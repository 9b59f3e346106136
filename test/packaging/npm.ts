// npm as the tests of packaging call it: the one that runs them, without a shell.
import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { cpSync, existsSync, linkSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { npmCli } from '../../cli/bin/npm-cli.mjs';

export const root = fileURLToPath(new URL('../../', import.meta.url));
const OFFLINE = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH/;

interface NpmOptions {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export function npm(
  cwd: string,
  args: readonly string[],
  { input = '', env = {} }: NpmOptions = {},
): SpawnSyncReturns<string> {
  const cli = npmCli();
  if (cli === undefined) throw new Error('npm was not found');
  return spawnSync(process.execPath, [cli, ...args], {
    cwd,
    input,
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
}

/** Whether npm failed for want of a network; where the checks of record run, that is a failure. */
export function isOffline({ status, stderr }: SpawnSyncReturns<string>): boolean {
  return status !== 0 && OFFLINE.test(stderr) && process.env.CI !== 'true';
}

/**
 * Puts the run-time packages of this clone into a folder's node_modules, so that npm extracts none of them again.
 * Files are linked, not copied: onnxruntime-node alone has 200 MB.
 */
export function linkRuntimePackages(folder: string): void {
  const record = readFileSync(join(root, 'node_modules/.package-lock.json'), 'utf8');
  const { packages } = JSON.parse(record) as {
    readonly packages: Readonly<
      Record<string, { readonly dev?: boolean; readonly devOptional?: boolean }>
    >;
  };
  for (const [path, { dev = false, devOptional = false }] of Object.entries(packages)) {
    if (dev || devOptional) continue;
    const entries = readdirSync(join(root, path), { recursive: true, withFileTypes: true });
    for (const entry of entries.filter((one) => one.isFile())) {
      const from = join(entry.parentPath, entry.name);
      const to = join(folder, from.slice(root.length));
      mkdirSync(dirname(to), { recursive: true });
      link(from, to);
    }
  }
}

/** Across file systems there are no links. A package inside another is met twice. */
function link(from: string, to: string): void {
  if (existsSync(to)) return;
  try {
    linkSync(from, to);
  } catch {
    cpSync(from, to);
  }
}
