// LocalStack 4.14.0, the last that needs no token, as a process on Python 3.13: without docker its Lambda
// runs nothing, but its Step Functions is a second opinion on our state machines.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { packageRoot } from '../../cli/data/package-root.ts';
import { type AwsPlace, TEST_CREDENTIALS, TEST_REGION } from '../emulator/aws-place.ts';
import { EmulatorUnavailable, ensurePythonEnvironment } from '../emulator/python-environment.ts';
import { freePort, startModule, stopGroup } from '../emulator/python-process.ts';

export interface LocalStack {
  readonly place: AwsPlace;
  /** Resolves once its process is gone, and all of its files. */
  stop(): Promise<void>;
}

const START_MS = 120_000;

/**
 * @throws EmulatorUnavailable without Python 3.13, or a package index
 * @throws Error with the end of its log when it does not come up
 */
export async function startLocalStack(): Promise<LocalStack> {
  const python = await ensurePythonEnvironment({
    name: 'localstack',
    requirements: join(packageRoot(), 'test', 'localstack', 'requirements.txt'),
    pythons: [python313()],
    announcement: 'Installing LocalStack 4.14.0 for tests of the state machines (pip, 220 MB) …',
    say: (words) => process.stderr.write(`${words}\n`),
  });
  const folder = mkdtempSync(join(tmpdir(), 'evolambda-localstack-'));
  const root = join(folder, 'root');
  mkdirSync(root);
  const port = await freePort();
  const logFile = join(folder, 'localstack.log');
  const { HOME = '', PATH = '' } = process.env;
  const environment = {
    ...{ HOME, PATH, TMPDIR: folder, FILESYSTEM_ROOT: root },
    GATEWAY_LISTEN: `127.0.0.1:${port}`,
    // It reaches nothing outside of this machine.
    ...{ SKIP_SSL_CERT_DOWNLOAD: '1', DISABLE_EVENTS: '1', DNS_ADDRESS: '0' },
    ...{ SERVICES: 'stepfunctions,sqs,sts', STRICT_SERVICE_LOADING: '1' },
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
      return { place: { endpoint, region: TEST_REGION, credentials: TEST_CREDENTIALS }, stop };
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

function pyenvs(): string[] {
  const versions = join(process.env.PYENV_ROOT ?? join(homedir(), '.pyenv'), 'versions');
  try {
    return readdirSync(versions)
      .filter((name) => name.startsWith('3.13'))
      .map((name) => join(versions, name, 'bin', 'python3.13'));
  } catch {
    return [];
  }
}
