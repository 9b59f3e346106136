// Whether planning and closing a large population fits into a function: seconds against 15 minutes,
// resident memory against the function's. `npm run bench:planning -- --population 100000`.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { DEFAULT_SIZES, functionTable } from '../../shared/contracts/function-table.ts';
import { machine, row, say } from '../report.ts';
import { STAND_IN_TABLE } from './stand-in-services.ts';

const { values: flags } = parseArgs({
  options: {
    population: { type: 'string', default: '100000' },
    /** Generations that are planned and closed. */
    generations: { type: 'string', default: '2' },
    strategies: { type: 'string', default: 'random,tournament' },
    /** Milliseconds that every call of a service takes. */
    latency: { type: 'string', default: '5' },
    /** Memory of Plan and Close in MB: V8 gets the share of it that Lambda gives. */
    memory: { type: 'string', default: String(DEFAULT_SIZES.plannerMemoryMb) },
    json: { type: 'boolean', default: false },
  },
});

const { Plan, PrepareRun } = functionTable(DEFAULT_SIZES);

interface Measured {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMb: number;
}

interface Step extends Measured {
  readonly strategy: string;
  readonly step: string;
  readonly batch: number;
  readonly memoryMb: number;
  readonly calls: Readonly<Record<string, number>>;
}

if (!flags.json) {
  say(`${machine()}\n`);
  say(`population ${flags.population}; added latency ${flags.latency} ms per service call\n`);
  say(row('strategy', 'step', 'seconds', 'CPU seconds', 'peak MB', 'limit MB', 'calls'));
  say(row('---', '---', '---', '---', '---', '---', '---'));
}
let fits = true;
for (const strategy of flags.strategies.split(',')) {
  for await (const step of stepsOf(strategy)) {
    tell(step);
    fits &&= step.seconds < Plan.timeoutSeconds && step.peakMb < step.memoryMb;
  }
}
if (!flags.json)
  say(
    fits
      ? '\nevery step is within the limits of its function'
      : '\nsome steps exceed the limits of their functions',
  );

async function* stepsOf(strategy: string): AsyncGenerator<Step> {
  const server = spawn(process.execPath, [besides('stand-in-server'), '--latency', flags.latency], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const url = `http://127.0.0.1:${await portOf(server)}`;
  try {
    const [population, generations] = [Number(flags.population), Number(flags.generations)];
    const config = JSON.stringify({ strategy: { name: strategy, population, generations } });
    const run = async (step: string, batch: number, memoryMb: number): Promise<Step> => {
      const measured = inProcess(url, memoryMb, [step, `${batch}`, config]);
      const calls = await ask<Record<string, number>>(url, '/_calls');
      return { strategy, step, batch, memoryMb, ...measured, calls };
    };
    const memoryMb = Number(flags.memory);
    yield run('prepare', 0, PrepareRun.memoryMb);
    for (let batch = 0; batch < generations; batch += 1) {
      yield run('plan', batch, memoryMb);
      await ask(url, '/_work-off');
      await ask(url, '/_calls');
      yield run('close', batch, memoryMb);
    }
  } finally {
    server.stdin?.end();
    await once(server, 'exit');
  }
}

function inProcess(url: string, memoryMb: number, args: readonly string[]): Measured {
  // As the Node runtime of Lambda sets them from the function's memory.
  const heap = [
    `--max-old-space-size=${Math.floor(memoryMb * 0.9)}`,
    `--max-semi-space-size=${Math.floor(memoryMb * 0.05)}`,
  ];
  const { stdout, status, signal } = spawnSync(
    process.execPath,
    [...heap, besides('stage-process'), ...args],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], env: environment(url, memoryMb) },
  );
  if (status !== 0)
    throw new Error(`${args[0]} of batch ${args[1]} ended with ${status ?? signal}`);
  return JSON.parse(stdout) as Measured;
}

function environment(url: string, memoryMb: number): NodeJS.ProcessEnv {
  return {
    ...process.env,
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    AWS_ENDPOINT_URL: url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'stand-in',
    AWS_SECRET_ACCESS_KEY: 'stand-in',
    EVOLAMBDA_STACK: 'Evolambda',
    EVOLAMBDA_TABLE: STAND_IN_TABLE,
    EVOLAMBDA_BUCKET: 'stand-in',
    EVOLAMBDA_QUEUE_URL: `${url}/000000000000/stand-in`,
    EVOLAMBDA_WORKER_TIMEOUT_SECONDS: String(DEFAULT_SIZES.workerTimeoutSeconds),
    EVOLAMBDA_WORKER_MEMORY_MB: String(DEFAULT_SIZES.workerMemoryMb),
    EVOLAMBDA_MAX_RECEIVES: '5',
    EVOLAMBDA_ROUND_SECONDS: '900',
    EVOLAMBDA_CHILD_GENERATIONS: '200',
    EVOLAMBDA_MAX_CONCURRENCY: '1000',
    EVOLAMBDA_MAX_BUDGET_USD: '100000',
    EVOLAMBDA_MAX_STACK_USD_PER_DAY: '100000',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
  };
}

function tell(step: Step): void {
  if (flags.json) {
    say(JSON.stringify(step));
    return;
  }
  const { strategy, step: name, batch, seconds, cpuSeconds, peakMb, memoryMb } = step;
  const calls = Object.values(step.calls).reduce((sum, count) => sum + count, 0);
  const what = name === 'prepare' ? name : `${name} ${batch}`;
  const numbers = [seconds.toFixed(1), cpuSeconds.toFixed(1), peakMb.toFixed(0)];
  say(row(strategy, what, ...numbers, `${memoryMb}`, `${calls}`));
}

/** A bundle beside this one. */
function besides(name: string): string {
  return fileURLToPath(new URL(`${name}.mjs`, import.meta.url));
}

async function portOf({ stdout }: ChildProcess): Promise<number> {
  const [line] = (await once(stdout!, 'data')) as [Buffer];
  return Number(line.toString());
}

async function ask<Answer>(url: string, path: string): Promise<Answer> {
  const response = await fetch(url + path, {
    method: 'POST',
    signal: AbortSignal.timeout(900_000),
  });
  return (await response.json()) as Answer;
}
