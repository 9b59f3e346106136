// What a function is told of its stack: environment variables that infra/ sets, read in one place.
import * as z from 'zod';
import type { Engine } from '../../shared/contracts/evaluation.ts';
import {
  DEFAULT_SIZES,
  type FunctionShape,
  functionTable,
} from '../../shared/contracts/function-table.ts';
import { parseInput } from '../../shared/contracts/parse.ts';
import { WORKER_HOSTS, type WorkerHostName } from '../../shared/contracts/worker-hosts.ts';
import { engineOf, onnxIdentity, tfjsIdentity } from '../../shared/training/identity.ts';
import { functionCost, type StackHosts, taskCost, type WorkerCost } from './cost-model.ts';

const settingsSchema = z
  .object({
    EVOLAMBDA_STACK: z.string().min(1),
    /** What hosts this stack's workers. */
    EVOLAMBDA_WORKER: z.enum(WORKER_HOSTS).default('lambda'),
    /** What they train with. */
    EVOLAMBDA_ENGINE: z.enum(['onnx', 'tfjs']).default('onnx'),
    EVOLAMBDA_BACKEND: z.string().min(1).default('cpu'),
    EVOLAMBDA_TABLE: z.string().min(1),
    EVOLAMBDA_BUCKET: z.string().min(1),
    EVOLAMBDA_QUEUE_URL: z.string().default(''),
    EVOLAMBDA_PARENT_MACHINE_ARN: z.string().default(''),
    EVOLAMBDA_CHILD_MACHINE_ARN: z.string().default(''),
    EVOLAMBDA_WORKER_TIMEOUT_SECONDS: z.coerce.number().int().positive(),
    EVOLAMBDA_WORKER_MEMORY_MB: z.coerce.number().int().positive(),
    EVOLAMBDA_PLANNER_MEMORY_MB: z.coerce
      .number()
      .int()
      .positive()
      .default(DEFAULT_SIZES.plannerMemoryMb),
    EVOLAMBDA_MAX_RECEIVES: z.coerce.number().int().positive(),
    EVOLAMBDA_ROUND_SECONDS: z.coerce.number().int().positive(),
    EVOLAMBDA_CHILD_GENERATIONS: z.coerce.number().int().positive(),
    /** Of a service. */
    EVOLAMBDA_TRAININGS_PER_TASK: z.coerce.number().int().positive().default(1),
    /** Of an instance with a GPU. */
    EVOLAMBDA_GPU_USD_PER_HOUR: z.coerce.number().positive().optional(),
    EVOLAMBDA_MAX_CONCURRENCY: z.coerce.number().int().positive(),
    EVOLAMBDA_MAX_BUDGET_USD: z.coerce.number().positive(),
    EVOLAMBDA_MAX_STACK_USD_PER_DAY: z.coerce.number().positive(),
  })
  .refine((e) => e.EVOLAMBDA_WORKER !== 'gpu' || e.EVOLAMBDA_GPU_USD_PER_HOUR !== undefined, {
    path: ['EVOLAMBDA_GPU_USD_PER_HOUR'],
    message: 'the price of an instance per hour with worker gpu',
  });

export interface Settings extends StackHosts {
  readonly stack: string;
  readonly worker: WorkerHostName;
  /** The stack's one engine: evaluation keys name it. */
  readonly engine: Engine;
  readonly table: string;
  readonly bucket: string;
  readonly queueUrl: string;
  readonly parentMachineArn: string;
  readonly childMachineArn: string;
  readonly workerTimeoutSeconds: number;
  readonly maxReceives: number;
  readonly roundSeconds: number;
  /** Generations that a child execution runs before the next takes over. */
  readonly childGenerations: number;
  readonly maxConcurrency: number;
  readonly maxBudgetUsd: number;
  readonly maxStackUsdPerDay: number;
}

/** @throws InvalidInput naming each variable that is missing or wrong */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const e = parseInput(settingsSchema, environment);
  const functions = functionTable({
    workerMemoryMb: e.EVOLAMBDA_WORKER_MEMORY_MB,
    workerTimeoutSeconds: e.EVOLAMBDA_WORKER_TIMEOUT_SECONDS,
    plannerMemoryMb: e.EVOLAMBDA_PLANNER_MEMORY_MB,
  });
  return {
    stack: e.EVOLAMBDA_STACK,
    worker: e.EVOLAMBDA_WORKER,
    engine: engineOf(
      e.EVOLAMBDA_ENGINE === 'onnx'
        ? onnxIdentity(e.EVOLAMBDA_BACKEND)
        : tfjsIdentity(e.EVOLAMBDA_BACKEND),
    ),
    table: e.EVOLAMBDA_TABLE,
    bucket: e.EVOLAMBDA_BUCKET,
    queueUrl: e.EVOLAMBDA_QUEUE_URL,
    parentMachineArn: e.EVOLAMBDA_PARENT_MACHINE_ARN,
    childMachineArn: e.EVOLAMBDA_CHILD_MACHINE_ARN,
    workerTimeoutSeconds: e.EVOLAMBDA_WORKER_TIMEOUT_SECONDS,
    functions,
    workerCost: costOf(e, functions.TrainAndScore),
    maxReceives: e.EVOLAMBDA_MAX_RECEIVES,
    roundSeconds: e.EVOLAMBDA_ROUND_SECONDS,
    childGenerations: e.EVOLAMBDA_CHILD_GENERATIONS,
    maxConcurrency: e.EVOLAMBDA_MAX_CONCURRENCY,
    maxBudgetUsd: e.EVOLAMBDA_MAX_BUDGET_USD,
    maxStackUsdPerDay: e.EVOLAMBDA_MAX_STACK_USD_PER_DAY,
  };
}

function costOf(e: z.output<typeof settingsSchema>, trainer: FunctionShape): WorkerCost {
  switch (e.EVOLAMBDA_WORKER) {
    case 'lambda':
    case 'lambda-container':
      return functionCost(trainer);
    case 'fargate':
    case 'gpu':
      return taskCost({
        timeoutSeconds: trainer.timeoutSeconds,
        trainingsPerTask: e.EVOLAMBDA_TRAININGS_PER_TASK,
        maxConcurrency: e.EVOLAMBDA_MAX_CONCURRENCY,
        instanceUsdPerHour: e.EVOLAMBDA_GPU_USD_PER_HOUR,
      });
  }
}
