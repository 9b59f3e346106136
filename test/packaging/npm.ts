// npm as the tests of packaging call it: the one that runs them, without a shell.
import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
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
