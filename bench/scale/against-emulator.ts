// The simulation against the emulator: one run tells what a call, a plan and a FLOP take there, two
// others, with one worker and with two, are predicted from it and then compared.
// `npm run bench:scale:emulator`.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  DeleteFunctionConcurrencyCommand,
  PutFunctionConcurrencyCommand,
} from '@aws-sdk/client-lambda';
import { greatest } from '../../shared/kernel/long-lists.ts';
import { SMALL_DIGITS } from '../../test/data/small-digits.ts';
import { LOCAL } from '../../test/emulator/cdk.ts';
import { clientsOf } from '../../test/emulator/clients.ts';
import { type DeployedStack, deployAnew } from '../../test/emulator/deployed-stack.ts';
import { outputOf, startRun, waitForExecution } from '../../test/emulator/executions.ts';
import { startMiniStack } from '../../test/emulator/ministack.ts';
import { pushSmallDigits } from '../../test/emulator/small-digits.ts';
import { lineThrough } from '../line.ts';
import { machine, median, row, say } from '../report.ts';
import {
  type ObservedRun,
  type ObservedStage,
  type ObservedWork,
  observeRun,
} from './observed-run.ts';
import { type StageLimits, simulateStage } from './stage.ts';

const { values: flags } = parseArgs({
  options: {
    population: { type: 'string', default: '24' },
    generations: { type: 'string', default: '4' },
    /** Pairs of runs. */
    runs: { type: 'string', default: '3' },
  },
});
const RUN_DEADLINE_MS = 15 * 60_000;
const FINISH = {
  rerank: 2,
  rerankReplicates: 2,
  rerankEpochs: null,
  retrain: 1,
  epochs: 1,
  seeds: 2,
};

const folder = mkdtempSync(join(tmpdir(), 'evolambda-scale-'));
const emulator = await startMiniStack({ folder, say: toError });
try {
  toError('Deploying the stack on a fresh emulator …');
  const context = { ...LOCAL, maxConcurrency: 2 };
  const stack = await deployAnew(emulator.place, join(folder, 'cdk.out'), context);
  await pushSmallDigits(stack);
  // Its containers start here and are warm from now on.
  await run(stack, 1, { population: 4, generations: 1 });
  say(
    `${machine()}; MiniStack, ${flags.population} candidates, ${flags.generations} generations\n`,
  );
  const head = ['workers (observed concurrently)', 'trainings', 'measured s'];
  const predicted = ['predicted s', 'predicted / measured'];
  say(row(...head, ...predicted, ...predicted.map((name) => `${name}, including trainings`)));
  say(row(...Array.from({ length: 7 }, () => '---')));
  for (let pair = 0; pair < Number(flags.runs); pair += 1) {
    const told = calibrated(await run(stack, 100 + pair, size()), 2);
    for (const workers of [2, 1]) {
      await limitTo(stack, workers);
      compare(await run(stack, 200 + 10 * pair + workers, size()), told, workers);
    }
    await limitTo(stack, 2);
  }
} finally {
  await emulator.stop();
  rmSync(folder, { recursive: true, force: true });
}

function size() {
  return { population: Number(flags.population), generations: Number(flags.generations) };
}

async function run(
  stack: DeployedStack,
  seed: number,
  shape: { readonly population: number; readonly generations: number },
): Promise<ObservedRun> {
  const arn = await startRun(stack, {
    seed,
    dataset: SMALL_DIGITS,
    strategy: { name: 'random', ...shape },
    finish: FINISH,
    budgetUsd: 5,
  });
  outputOf(await waitForExecution(stack, arn, RUN_DEADLINE_MS));
  return observeRun(stack, arn);
}

/** Event sources take 2 at least; the emulator obeys the function's own limit besides. */
async function limitTo({ place, outputs }: DeployedStack, workers: number): Promise<void> {
  const { lambda } = clientsOf(place);
  const FunctionName = outputs.TrainAndScoreFunction;
  if (workers === 2) {
    await lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName }));
    return;
  }
  const limit = { FunctionName, ReservedConcurrentExecutions: workers };
  await lambda.send(new PutFunctionConcurrencyCommand(limit));
}

