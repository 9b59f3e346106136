// One MiniStack process: its own port, folder and environment, and gone when it is stopped or when
// this process ends, however it ends.
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { packageRoot } from '../../cli/data/package-root.ts';
import { type AwsPlace, TEST_CREDENTIALS, TEST_REGION } from './aws-place.ts';
import { ensurePythonEnvironment } from './python-environment.ts';
import { freePort, startModule, stopGroup } from './python-process.ts';

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

const ENVIRONMENT = {
  name: 'ministack',
  requirements: join(packageRoot(), 'test', 'emulator', 'requirements.txt'),
  pythons: ['python3', 'python'],
  announcement: 'Installing MiniStack, an emulator of AWS (pip, 90 MB) …',
};

const START_MS = 30_000;

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

/** The Python that has MiniStack. @throws EmulatorUnavailable when it cannot be installed */
export function ensureMiniStack(say: (words: string) => void): Promise<string> {
  return ensurePythonEnvironment({ ...ENVIRONMENT, say });
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
  // Its environment reaches the functions, so it gets nothing of ours but where Node is.
  const { HOME = '', PATH = '', SystemRoot = '' } = process.env;
  const environment = {
    PATH: [dirname(process.execPath), PATH].join(delimiter),
    HOME,
    SystemRoot,
    TMPDIR: functionsFolder,
    GATEWAY_PORT: String(port),
    BIND_HOST: '127.0.0.1',
    STATE_DIR: state,
    S3_DATA_DIR: buckets,
    AUTH: String(auth),
  };
  const child = startModule({ python, module: 'ministack.app', folder, logFile, environment });
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
