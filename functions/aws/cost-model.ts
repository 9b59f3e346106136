// What hosts of workers cost, what an attempt, a stage and the end of a run may cost at most, and what
// they did cost: nano-dollars.
import {
  type FunctionShape,
  type FunctionTable,
  TASK_SHARE,
  VCPU_MB,
} from '../../shared/contracts/function-table.ts';
import { SERVICE_RETRIES } from '../../shared/contracts/stack-defaults.ts';
import { NANO, PRICES } from './prices.ts';

/** Lambda's limit on INIT; a container's first attempt is billed for it. */
const INIT_SECONDS = 10;

/** A piece of a training stops itself after this long; docs/decisions/aws.md has the reason. */
export const PIECE_SECONDS = 60;

/**
 * Training speed that every host exceeds, in FLOP a second, for a vCPU: 40 % of the slowest of 109
 * genomes drawn in `npm run bench:speed`. A slower host only pays for more pieces.
 */
const FLOOR_FLOPS_PER_VCPU = 16e9;

/**
 * Training speed of a usual genome on a vCPU, in FLOP a second: for estimates, never for caps. Two
 * thirds of the mean in `npm run bench:speed`; AWS promises AVX2 and no clock.
 */
export const TYPICAL_FLOPS_PER_VCPU = 40e9;

/** A task of ECS from its start to the first message it takes, and from its last to its end. */
const TASK_START_SECONDS = 120;
const TASK_END_SECONDS = 600;

/** Results that the page of a run reads at most when a stage is closed; of more it tells facts alone. */
export const PAGE_RESULTS = 1000;

/** Requests of one attempt beside its host: messages, results, arrivals, checkpoints, the page at the end. */
const FIXED_PER_ATTEMPT =
  6 * PRICES.sqsRequest +
  12 * PRICES.dynamoWriteUnit +
  9 * PRICES.dynamoReadUnit +
  2 * PRICES.s3Put +
  6 * PRICES.s3Get;

/** Seconds of Plan, Close and a CheckProgress that stand for a stage, whatever they take. */
export const ORCHESTRATION_SECONDS = 40;

/** The result and the page, and what Report reads for them beside results. */
const REPORT_REQUESTS = 2 * PRICES.s3Put + 5 * PRICES.s3Get;

/** Of Report for a run of some hundred evaluations, its page included. */
const USUAL_REPORT_MS = 4000;

type Sized = Pick<FunctionShape, 'memoryMb' | 'timeoutSeconds'>;

export interface WorkerCost {
  /** The longest attempt. */
  readonly timeoutSeconds: number;
  /** Of one training's share of its host. */
  readonly perSecond: number;
  readonly perAttempt: number;
  /** Seconds before an attempt that are paid for as its own, at most. */
  readonly initSeconds: number;
  /** Of one training; it uses one at most. */
  readonly vcpus: number;
  /** Hosts that stay when a training ends, which functions do not. */
  readonly tasks: { readonly trainings: number; readonly most: number } | undefined;
}

/** A Lambda function, from a zip or an image. */
export function functionCost({ memoryMb, timeoutSeconds }: Sized): WorkerCost {
  return {
    timeoutSeconds,
    perSecond: timeCost(memoryMb, 1000),
    perAttempt: PRICES.lambdaRequest,
    initSeconds: INIT_SECONDS,
    vcpus: Math.min(1, memoryMb / VCPU_MB),
    tasks: undefined,
  };
}

export interface TaskShape {
  readonly timeoutSeconds: number;
  readonly trainingsPerTask: number;
  /** Trainings at once in all tasks. */
  readonly maxConcurrency: number;
  /** Of the instance under a task, in US dollars; undefined on Fargate. */
  readonly instanceUsdPerHour: number | undefined;
}

/** A task of ECS. Fargate is priced on demand: spot costs less and is not always available. */
export function taskCost(shape: TaskShape): WorkerCost {
  const { timeoutSeconds, trainingsPerTask, maxConcurrency, instanceUsdPerHour } = shape;
  const perHour =
    instanceUsdPerHour === undefined
      ? TASK_SHARE.vcpus * PRICES.fargateVcpuHour +
        (TASK_SHARE.memoryMb / 1024) * PRICES.fargateGbHour
      : (instanceUsdPerHour * NANO) / trainingsPerTask;
  return {
    timeoutSeconds,
    perSecond: perHour / 3600,
    perAttempt: 0,
    initSeconds: 0,
    vcpus: TASK_SHARE.vcpus,
    tasks: {
      trainings: trainingsPerTask,
      most: Math.ceil(maxConcurrency / trainingsPerTask),
    },
  };
}

