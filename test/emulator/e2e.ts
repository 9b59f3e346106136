// `npm run e2e`: the same small run on real MNIST through the deployed pipeline and on this machine; the
// pipeline's workers are its functions, or the training service as a process. It succeeds when both end
// with the same ledger hash.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { type Flags, type FlagValues, readFlags, refusePositionals } from '../../cli/flags.ts';
import { parseInput } from '../../shared/contracts/parse.ts';
import { InvalidInput, shown } from '../../shared/kernel/errors.ts';
import { type DeployedStack, deployAnew } from './deployed-stack.ts';
import { listenToQueue } from './event-source.ts';
import { outputOf, startRun, waitForExecution } from './executions.ts';
import { type MiniStack, startMiniStack } from './ministack.ts';
import { evolambda, pushDataset } from './product.ts';
import { bundleService } from './service-process.ts';
import { SMALL_RUN } from './small-run.ts';

const FLAGS: Flags = {
  worker: {
    type: 'text',
    group: 'AWS',
    value: 'HOST',
    help: 'Worker host of the pipeline: lambda or service',
    without: 'lambda',
  },
  json: {
    type: 'switch',
    group: 'Output',
    help: 'Print only JSON on standard output; messages go to standard error',
  },
};
const RUN_DEADLINE_MS = 15 * 60_000;

/** Where words go. */
let say = toOutput;

/** The last line. What was not reached is null. */
interface EndToEnd {
  worker: string | null;
  /** Of the execution, as Step Functions tells it. */
  status: string | null;
  embeddedLedgerHash: string | null;
  awsLedgerHash: string | null;
  /** Trainings of the run on the pipeline, final phase included. */
  evaluations: number | null;
  /** Bootstrap, synthesis with bundles, deployment. */
  deploySeconds: number | null;
  /** From StartExecution to the execution's end. */
  runSeconds: number | null;
}

/** What the run's result on AWS and the last line of `run --json` both hold. */
const resultSchema = z.object({ ledgerHash: z.string(), evaluations: z.int() });

/** @returns the process's exit code */
export async function main(argv: readonly string[]): Promise<number> {
  const ended: EndToEnd = {
    worker: null,
    status: null,
    embeddedLedgerHash: null,
    awsLedgerHash: null,
    evaluations: null,
    deploySeconds: null,
    runSeconds: null,
  };
  const folder = mkdtempSync(join(tmpdir(), 'evolambda-e2e-'));
  let emulator: MiniStack | undefined;
  let failure: unknown;
  try {
    const { values, positionals } = readFlags(argv, FLAGS);
    refusePositionals('e2e', positionals);
    say = values.json === true ? toError : toOutput;
    ended.worker = workerOf(values);
    emulator = await startMiniStack({ folder, say });
    await runBoth(emulator, folder, ended);
  } catch (error) {
    failure = error;
    toError(error instanceof Error ? error.message : String(error));
  } finally {
    await emulator?.stop();
  }
  const isEqual = ended.awsLedgerHash !== null && ended.awsLedgerHash === ended.embeddedLedgerHash;
  const isDone = ended.status === 'SUCCEEDED' && isEqual;
  if (isDone) rmSync(folder, { recursive: true, force: true });
  else toError(`Logs and files of the run, with ministack.log, are in ${folder}`);
  toOutput(JSON.stringify(ended));
  if (isDone) return 0;
  return failure instanceof InvalidInput && emulator === undefined ? 2 : 1;
}

async function runBoth(emulator: MiniStack, folder: string, ended: EndToEnd): Promise<void> {
  say('Deploying the stack on a fresh emulator …');
  const deployStart = performance.now();
  const stack = await deployAnew(emulator.place, join(folder, 'cdk.out'));
  ended.deploySeconds = secondsSince(deployStart);
  await pushDataset(stack, 'mnist');
  await runOnAws(stack, ended);
  say('Running the same search on this machine …');
  const config = join(folder, 'config.json');
  writeFileSync(config, JSON.stringify(SMALL_RUN));
  const out = join(folder, 'embedded');
  const lines = await evolambda(['run', '--config', config, '--out', out, '--json']);
  const embedded = parseInput(resultSchema, JSON.parse(lines.at(-1) ?? ''), 'embedded run');
  ended.embeddedLedgerHash = embedded.ledgerHash;
}

/** @throws InvalidInput */
function workerOf({ worker = 'lambda' }: FlagValues): string {
  if (worker === 'lambda' || worker === 'service') return worker;
  throw new InvalidInput([
    { path: '--worker', value: shown(worker), allowed: 'lambda or service' },
  ]);
}

async function runOnAws(stack: DeployedStack, ended: EndToEnd): Promise<void> {
  if (ended.worker === 'lambda') return startAndWait(stack, ended);
  say('Starting the training service; the functions receive no messages …');
  await listenToQueue(stack, false);
  const bundle = await bundleService(stack);
  try {
    const service = await bundle.start();
    await startAndWait(stack, ended);
    service.kill('SIGTERM');
    await service.ended;
  } finally {
    await bundle.close();
  }
}

async function startAndWait(stack: DeployedStack, ended: EndToEnd): Promise<void> {
  say('Starting a small run with StartExecution …');
  const runStart = performance.now();
  const executionArn = await startRun(stack, SMALL_RUN);
  const execution = await waitForExecution(stack, executionArn, RUN_DEADLINE_MS);
  ended.runSeconds = secondsSince(runStart);
  ended.status = execution.status ?? null;
  const result = parseInput(resultSchema, outputOf(execution), 'output of the execution');
  ended.awsLedgerHash = result.ledgerHash;
  ended.evaluations = result.evaluations;
}

function secondsSince(startMs: number): number {
  return Number(((performance.now() - startMs) / 1000).toFixed(1));
}

function toOutput(words: string): void {
  process.stdout.write(`${words}\n`);
}

function toError(words: string): void {
  process.stderr.write(`${words}\n`);
}
