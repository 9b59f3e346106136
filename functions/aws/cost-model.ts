// What one attempt at an evaluation may cost at most, and what it did cost: nano-dollars.
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

/** Lambda gives one vCPU at this memory, and shares in proportion; a training uses one at most. */
export const VCPU_MB = 1769;

export interface WorkerShape {
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
}

/** Requests of one attempt beside the function's time: messages, results, arrivals, checkpoints. */
const FIXED_PER_ATTEMPT =
  PRICES.lambdaRequest +
  6 * PRICES.sqsRequest +
  12 * PRICES.dynamoWriteUnit +
  8 * PRICES.dynamoReadUnit +
  2 * PRICES.s3Put +
  6 * PRICES.s3Get;

/** Seconds of Plan, Close and a CheckProgress that stand for a stage, whatever they take. */
export const ORCHESTRATION_SECONDS = 40;

/** Orchestration of one stage: its functions, ten transitions, and plans written and read. */
export const STAGE_OVERHEAD = Math.ceil(
  10 * PRICES.stepTransition +
    3 * PRICES.lambdaRequest +
    ORCHESTRATION_SECONDS * (1769 / 1024) * PRICES.lambdaGbSecond +
    4 * PRICES.s3Put +
    40 * PRICES.s3Get,
);

/** ScoreTest and Report at their timeouts, as often as they may be called. */
export const END_WORST_CASE = Math.ceil(
  (1 + SERVICE_RETRIES) * (timeCost(1769, 300_000) + timeCost(1024, 120_000)),
);

/** ScoreTest as long as it took, and a usual Report. */
export function endCost(scoreMs: number): number {
  return Math.min(END_WORST_CASE, Math.ceil(timeCost(1769, scoreMs) + timeCost(1024, 3000)));
}

/** The most that one invocation can cost. */
export function attemptWorstCase({ memoryMb, timeoutSeconds }: WorkerShape): number {
  return Math.ceil(timeCost(memoryMb, (INIT_SECONDS + timeoutSeconds) * 1000) + FIXED_PER_ATTEMPT);
}

/** What invocations of these lengths cost. */
export function metered(memoryMb: number, attemptMs: readonly number[]): number {
  return Math.ceil(
    attemptMs.reduce((sum, ms) => sum + timeCost(memoryMb, ms) + FIXED_PER_ATTEMPT, 0),
  );
}

/** Pieces of at most a minute that a training is paid for. */
export function piecesOf(trainFlops: number, memoryMb: number): number {
  const flopsPerSecond = FLOOR_FLOPS_PER_VCPU * Math.min(1, memoryMb / VCPU_MB);
  return Math.max(1, Math.ceil(trainFlops / flopsPerSecond / PIECE_SECONDS));
}

export function toUsd(nanoUsd: number): number {
  return nanoUsd / NANO;
}

function timeCost(memoryMb: number, ms: number): number {
  return (memoryMb / 1024) * (ms / 1000) * PRICES.lambdaGbSecond;
}
