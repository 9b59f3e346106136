// The settings of a stack, given as CDK context (`-c maxConcurrency=50`, or in cdk.json), checked as
// a whole: every fault is named at once. docs/aws-settings.md explains each.
import * as z from 'zod';
import { DEFAULT_SIZES, receiveSeconds, VCPU_MB } from '../shared/contracts/function-table.ts';
import { parseInput } from '../shared/contracts/parse.ts';
import { MOST_WITHOUT_POLLERS } from '../shared/contracts/provisioned-pollers.ts';
import {
  DEFAULT_MAX_CONCURRENCY,
  DEFAULT_STACK,
  STACK_NAME_PATTERN,
} from '../shared/contracts/stack-defaults.ts';
import { WORKER_HOSTS, type WorkerHostName } from '../shared/contracts/worker-hosts.ts';
import { MAX_GENERATIONS_PER_CHILD } from './generations-per-child.ts';

// CloudWatch keeps logs for these numbers of days only.
const RETENTION_DAYS = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731] as const;

const TFJS_HOSTS: readonly WorkerHostName[] = ['lambda-container', 'fargate'];

export const stackSettingsSchema = z
  .strictObject({
    /** Names the stack, both state machines and the dashboard. */
    stackName: z
      .string()
      .regex(
        STACK_NAME_PATTERN,
        'a name of at most 60 letters, digits and hyphens, starting with A–Z or a–z',
      )
      .default(DEFAULT_STACK),
    /** What hosts the trainings. */
    worker: z.enum(WORKER_HOSTS).default('lambda'),
    /** What trains: tfjs needs an image, for TensorFlow is too large for a zip. */
    engine: z.enum(['onnx', 'tfjs']).default('onnx'),
    /** Whether tasks on Fargate run on spot capacity. */
    spot: flag().default(true),
    /** Trainings at once in a task of ECS, each with a core of its own. */
    trainingsPerTask: number(z.literal([1, 2, 4, 8, 16])).default(2),
    /** Messages for each training of a task that make the service start another task. */
    taskBacklog: number(z.int().min(1).max(1000)).default(4),
    /** The dearest instance with a GPU that may be launched, in US dollars an hour, ECS’s fee included. */
    gpuUsdPerHour: number(z.number().positive().max(100)).default(1.5),
    /** Memory of a training function in MB; 1,769 MB is one whole core. New accounts allow 3,008. */
    workerMemoryMb: number(z.int().min(512).max(3008)).default(DEFAULT_SIZES.workerMemoryMb),
    /** Seconds after which a training function is killed. */
    workerTimeoutSeconds: number(z.int().min(5).max(120)).default(
      DEFAULT_SIZES.workerTimeoutSeconds,
    ),
    /** Trainings at once; functions above 1,000 by pollers that cost by the hour. */
    maxConcurrency: number(z.int().min(2).max(10_000)).default(DEFAULT_MAX_CONCURRENCY),
    /** Memory of Plan and Close in MB, which hold a run's whole ledger: docs/scale.md. */
    plannerMemoryMb: number(z.int().min(VCPU_MB).max(10_240)).default(
      DEFAULT_SIZES.plannerMemoryMb,
    ),
    /** Seconds that a stage waits for its last arrival before it looks for missing ones. */
    roundSeconds: number(z.int().min(5).max(86_400)).default(900),
    /** Deliveries of a message before it is a dead letter; AWS advises at least 5. */
    maxReceives: number(z.int().min(1).max(1000)).default(5),
    /** Generations of one child execution; the default is what its history has room for. */
    childGenerations: number(z.int().min(1).max(MAX_GENERATIONS_PER_CHILD)).default(
      MAX_GENERATIONS_PER_CHILD,
    ),
    /** The most that one run may be given, in US dollars. */
    maxBudgetUsd: number(z.number().positive().max(100_000)).default(10),
    /** The most that all runs of a day may spend, in US dollars. */
    maxStackUsdPerDay: number(z.number().positive().max(100_000)).default(20),
    /** Days that logs are kept. */
    logRetentionDays: number(z.literal(RETENTION_DAYS)).default(30),
    /** Name of an existing table to adopt instead of making one. */
    useTable: z
      .string()
      .regex(/^[A-Za-z0-9_.-]{3,255}$/, 'the name of a DynamoDB table')
      .optional(),
    /** Name of an existing bucket to adopt instead of making one. */
    useBucket: z
      .string()
      .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'the name of an S3 bucket')
      .optional(),
    /** Whether table and bucket outlive the stack. */
    keepData: flag().default(true),
    /** ARN of an SNS topic that every alarm tells. */
    alarmTopicArn: z
      .string()
      .regex(/^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]+$/, 'the ARN of an SNS topic')
      .optional(),
    /** For an emulator: plain http allowed, the caller's own credentials deploy, short rounds too. */
    local: flag().default(false),
  })
  .superRefine((settings, context) => {
    if (settings.engine === 'tfjs' && !TFJS_HOSTS.includes(settings.worker)) {
      context.addIssue({
        code: 'custom',
        path: ['engine'],
        message: `onnx, or tfjs with worker ${TFJS_HOSTS.join(' or ')}`,
      });
    }
    if (settings.local && settings.maxConcurrency > MOST_WITHOUT_POLLERS) {
      context.addIssue({
        code: 'custom',
        path: ['maxConcurrency'],
        message: `at most ${MOST_WITHOUT_POLLERS} with local`,
        params: { hint: 'emulators do not support provisioned pollers' },
      });
    }
    const shortest = settings.maxReceives * receiveSeconds(settings.workerTimeoutSeconds);
    if (settings.local || settings.roundSeconds > shortest) return;
    context.addIssue({
      code: 'custom',
      path: ['roundSeconds'],
      message: `more than ${shortest}, which is maxReceives × (workerTimeoutSeconds + 30)`,
    });
  });

export type StackSettings = z.output<typeof stackSettingsSchema>;

// The CDK's own context keys hold a colon, an at sign, a dash or a slash.
const OURS = /^[A-Za-z0-9_]+$/;
const CDK_PLAIN_KEYS = ['tree'];

/**
 * Reads the settings from a CDK app's context. Values from the command line arrive as text.
 * @throws InvalidInput with one fault for each mistake, a name that is no setting included
 */
export function readSettings(context: Readonly<Record<string, unknown>>): StackSettings {
  const ours = Object.entries(context).filter(
    ([key]) => OURS.test(key) && !CDK_PLAIN_KEYS.includes(key),
  );
  return parseInput(stackSettingsSchema, Object.fromEntries(ours));
}

function number<T extends z.ZodType<number>>(schema: T) {
  return z.preprocess(
    (value) => (typeof value === 'string' && value.trim() !== '' ? Number(value) : value),
    schema,
  );
}

function flag() {
  return z.preprocess(
    (value) => (value === 'true' ? true : value === 'false' ? false : value),
    z.boolean(),
  );
}
