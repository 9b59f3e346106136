// The functions of the pipeline, one line each: where the handler lies, how long it may take and how
// much memory it gets. The template (infra/), the price and the reservation (functions/aws/cost-model.ts)
// all read it here.

/** Lambda gives one vCPU at this memory, and shares in proportion. */
export const VCPU_MB = 1769;

/** What the settings of a stack decide of the shapes. */
export interface FunctionSizes {
  /** Of a function that trains. */
  readonly workerMemoryMb: number;
  readonly workerTimeoutSeconds: number;
  /** Of Plan and Close. */
  readonly plannerMemoryMb: number;
}

export const DEFAULT_SIZES: FunctionSizes = {
  workerMemoryMb: VCPU_MB,
  workerTimeoutSeconds: 120,
  plannerMemoryMb: VCPU_MB,
};

/** What one training has of a task of ECS: a whole core, and room for the largest networks with their data. */
export const TASK_SHARE = { vcpus: 1, memoryMb: 2048 } as const;

/** Seconds that a worker adds to its timeout when it hides its message: time to be killed in. */
const GRACE_SECONDS = 30;

/** The longest that one delivery of a message can take, in seconds: no second worker starts before. */
export function receiveSeconds(workerTimeoutSeconds: number): number {
  return workerTimeoutSeconds + GRACE_SECONDS;
}

export interface FunctionShape {
  /** Folder under functions/; the handler is `<folder>.handler.ts`. */
  readonly folder: string;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  /** Whether the bundle carries the native training engine. */
  readonly engine?: boolean;
  /** Whether it carries the template of the pages. */
  readonly page?: boolean;
}

/** The shape of each function under the settings of a stack. */
export function functionTable(sizes: FunctionSizes) {
  const { workerMemoryMb, workerTimeoutSeconds, plannerMemoryMb } = sizes;
  return {
    PrepareRun: { folder: 'prepare-run', timeoutSeconds: 300, memoryMb: 1024 },
    Plan: { folder: 'plan', timeoutSeconds: 900, memoryMb: plannerMemoryMb },
    TrainAndScore: {
      folder: 'train-and-score',
      timeoutSeconds: workerTimeoutSeconds,
      memoryMb: workerMemoryMb,
      engine: true,
    },
    DeadLetter: { folder: 'dead-letter', timeoutSeconds: 60, memoryMb: 512 },
    CheckProgress: { folder: 'check-progress', timeoutSeconds: 120, memoryMb: 512 },
    Close: { folder: 'close', timeoutSeconds: 900, memoryMb: plannerMemoryMb, page: true },
    ScoreTest: { folder: 'score-test', timeoutSeconds: 300, memoryMb: VCPU_MB, engine: true },
    Report: { folder: 'report', timeoutSeconds: 120, memoryMb: 1024, page: true },
    RunStopped: { folder: 'run-stopped', timeoutSeconds: 60, memoryMb: 512 },
  } as const satisfies Readonly<Record<string, FunctionShape>>;
}

export type FunctionName = keyof ReturnType<typeof functionTable>;

export type FunctionTable = Readonly<Record<FunctionName, FunctionShape>>;

export const FUNCTION_NAMES = Object.keys(functionTable(DEFAULT_SIZES)) as readonly FunctionName[];
