// An emulator's process and all that it starts: one group, ended as one.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { packageRoot } from '../../cli/data/package-root.ts';

/** A function that is at work keeps it from ending in order; nothing that it holds is worth more. */
const STOP_MS = 5_000;

export interface PythonModule {
  readonly python: string;
  /** Its main() is run. */
  readonly module: string;
  /** Where it runs. */
  readonly folder: string;
  /** What it says. */
  readonly logFile: string;
  /** All of its environment: nothing of ours reaches it, and what it starts, by mistake. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Starts a module that ends with this process, however this ends. */
export function startModule(wanted: PythonModule): ChildProcess {
  const { python, module, folder, logFile, environment } = wanted;
  const log = openSync(logFile, 'w');
  const script = join(packageRoot(), 'test', 'emulator', 'run-python.py');
  const child = spawn(python, [script, module], {
    cwd: folder,
    // A group of its own: Ctrl-C reaches us alone, and we stop it in order.
    detached: true,
    stdio: ['pipe', log, log],
    env: environment,
  });
  closeSync(log);
  return child;
}

/** Ends the process, and what it has left behind. */
export async function stopGroup(child: ChildProcess): Promise<void> {
  const { pid } = child;
  if (pid === undefined) return;
  if (child.exitCode === null && child.signalCode === null) {
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    const late = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    await exited;
    clearTimeout(late);
  }
  child.stdin?.destroy();
  // Functions that outlived it, a training among them.
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // None did.
  }
}

/** A port that nobody listened on a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return address.port;
}
