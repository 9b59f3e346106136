// One MiniStack process: its own port, folder and environment, and gone when it is stopped or when
// this process ends, however it ends.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { packageRoot } from '../../cli/data/package-root.ts';
import { type AwsPlace, TEST_CREDENTIALS, TEST_REGION } from './aws-place.ts';
import { ensureMiniStack } from './ministack-install.ts';

export interface MiniStackOptions {
  /**
   * Made for this instance: state, buckets, temporary files and ministack.log. Outside of every
   * package: functions run from here, and would find its node_modules and take its kind of modules.
   */
  readonly folder: string;
  /** Free; without it, one that is. */
  readonly port?: number;
  /** Whether the roles of functions are enforced. Off, every call is allowed. */
  readonly auth?: boolean;
  readonly say?: (words: string) => void;
}

export interface MiniStack {
  readonly place: AwsPlace;
  /** Of the Python process; the functions' processes are its children. */
  readonly pid: number;
  readonly logFile: string;
  /** Each function's process runs from a folder of its own in here. */
  readonly functionsFolder: string;
  /** Resolves once the process and all functions are gone. May be called twice. */
  stop(): Promise<void>;
}

const START_MS = 30_000;
/** A function that is at work keeps it from ending in order; nothing that it holds is worth more. */
const STOP_MS = 5_000;

/**
 * Starts an instance and waits until it is healthy.
 * @throws EmulatorUnavailable when MiniStack cannot be installed
 * @throws Error with the end of its log when it does not come up
 */
export async function startMiniStack(options: MiniStackOptions): Promise<MiniStack> {
  const { folder, auth = false, say = () => undefined } = options;
  const python = await ensureMiniStack(say);
  for (let attempt = 1; ; attempt += 1) {
    const port = options.port ?? (await freePort());
    try {
      return await start(python, folder, port, auth);
    } catch (error) {
      // Somebody may take a free port before MiniStack does.
      const isTaken = error instanceof Error && error.message.includes('already in use');
      if (!isTaken || options.port !== undefined || attempt === 3) throw error;
    }
  }
}

async function start(
  python: string,
  folder: string,
  port: number,
  auth: boolean,
): Promise<MiniStack> {
  const state = join(folder, 'state');
  const buckets = join(folder, 'buckets');
  const functionsFolder = join(folder, 'tmp');
  for (const place of [state, buckets, functionsFolder]) mkdirSync(place, { recursive: true });
  const logFile = join(folder, 'ministack.log');
  const log = openSync(logFile, 'w');
  // Its environment reaches the functions, so it gets nothing of ours but where Node is.
  const { HOME = '', PATH = '', SystemRoot = '' } = process.env;
  const child = spawn(python, [join(packageRoot(), 'test', 'emulator', 'run-ministack.py')], {
    cwd: folder,
    // A group of its own: Ctrl-C reaches us alone, and we stop it in order.
    detached: true,
    stdio: ['pipe', log, log],
    env: {
      PATH: [dirname(process.execPath), PATH].join(delimiter),
      HOME,
      SystemRoot,
      TMPDIR: functionsFolder,
      GATEWAY_PORT: String(port),
      BIND_HOST: '127.0.0.1',
      STATE_DIR: state,
      S3_DATA_DIR: buckets,
      AUTH: String(auth),
    },
  });
  closeSync(log);
  const failure = new Promise<never>((_, reject) => child.once('error', reject));
  const endpoint = `http://127.0.0.1:${port}`;
  const stop = () => stopGroup(child);
  try {
    // Written once MiniStack has seen that nobody else has the port.
    const pidFile = join(functionsFolder, `ministack-${port}.pid`);
    await Promise.race([healthy(child, endpoint, pidFile, logFile), failure]);
  } catch (error) {
    await stop();
    throw error;
  }
  const place = { endpoint, region: TEST_REGION, credentials: TEST_CREDENTIALS };
  return { place, pid: child.pid!, logFile, functionsFolder, stop };
}

async function healthy(
  child: ChildProcess,
  endpoint: string,
  pidFile: string,
  logFile: string,
): Promise<void> {
  const deadline = Date.now() + START_MS;
  while (Date.now() < deadline && child.exitCode === null && child.signalCode === null) {
    const answer = await fetch(`${endpoint}/_ministack/health`).catch(() => undefined);
    if (answer?.ok === true && existsSync(pidFile)) return;
    await pause(50);
  }
  const end = readFileSync(logFile, 'utf8').trim().split('\n').slice(-5).join('\n');
  throw new Error(`MiniStack did not come up on ${endpoint}: ${end} (${logFile})`);
}

async function stopGroup(child: ChildProcess): Promise<void> {
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
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return address.port;
}