/** Seconds of the emulator, of the machine that it runs on, and of its neighbours. */
interface Told {
  readonly prepare: number;
  readonly plan: number;
  /** Between two trainings of a worker. */
  readonly overhead: number;
  readonly tail: number;
  readonly close: number;
  readonly between: number;
  readonly end: number;
  readonly secondsOf: (flops: number) => number;
}

function calibrated({ startedAt, endedAt, stages }: ObservedRun, workers: number): Told {
  const first = stages[0]!;
  const last = stages.at(-1)!;
  const of = (read: (stage: ObservedStage, index: number) => number) => median(stages.map(read));
  const lastOf = ({ work }: ObservedStage) => greatest(work.map((one) => one.finishedAt));
  const line = lineThrough(
    stages.flatMap(({ work }) =>
      work.map((one) => [one.flops, one.finishedAt - one.startedAt] as const),
    ),
  );
  return {
    prepare: first.plannedAt - startedAt,
    plan: of(({ plannedAt, work }) => work[0]!.startedAt - plannedAt),
    overhead: median(stages.flatMap(({ work }) => gapsOf(work, workers))),
    tail: of((stage) => stage.closingAt - lastOf(stage)),
    close: of(({ closingAt, closedAt }) => closedAt - closingAt),
    between: median(stages.slice(1).map((stage, n) => stage.plannedAt - stages[n]!.closedAt)),
    end: endedAt - last.closedAt,
    secondsOf: (flops) => line.start + line.slope * flops,
  };
}

/** A worker that is free takes the next message: the n-th to end goes on as the (workers + n)-th. */
function gapsOf(work: ObservedStage['work'], workers: number): number[] {
  const ends = work.map(({ finishedAt }) => finishedAt).sort((a, b) => a - b);
  return work.slice(workers).map(({ startedAt }, n) => Math.max(0, startedAt - ends[n]!));
}

function compare(seen: ObservedRun, told: Told, workers: number): void {
  const measured = seen.endedAt - seen.startedAt;
  const { plan, close, between, prepare, end } = told;
  const around = prepare + end + seen.stages.length * (plan + close + between) - between;
  const wholeWith = (secondsOf: (one: ObservedWork) => number) =>
    seen.stages.reduce(
      (sum, { work }) => sum + predictedWork(work.map(secondsOf), told, workers),
      around,
    );
  // Once with every training as long as it was, once as long as the run before lets expect.
  const own = wholeWith(({ startedAt, finishedAt }) => finishedAt - startedAt);
  const expected = wholeWith(({ flops }) => told.secondsOf(flops));
  const atOnce = greatest(seen.stages.map(({ work }) => mostAtOnce(work)));
  const trainings = seen.stages.reduce((sum, { work }) => sum + work.length, 0);
  const numbers = [measured, own, own / measured, expected, expected / measured];
  say(row(`${workers} (${atOnce})`, `${trainings}`, ...numbers.map((value) => value.toFixed(2))));
}

function mostAtOnce(work: ObservedStage['work']): number {
  return greatest(
    work.map(
      ({ startedAt: at }) =>
        work.filter((one) => one.startedAt <= at && one.finishedAt > at).length,
    ),
  );
}

/** From the first training's begin to Close. */
function predictedWork(
  seconds: readonly number[],
  { overhead, tail }: Told,
  workers: number,
): number {
  const jobs = seconds.map((trainSeconds) => ({ visibleAt: 0, trainSeconds, deaths: 0 }));
  const none = Number.POSITIVE_INFINITY;
  const limits: StageLimits = {
    workers,
    accountConcurrency: none,
    firstPollers: none,
    pollersPerSecond: none,
    firstEnvironments: none,
    environmentsPerSecond: none,
    writeUnitsPerSecond: none,
    writeUnitsOfEvaluation: 0,
    runReadsPerSecond: none,
  };
  const times = { dispatch: 0, coldStart: 0, init: 0, overhead, visibility: 0 };
  // The first has no training before it, and the last one's way to Close is the tail.
  return simulateStage(jobs, limits, times, workers).endAt - overhead + tail;
}

function toError(words: string): void {
  process.stderr.write(`${words}\n`);
}