/** What a stack works with: its workers, and the functions that plan, close and end its runs. */
export interface StackHosts {
  readonly workerCost: WorkerCost;
  readonly functions: FunctionTable;
}

/** The end of a run at its worst, and the tasks that it started and will leave idle. */
export function endWorstCase({ workerCost, functions }: StackHosts): number {
  return Math.ceil(reportWorstCase(functions) + taskStartsAndEnds(workerCost));
}

/** The same with ScoreTest as long as it took, and a usual Report. */
export function endCost({ workerCost, functions }: StackHosts, scoreMs: number): number {
  const { ScoreTest, Report } = functions;
  const once =
    timeCost(ScoreTest.memoryMb, scoreMs) +
    timeCost(Report.memoryMb, USUAL_REPORT_MS) +
    REPORT_REQUESTS;
  return Math.ceil(Math.min(reportWorstCase(functions), once) + taskStartsAndEnds(workerCost));
}

/** The most that one attempt can cost. */
export function attemptWorstCase(worker: WorkerCost): number {
  const { perSecond, perAttempt, initSeconds, timeoutSeconds } = worker;
  return Math.ceil(perSecond * (initSeconds + timeoutSeconds) + perAttempt + FIXED_PER_ATTEMPT);
}

/** What attempts of these lengths cost. */
export function metered(
  { perSecond, perAttempt }: WorkerCost,
  attemptMs: readonly number[],
): number {
  const fixed = perAttempt + FIXED_PER_ATTEMPT;
  return Math.ceil(attemptMs.reduce((sum, ms) => sum + (ms / 1000) * perSecond + fixed, 0));
}

/**
 * What a stage of so many trainings may cost at most besides their attempts. Tasks that have no training
 * left wait for the stage's last one, an attempt long, and for the next stage to be planned.
 */
export function stageWorstCase({ workerCost, functions }: StackHosts, count: number): number {
  const seconds = ORCHESTRATION_SECONDS + workerCost.timeoutSeconds;
  return Math.ceil(orchestration(functions) + idleCost(workerCost, count, seconds));
}

/** What it does cost besides them. */
export function stageCost({ workerCost, functions }: StackHosts, count: number): number {
  return Math.ceil(orchestration(functions) + idleCost(workerCost, count, ORCHESTRATION_SECONDS));
}

/** Pieces of at most a minute that a training is paid for. */
export function piecesOf(trainFlops: number, { vcpus }: WorkerCost): number {
  return Math.max(1, Math.ceil(trainFlops / (FLOOR_FLOPS_PER_VCPU * vcpus) / PIECE_SECONDS));
}

export function toUsd(nanoUsd: number): number {
  return nanoUsd / NANO;
}

/** Of one stage: its functions, ten transitions, plans written and read, and the page. */
function orchestration({ Plan, Close }: FunctionTable): number {
  return Math.ceil(
    10 * PRICES.stepTransition +
      3 * PRICES.lambdaRequest +
      timeCost(Math.max(Plan.memoryMb, Close.memoryMb), 1000 * ORCHESTRATION_SECONDS) +
      5 * PRICES.s3Put +
      40 * PRICES.s3Get +
      PAGE_RESULTS * PRICES.dynamoReadUnit,
  );
}

/** ScoreTest and Report at their timeouts, as often as they may be called. */
function reportWorstCase({ ScoreTest, Report }: FunctionTable): number {
  return (1 + SERVICE_RETRIES) * (timeoutCost(ScoreTest) + timeoutCost(Report) + REPORT_REQUESTS);
}

function timeoutCost({ memoryMb, timeoutSeconds }: Sized): number {
  return timeCost(memoryMb, 1000 * timeoutSeconds);
}

function timeCost(memoryMb: number, ms: number): number {
  return (memoryMb / 1024) * (ms / 1000) * PRICES.lambdaGbSecond;
}

/** All tasks that so many trainings may keep, for some seconds in which none is made. */
function idleCost({ perSecond, tasks }: WorkerCost, count: number, seconds: number): number {
  if (tasks === undefined) return 0;
  const kept = Math.min(tasks.most, Math.ceil(count / tasks.trainings));
  return kept * tasks.trainings * perSecond * seconds;
}

function taskStartsAndEnds(worker: WorkerCost): number {
  const all = (worker.tasks?.most ?? 0) * (worker.tasks?.trainings ?? 0);
  return idleCost(worker, all, TASK_START_SECONDS + TASK_END_SECONDS);
}
