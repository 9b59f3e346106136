// What the simulation reckons with: each number with where it comes from. Measured ones are of one
// core of an AMD EPYC (docs/performance.md); times are in seconds, prices in nano-dollars.
import { DEFAULT_SIZES, receiveSeconds } from '../../shared/contracts/function-table.ts';
import { type Speed, speedFrom } from '../../shared/steps/evaluation-time.ts';
import type { StageTimes } from './stage.ts';
import type { Chance } from './workload.ts';

export interface Calibration {
  readonly speed: Speed;
  readonly chance: Chance;
  readonly times: StageTimes;
  readonly planning: Planning;
  readonly quotas: Quotas;
}

/** Processor time of Plan and Close on one core, and the calls that they wait for. */
export interface Planning {
  readonly planStart: number;
  readonly planPerCandidate: number;
  /** Of it: after the first message is sent. */
  readonly sendPerCandidate: number;
  /** For every candidate of every stage before, whose ledger is read and made again. */
  readonly foldPerCandidate: number;
  readonly closeStart: number;
  readonly closePerCandidate: number;
  /** Resident MB of Plan and Close: at rest, and for every candidate of the stage and of those before. */
  readonly restMb: number;
  readonly mbPerCandidate: number;
  readonly mbPerFolded: number;
  /** Start of a container of Plan or Close. */
  readonly coldStart: number;
  /** A call of DynamoDB or SQS, and how many are under way at once. */
  readonly call: number;
  readonly parallelCalls: number;
  /** States that Step Functions goes through between two stages. */
  readonly transitions: number;
  readonly transition: number;
  readonly prepare: number;
  readonly scoreAndReport: number;
}

export interface Quotas {
  readonly firstPollers: number;
  readonly pollersPerSecond: number;
  /** The same where pollers are provisioned: two of ten functions each, and more by the minute. */
  readonly firstProvisioned: number;
  readonly provisionedPerSecond: number;
  readonly accountConcurrency: number;
  readonly firstEnvironments: number;
  readonly environmentsPerSecond: number;
  readonly writeUnitsPerSecond: number;
  readonly runReadsPerSecond: number;
}

export const AWS: Calibration = {
  // `npm run bench:speed`: with the spread below, the mean of the genomes drawn.
  speed: speedFrom(0, 61e9, 98e9),
  chance: {
    // `npm run bench:speed`: what its line for trainings leaves, optimizers for the most part.
    spread: 0.26,
    // Assumed: one training in 200 meets a slow host; half of those take more than 1.6 times as long.
    stragglers: 0.005,
    stragglerExponent: 1.5,
    // Assumed: one delivery in 10,000 dies with its container.
    deaths: 1e-4,
  },
  times: {
    // Assumed: SQS and the event source hand a message on in tens of milliseconds.
    dispatch: 0.03,
    // `npm run bench:speed` (engine, data) and the SDK's modules; the rest, a container with 60 MB of
    // code and 10 MB read from S3, is assumed from published measurements of 0.2 to 1 s.
    coldStart: 1.5,
    init: 1,
    // Eight calls in a row (functions/protocol/work.ts) at 6 ms.
    overhead: 0.05,
    visibility: receiveSeconds(DEFAULT_SIZES.workerTimeoutSeconds),
  },
  planning: {
    // `npm run bench:planning`, processor seconds at 10,000 and 100,000.
    planStart: 0.5,
    planPerCandidate: 0.4e-3,
    sendPerCandidate: 0.1e-3,
    foldPerCandidate: 0.25e-3,
    closeStart: 0.4,
    closePerCandidate: 0.24e-3,
    restMb: 110,
    mbPerCandidate: 0.008,
    mbPerFolded: 0.004,
    // Assumed: a container with 3 MB of code.
    coldStart: 0.6,
    // DynamoDB and SQS answer within single-digit milliseconds, says AWS.
    call: 0.006,
    // functions/aws/table.ts and sqs-evaluation-queue.ts.
    parallelCalls: 8,
    // Assumed: a state takes some 30 ms; token, Close, its Choice, Plan.
    transitions: 5,
    transition: 0.03,
    // Its own work, estimate included; MNIST lies in the bucket already.
    prepare: 2,
    // `npm run e2e` on the emulator, less its waiting.
    scoreAndReport: 4,
  },
  quotas: {
    // https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
    firstPollers: 5,
    pollersPerSecond: 300 / 60,
    // https://aws.amazon.com/blogs/aws/aws-lambda-enhances-sqs-processing-with-new-provisioned-mode-3x-faster-scaling-16x-higher-capacity
    firstProvisioned: 20,
    provisionedPerSecond: 1000 / 60,
    // https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html; new accounts have 10.
    accountConcurrency: 1000,
    // https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html
    firstEnvironments: 1000,
    environmentsPerSecond: 100,
    // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html
    writeUnitsPerSecond: 4000,
    // One item is read 3,000 times a second at most: all workers read the run's.
    runReadsPerSecond: 3000,
  },
};

/**
 * Write units of an evaluation: two notes of an attempt, the result (2 KB), the arrival, its place in
 * the shard's set (200 numbers, 1 to 2 KB).
 */
export const WRITE_UNITS = 7;

/** MNIST as the default run sees it. */
export const MNIST = {
  ...{ shape: { height: 28, width: 28, channels: 1 }, classes: 10 },
  ...{ trained: 50_000, validated: 10_000 },
} as const;
