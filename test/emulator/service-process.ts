// The training service as a process, from the bundles that its image holds, on the stack's own queue and
// with the environment of the stack's own training function.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { packageRoot } from '../../cli/data/package-root.ts';
import { bundleWorker } from '../../infra/images/bundle-worker.mjs';
import { environmentFor } from './aws-place.ts';
import { clientsOf } from './clients.ts';
import type { DeployedStack } from './deployed-stack.ts';

export interface ServiceProcess {
  readonly pid: number;
  /** Lines that it said, as objects. */
  readonly said: readonly Record<string, unknown>[];
  /** Resolves with its exit code or the signal that killed it. */
  readonly ended: Promise<number | string>;
  kill(signal: NodeJS.Signals): void;
}

export interface ServiceBundle {
  /** @param environment beside the stack's */
  start(environment?: Readonly<Record<string, string>>): Promise<ServiceProcess>;
  /** Kills what runs. */
  killAll(): Promise<void>;
  /** Kills what runs, and removes the bundle. */
  close(): Promise<void>;
}

export async function bundleService(stack: DeployedStack): Promise<ServiceBundle> {
  // Under node_modules, so that the bundles find the engines.
  const cache = join(packageRoot(), 'node_modules', '.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'evolambda-service-'));
  await bundleWorker(packageRoot(), folder);
  const running: ServiceProcess[] = [];
  const killAll = async () => {
    for (const service of running) service.kill('SIGKILL');
    await Promise.all(running.splice(0).map(({ ended }) => ended));
  };
  return {
    killAll,
    start: async (environment = {}) => {
      const service = started(join(folder, 'training-service.mjs'), {
        ...environmentFor(stack.place),
        ...(await functionEnvironment(stack)),
        EVOLAMBDA_WORKER: 'fargate',
        ...environment,
      });
      running.push(service);
      return service;
    },
    close: async () => {
      await killAll();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function started(script: string, env: NodeJS.ProcessEnv): ServiceProcess {
  const child = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'pipe'], env });
  const said: Record<string, unknown>[] = [];
  for (const stream of [child.stdout, child.stderr]) keepLines(stream, said);
  return {
    pid: child.pid!,
    said,
    ended: endOf(child),
    kill: (signal) => child.kill(signal),
  };
}

function keepLines(stream: NodeJS.ReadableStream, said: Record<string, unknown>[]): void {
  let rest = '';
  stream.on('data', (chunk) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      said.push(line.startsWith('{') ? JSON.parse(line) : { message: line });
    }
  });
}

async function endOf(child: ChildProcess): Promise<number | string> {
  const [code, signal] = await once(child, 'close');
  return code ?? signal;
}

async function functionEnvironment({
  place,
  outputs,
}: DeployedStack): Promise<Record<string, string>> {
  const { Environment } = await clientsOf(place).lambda.send(
    new GetFunctionConfigurationCommand({ FunctionName: outputs.TrainAndScoreFunction }),
  );
  return { ...Environment?.Variables };
}

/** Process ids of a service's trainers. */
export function trainersOf({ pid }: ServiceProcess): number[] {
  const text = execFileSync('ps', ['-ax', '-o', 'pid=,ppid='], { encoding: 'utf8' });
  return text
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .filter(([, parent]) => parent === pid)
    .map(([child]) => child!);
}
