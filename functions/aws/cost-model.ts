// What one attempt at an evaluation may cost at most, and what it did cost: nano-dollars.
import { SERVICE_RETRIES } from '../../shared/contracts/stack-defaults.ts';
import { NANO, PRICES } from './prices.ts';
import { idleCost, type WorkerCost } from './worker-cost.ts';

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

/** Orchestration of one stage: its functions, ten transitions, plans written and read, and the page. */
export const STAGE_OVERHEAD = Math.ceil(
  10 * PRICES.stepTransition +
    3 * PRICES.lambdaRequest +
    ORCHESTRATION_SECONDS * (1769 / 1024) * PRICES.lambdaGbSecond +
    5 * PRICES.s3Put +
    40 * PRICES.s3Get +
    PAGE_RESULTS * PRICES.dynamoReadUnit,
);

/** The result and the page, and what Report reads for them beside results. */
const REPORT_REQUESTS = 2 * PRICES.s3Put + 5 * PRICES.s3Get;

/** ScoreTest and Report at their timeouts, as often as they may be called. */
const REPORT_WORST_CASE =
  (1 + SERVICE_RETRIES) * (timeCost(1769, 300_000) + timeCost(1024, 120_000) + REPORT_REQUESTS);

/** Of Report for a run of some hundred evaluations, its page included. */
const USUAL_REPORT_MS = 4000;

/** The end of a run at its worst, and the tasks that it started and will leave idle. */
export function endWorstCase(worker: WorkerCost): number {
  return Math.ceil(REPORT_WORST_CASE + taskStartsAndEnds(worker));
}

/** The same with ScoreTest as long as it took, and a usual Report. */
export function endCost(worker: WorkerCost, scoreMs: number): number {
  const functions = timeCost(1769, scoreMs) + timeCost(1024, USUAL_REPORT_MS) + REPORT_REQUESTS;
  return Math.ceil(Math.min(REPORT_WORST_CASE, functions) + taskStartsAndEnds(worker));
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
export function stageWorstCase(worker: WorkerCost, count: number): number {
  const seconds = ORCHESTRATION_SECONDS + worker.timeoutSeconds;
  return Math.ceil(STAGE_OVERHEAD + idleCost(worker, count, seconds));
}

/** What it does cost besides them. */
export function stageCost(worker: WorkerCost, count: number): number {
  return Math.ceil(STAGE_OVERHEAD + idleCost(worker, count, ORCHESTRATION_SECONDS));
}

/** Pieces of at most a minute that a training is paid for. */
export function piecesOf(trainFlops: number, { vcpus }: WorkerCost): number {
  return Math.max(1, Math.ceil(trainFlops / (FLOOR_FLOPS_PER_VCPU * vcpus) / PIECE_SECONDS));
}

export function toUsd(nanoUsd: number): number {
  return nanoUsd / NANO;
}

function timeCost(memoryMb: number, ms: number): number {
  return (memoryMb / 1024) * (ms / 1000) * PRICES.lambdaGbSecond;
}

function taskStartsAndEnds(worker: WorkerCost): number {
  const all = (worker.tasks?.most ?? 0) * (worker.tasks?.trainings ?? 0);
  return idleCost(worker, all, TASK_START_SECONDS + TASK_END_SECONDS);
}
