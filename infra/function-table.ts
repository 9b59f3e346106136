// The functions of the pipeline, one line each: where the handler lies, how long it may take and how
// much memory it gets. Numbers of training and planning are settings.
import { SERVICE_HOSTS } from '../shared/contracts/worker-hosts.ts';
import type { StackSettings } from './settings.ts';

export const FUNCTION_NAMES = [
  'PrepareRun',
  'Plan',
  'TrainAndScore',
  'DeadLetter',
  'CheckProgress',
  'Close',
  'ScoreTest',
  'Report',
  'RunStopped',
] as const;

export type FunctionName = (typeof FUNCTION_NAMES)[number];

export interface FunctionShape {
  /** Folder under functions/; the handler is `<folder>.handler.ts`. */
  readonly folder: string;
  readonly timeoutSeconds: number;
  /** 1,769 MB is one whole core. */
  readonly memoryMb: number;
  /** Whether the bundle carries the native training engine. */
  readonly engine: boolean;
  /** Whether it carries the template of the pages. */
  readonly page?: boolean;
}

/** The functions that a stack has: a service of ECS takes the place of the one that trains. */
export function functionNames({ worker }: StackSettings): FunctionName[] {
  const isService = SERVICE_HOSTS.some((host) => host === worker);
  return FUNCTION_NAMES.filter((name) => !(isService && name === 'TrainAndScore'));
}

/** Whether a function runs from the workers' image: the one that trains, and whatever loads TensorFlow. */
export function isFromImage(name: FunctionName, settings: StackSettings): boolean {
  const { engine: hasEngine } = functionTable(settings)[name];
  const isTrainer = name === 'TrainAndScore' && settings.worker === 'lambda-container';
  return isTrainer || (hasEngine && settings.engine === 'tfjs');
}

/** The shape of each function under the settings of a stack. */
export function functionTable(settings: StackSettings): Record<FunctionName, FunctionShape> {
  const { plannerMemoryMb: planner } = settings;
  return {
    PrepareRun: { folder: 'prepare-run', timeoutSeconds: 300, memoryMb: 1024, engine: false },
    Plan: { folder: 'plan', timeoutSeconds: 900, memoryMb: planner, engine: false },
    TrainAndScore: {
      folder: 'train-and-score',
      timeoutSeconds: settings.workerTimeoutSeconds,
      memoryMb: settings.workerMemoryMb,
      engine: true,
    },
    DeadLetter: { folder: 'dead-letter', timeoutSeconds: 60, memoryMb: 512, engine: false },
    CheckProgress: { folder: 'check-progress', timeoutSeconds: 120, memoryMb: 512, engine: false },
    Close: { folder: 'close', timeoutSeconds: 900, memoryMb: planner, engine: false, page: true },
    ScoreTest: { folder: 'score-test', timeoutSeconds: 300, memoryMb: 1769, engine: true },
    Report: { folder: 'report', timeoutSeconds: 120, memoryMb: 1024, engine: false, page: true },
    RunStopped: { folder: 'run-stopped', timeoutSeconds: 60, memoryMb: 512, engine: false },
  };
}
