// LocalStack 4.14.0, the last that needs no token, as a process on Python 3.13: without docker its Lambda
// runs nothing, but its Step Functions is a second opinion on our state machines.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { basename, delimiter, dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { packageRoot } from '../../cli/data/package-root.ts';
import { type AwsPlace, TEST_CREDENTIALS, TEST_REGION } from '../emulator/aws-place.ts';
import { EmulatorUnavailable, ensurePythonEnvironment } from '../emulator/python-environment.ts';
import { freePort, startModule, stopGroup } from '../emulator/python-process.ts';

export interface LocalStack {
  readonly place: AwsPlace;
  /** Answers in the place of services, by machine and case: it is read when an execution starts. */
  readonly mocksFile: string;
  /** Resolves once its process is gone, and all of its files. */
  stop(): Promise<void>;
}

export const START_MS = 120_000;

/**
 * The Python that has LocalStack.
 * @throws EmulatorUnavailable without Python 3.13, or a package index
 */
export async function ensureLocalStack(): Promise<string> {
  return ensurePythonEnvironment({
    name: 'localstack',
    requirements: join(packageRoot(), 'test', 'localstack', 'requirements.txt'),
    pythons: [python313()],
    announcement: 'Installing LocalStack 4.14.0 for tests of the state machines (pip, 220 MB) …',
    say: (words) => process.stderr.write(`${words}\n`),
  });
}

/** @throws Error with the end of its log when it does not come up */
export async function startLocalStack(python: string): Promise<LocalStack> {
  const folder = mkdtempSync(join(tmpdir(), 'evolambda-localstack-'));
  const root = join(folder, 'root');
  mkdirSync(root);
  const port = await freePort();
  const logFile = join(folder, 'localstack.log');
  const mocksFile = join(folder, 'mocks.json');
  const { HOME = '', PATH = '' } = process.env;
  const environment = {
    ...{ HOME, PATH, TMPDIR: folder, FILESYSTEM_ROOT: root },
    GATEWAY_LISTEN: `127.0.0.1:${port}`,
    // It reaches nothing outside of this machine.
    ...{ SKIP_SSL_CERT_DOWNLOAD: '1', DISABLE_EVENTS: '1', DNS_ADDRESS: '0' },
    ...{ SERVICES: 'stepfunctions,sqs,sts', STRICT_SERVICE_LOADING: '1' },
    SFN_MOCK_CONFIG: mocksFile,
  };
  const module = 'localstack.runtime.main';
  const child = startModule({ python, module, folder, logFile, environment });
  const stop = async () => {
    await stopGroup(child);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  const endpoint = `http://127.0.0.1:${port}`;
  const deadline = Date.now() + START_MS;
  while (Date.now() < deadline && child.exitCode === null && child.signalCode === null) {
    const answer = await fetch(`${endpoint}/_localstack/health`).catch(() => undefined);
    if (answer?.ok === true) {
      const place = { endpoint, region: TEST_REGION, credentials: TEST_CREDENTIALS };
      return { place, mocksFile, stop };
    }
    await pause(100);
  }
  const end = readFileSync(logFile, 'utf8').trim().split('\n').slice(-5).join('\n');
  await stop();
  throw new Error(`LocalStack did not come up on ${endpoint}: ${end}`);
}

/** The command of a Python 3.13: on the path, or one of pyenv's. */
function python313(): string {
  const found = ['python3.13', 'python3', 'python', ...pyenvs()].find((command) => {
    const script = 'import sys; print(sys.version_info[:2] == (3, 13))';
    return spawnSync(command, ['-c', script], { encoding: 'utf8' }).stdout?.trim() === 'True';
  });
  if (found === undefined) throw new EmulatorUnavailable('no Python 3.13 was found');
  return found;
}

/** A shim of pyenv's answers only where its version is chosen: versions are looked for where they are. */
function pyenvs(): string[] {
  const { PYENV_ROOT = '', PATH = '' } = process.env;
  const shims = PATH.split(delimiter).filter((folder) => basename(folder) === 'shims');
  const roots = [PYENV_ROOT, join(homedir(), '.pyenv'), ...shims.map((folder) => dirname(folder))];
  return [...new Set(roots)].filter(Boolean).flatMap((root) => {
    const versions = join(root, 'versions');
    const names = existsSync(versions) ? readdirSync(versions) : [];
    return names
      .filter((name) => name.startsWith('3.13'))
      .map((name) => join(versions, name, 'bin', 'python3.13'));
  });
}
