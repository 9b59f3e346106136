// The pipeline as one stack, put together from its parts in the order in which they need each other.
import { CliCredentialsStackSynthesizer, type IStackSynthesizer, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import {
  DEFAULT_SIZES,
  FUNCTION_NAMES,
  type FunctionName,
  type FunctionShape,
  functionTable,
} from '../shared/contracts/function-table.ts';
import { SERVICE_HOSTS } from '../shared/contracts/worker-hosts.ts';
import { Alarms } from './alarms.ts';
import { ArtefactBucket } from './artefact-bucket.ts';
import { EvolutionLoop } from './evolution-loop.ts';
import { generationsMachine, runMachine } from './machine-names.ts';
import { METRICS_NAMESPACE } from './measures.ts';
import { writeOutputs } from './outputs.ts';
import { Overview } from './overview.ts';
import type { Grounds } from './permissions.ts';
import { PipelineFunction } from './pipeline-function.ts';
import { RunStore } from './run-store.ts';
import type { StackSettings } from './settings.ts';
import { StoppedRuns } from './stopped-runs.ts';
import { TrainingFanOut } from './training-fan-out.ts';
import { TrainingService } from './training-service.ts';
import { WorkerImage } from './worker-image.ts';

/** The TensorFlow that infra/images/cpu.Dockerfile builds tfjs-node with: cli/native/tensorflow-wheel.txt. */
const IMAGE_TENSORFLOW = '2.15.1';

/** The one that trains is there unless a service takes its place. */
type PipelineFunctions = Record<Exclude<FunctionName, 'TrainAndScore'>, PipelineFunction> & {
  readonly TrainAndScore?: PipelineFunction;
};

export class EvolambdaStack extends Stack {
  constructor(scope: Construct, settings: StackSettings, projectRoot: string) {
    super(scope, settings.stackName, {
      description: 'Evolambda: evolutionary search over small neural networks',
      // Emulators that check rights know the caller's credentials only, no deployment roles.
      // The cast: CDK's own types do not distinguish absent from undefined.
      ...(settings.local
        ? { synthesizer: new CliCredentialsStackSynthesizer() as IStackSynthesizer }
        : {}),
    });
    const { table } = new RunStore(this, 'RunStore', settings);
    const { bucket } = new ArtefactBucket(this, 'ArtefactBucket', settings);
    const fanOut = new TrainingFanOut(this, 'TrainingFanOut', settings);
    const runs = runMachine(this, settings.stackName);
    const generations = generationsMachine(this, settings.stackName);
    const grounds: Grounds = {
      table,
      bucket,
      queueArn: fanOut.queue.queueArn,
      generationsMachineArn: generations.arn,
      runExecutionArns: runs.executionArns,
      generationsExecutionArns: generations.executionArns,
      isEmulated: settings.local,
    };
    const shared = sharedEnvironment(settings, table.tableName, bucket.bucketName);
    const queue = { EVOLAMBDA_QUEUE_URL: fanOut.queue.queueUrl };
    const own: Partial<Record<FunctionName, Record<string, string>>> = {
      PrepareRun: { EVOLAMBDA_PARENT_MACHINE_ARN: runs.arn },
      Plan: queue,
      TrainAndScore: queue,
      RunStopped: { EVOLAMBDA_CHILD_MACHINE_ARN: generations.arn },
    };
    const shapes = functionTable(settings);
    const names = functionNames(settings);
    const image = names.some((name) => isFromImage(name, settings))
      ? new WorkerImage(this, 'cpu', projectRoot)
      : undefined;
    const functions = Object.fromEntries(
      names.map((name) => [
        name,
        new PipelineFunction(this, name, {
          shape: shapes[name],
          environment: { ...shared, ...own[name] },
          grounds,
          settings,
          image: isFromImage(name, settings) ? image : undefined,
          projectRoot,
        }),
      ]),
    ) as PipelineFunctions;
    const { TrainAndScore: trainAndScore } = functions;
    fanOut.feed(trainAndScore, functions.DeadLetter);
    const trainers =
      trainAndScore?.function ??
      new TrainingService(this, 'TrainingService', {
        fanOut,
        grounds,
        environment: { ...shared, ...queue },
        settings,
        image,
        projectRoot,
      }).service;
    const loop = new EvolutionLoop(this, 'EvolutionLoop', functions, settings);
    const alarms = new Alarms(
      this,
      'Alarms',
      { fanOut, deadLetter: functions.DeadLetter, loop },
      settings,
    );
    new Overview(this, 'Overview', settings.stackName, {
      alarms,
      loop,
      fanOut,
      trainers,
    });
    new StoppedRuns(this, 'StoppedRuns', runs.arn, functions.RunStopped);
    writeOutputs(this, settings, {
      TableName: table.tableName,
      BucketName: bucket.bucketName,
      QueueUrl: fanOut.queue.queueUrl,
      DeadLetterQueueUrl: fanOut.deadLetters.queueUrl,
      RunMachineArn: loop.run.machine.stateMachineArn,
      GenerationsMachineArn: loop.generations.machine.stateMachineArn,
      RunStoppedFunction: functions.RunStopped.function.functionName,
      ...(trainAndScore ? { TrainAndScoreFunction: trainAndScore.function.functionName } : {}),
      DashboardName: settings.stackName,
    });
  }
}

/** The functions that a stack has: a service of ECS takes the place of the one that trains. */
function functionNames({ worker }: StackSettings): FunctionName[] {
  const isService = SERVICE_HOSTS.some((host) => host === worker);
  return FUNCTION_NAMES.filter((name) => !(isService && name === 'TrainAndScore'));
}

/** Whether a function runs from the workers' image: the one that trains, and whatever loads TensorFlow. */
function isFromImage(name: FunctionName, settings: StackSettings): boolean {
  const { engine: hasEngine = false }: FunctionShape = functionTable(settings)[name];
  const isTrainer = name === 'TrainAndScore' && settings.worker === 'lambda-container';
  return isTrainer || (hasEngine && settings.engine === 'tfjs');
}

/** What every function is told, as text. */
function sharedEnvironment(
  settings: StackSettings,
  tableName: string,
  bucketName: string,
): Record<string, string> {
  return {
    EVOLAMBDA_STACK: settings.stackName,
    EVOLAMBDA_WORKER: settings.worker,
    ...engineOf(settings),
    ...tasksOf(settings),
    EVOLAMBDA_TABLE: tableName,
    EVOLAMBDA_BUCKET: bucketName,
    EVOLAMBDA_WORKER_TIMEOUT_SECONDS: String(settings.workerTimeoutSeconds),
    EVOLAMBDA_WORKER_MEMORY_MB: String(settings.workerMemoryMb),
    ...plannersOf(settings),
    EVOLAMBDA_MAX_RECEIVES: String(settings.maxReceives),
    EVOLAMBDA_ROUND_SECONDS: String(settings.roundSeconds),
    EVOLAMBDA_CHILD_GENERATIONS: String(settings.childGenerations),
    EVOLAMBDA_MAX_BUDGET_USD: String(settings.maxBudgetUsd),
    EVOLAMBDA_MAX_STACK_USD_PER_DAY: String(settings.maxStackUsdPerDay),
    EVOLAMBDA_MAX_CONCURRENCY: String(settings.maxConcurrency),
    POWERTOOLS_SERVICE_NAME: settings.stackName,
    POWERTOOLS_METRICS_NAMESPACE: METRICS_NAMESPACE,
  };
}

/** Evaluation keys name the engine and its backend, so planners must know what workers have. */
function engineOf({ worker, engine }: StackSettings): Record<string, string> {
  const onnx = worker === 'gpu' ? 'cuda' : 'cpu';
  return {
    EVOLAMBDA_ENGINE: engine,
    EVOLAMBDA_BACKEND: engine === 'tfjs' ? `native-${IMAGE_TENSORFLOW}` : onnx,
  };
}

/** The cost of a stage depends on it; without it, functions use the default. */
function plannersOf({ plannerMemoryMb }: StackSettings): Record<string, string> {
  if (plannerMemoryMb === DEFAULT_SIZES.plannerMemoryMb) return {};
  return { EVOLAMBDA_PLANNER_MEMORY_MB: String(plannerMemoryMb) };
}

/** What only a service's cost depends on. */
function tasksOf(settings: StackSettings): Record<string, string> {
  const { worker, trainingsPerTask, gpuUsdPerHour } = settings;
  if (worker !== 'fargate' && worker !== 'gpu') return {};
  return {
    EVOLAMBDA_TRAININGS_PER_TASK: String(trainingsPerTask),
    ...(worker === 'gpu' ? { EVOLAMBDA_GPU_USD_PER_HOUR: String(gpuUsdPerHour) } : {}),
  };
}
