// What hosts of workers cost: nano-dollars of a training's second, and of what stands beside it.
import { NANO, PRICES } from './prices.ts';

/** Lambda's limit on INIT; a container's first attempt is billed for it. */
const INIT_SECONDS = 10;

/** Lambda gives one vCPU at this memory, and shares in proportion; a training uses one at most. */
export const VCPU_MB = 1769;

/** What one training has of a task on Fargate. */
export const TASK_VCPUS = 1;
export const TASK_GB = 2;

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

export interface FunctionShape {
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
}

/** A Lambda function, from a zip or an image. */
export function functionCost({ memoryMb, timeoutSeconds }: FunctionShape): WorkerCost {
  return {
    timeoutSeconds,
    perSecond: (memoryMb / 1024) * PRICES.lambdaGbSecond,
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

/** A task of ECS. Fargate is reckoned on demand: spot costs less, and is not always to be had. */
export function taskCost(shape: TaskShape): WorkerCost {
  const { timeoutSeconds, trainingsPerTask, maxConcurrency, instanceUsdPerHour } = shape;
  const perHour =
    instanceUsdPerHour === undefined
      ? TASK_VCPUS * PRICES.fargateVcpuHour + TASK_GB * PRICES.fargateGbHour
      : (instanceUsdPerHour * NANO) / trainingsPerTask;
  return {
    timeoutSeconds,
    perSecond: perHour / 3600,
    perAttempt: 0,
    initSeconds: 0,
    vcpus: 1,
    tasks: {
      trainings: trainingsPerTask,
      most: Math.ceil(maxConcurrency / trainingsPerTask),
    },
  };
}

/** Nano-dollars of all tasks that so many trainings may keep, for some seconds in which none is made. */
export function idleCost({ perSecond, tasks }: WorkerCost, count: number, seconds: number): number {
  if (tasks === undefined) return 0;
  const kept = Math.min(tasks.most, Math.ceil(count / tasks.trainings));
  return kept * tasks.trainings * perSecond * seconds;
}
