// What a deployment would founder on, looked at beforehand and told all at once.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { GetAccountSettingsCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { SFNClient } from '@aws-sdk/client-sfn';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { InvalidInput } from '../../shared/kernel/errors.ts';
import { reasonOf } from '../embedded/system-error.ts';
import { inOurWords } from './aws-errors.ts';
import { listExecutions } from './executions.ts';
import { describeStack } from './stack.ts';

export interface Plan {
  readonly stackName: string;
  /** That train at once; none where a service of ECS does. */
  readonly functions: number;
  /** Whether an image is built. */
  readonly hasImage: boolean;
  /** An emulator's stack: no bootstrap, and the quota is the machine. */
  readonly isLocal: boolean;
}

export interface Findings {
  /** Each a reason not to deploy; --force does it all the same. */
  readonly doubts: readonly string[];
  /** Account and region. */
  readonly place: string;
}

/** Plan, Close and what buries dead letters run beside the trainings. */
const BESIDE_TRAININGS = 2;

const BOOTSTRAP_STACK = 'CDKToolkit';

const QUOTA_PAGE =
  'https://console.aws.amazon.com/servicequotas/home/services/lambda/quotas/L-B99A9384';

/**
 * @throws InvalidInput when credentials or region are missing, telling of both
 * @throws Retryable when AWS cannot be reached
 */
export async function checkAccount(plan: Plan): Promise<Findings> {
  const cloudFormation = new CloudFormationClient({});
  const region = await attempt(() => cloudFormation.config.region());
  const identity = await attempt(async () => {
    // Without a region, a call would not come as far as to miss them.
    await cloudFormation.config.credentials();
    return new STSClient({}).send(new GetCallerIdentityCommand({}));
  });
  if ('error' in region || 'error' in identity) throw together([region, identity]);
  const { Account: account = 'unknown' } = identity.value;
  const doubts = await Promise.all([
    plan.isLocal ? [] : bootstrapDoubts(cloudFormation, account, region.value),
    plan.isLocal ? [] : quotaDoubts(plan),
    plan.hasImage ? builderDoubts() : [],
    runningDoubts(cloudFormation, plan),
  ]);
  return { doubts: doubts.flat(), place: `account ${account}, region ${region.value}` };
}

type Tried<T> = { readonly value: T } | { readonly error: unknown };

async function attempt<T>(call: () => Promise<T>): Promise<Tried<T>> {
  try {
    return { value: await call() };
  } catch (error) {
    return { error: inOurWords(error) };
  }
}

/** One error that tells all that a person can mend; without such, the first. */
function together(tried: readonly Tried<unknown>[]): unknown {
  const errors = tried.flatMap((one) => ('error' in one ? [one.error] : []));
  const faults = errors.flatMap((error) => (error instanceof InvalidInput ? error.faults : []));
  const distinct = new Map(faults.map((fault) => [fault.path, fault]));
  return faults.length > 0 ? new InvalidInput([...distinct.values()]) : errors[0];
}

async function bootstrapDoubts(
  cloudFormation: CloudFormationClient,
  account: string,
  region: string,
): Promise<string[]> {
  const command = `npx cdk bootstrap aws://${account}/${region}`;
  const found = await stackOrNone(cloudFormation, BOOTSTRAP_STACK);
  if ('error' in found) return [notChecked('the bootstrap stack of the CDK', found.error)];
  if (found.value === undefined) {
    return [
      `the CDK is not bootstrapped in ${region}; run once per account and region: ${command}`,
    ];
  }
  const { status } = found.value;
  if (/^(CREATE|UPDATE|IMPORT|UPDATE_ROLLBACK)_COMPLETE$/.test(status)) return [];
  return [
    `the bootstrap stack ${BOOTSTRAP_STACK} of the CDK is in state ${status}; run: ${command}`,
  ];
}

async function quotaDoubts({ functions }: Plan): Promise<string[]> {
  const lambda = new LambdaClient({});
  const settings = await attempt(() => lambda.send(new GetAccountSettingsCommand({})));
  if ('error' in settings) return [notChecked('the quota of Lambda', settings.error)];
  const { UnreservedConcurrentExecutions: quota } = settings.value.AccountLimit ?? {};
  const needed = functions + BESIDE_TRAININGS;
  if (quota === undefined || quota >= needed) return [];
  return [
    `maxConcurrency=${functions} requires ${needed} concurrent executions, but the Lambda quota of the ` +
      `account is ${quota}; raise the quota "Concurrent executions" to ${needed} (${QUOTA_PAGE}), ` +
      `or deploy with --context maxConcurrency=${Math.max(2, quota - BESIDE_TRAININGS)}`,
  ];
}

/** The CDK builds images with docker, or with what its own variable names. */
async function builderDoubts(): Promise<string[]> {
  const command = process.env.CDK_DOCKER ?? 'docker';
  const found = await attempt(() => promisify(execFile)(command, ['--version']));
  if (!('error' in found)) return [];
  return [
    `${command} does not start, so the image of the workers cannot be built; install docker, or set ` +
      'CDK_DOCKER to another builder (podman, finch)',
  ];
}

const RUNNING = 'the list of running runs';

/** A run's evaluation keys name the engine of the stack that it began with. */
async function runningDoubts(
  cloudFormation: CloudFormationClient,
  { stackName }: Plan,
): Promise<string[]> {
  const found = await stackOrNone(cloudFormation, stackName);
  if ('error' in found) return [notChecked(RUNNING, found.error)];
  const { RunMachineArn: machine } = found.value?.outputs ?? {};
  if (machine === undefined) return [];
  const listed = await attempt(() =>
    listExecutions({ sfn: new SFNClient({}) }, machine, { status: 'RUNNING' }),
  );
  if ('error' in listed) return [notChecked(RUNNING, listed.error)];
  const names = listed.value.map(({ name }) => name).join(', ');
  return names === ''
    ? []
    : [`these runs may fail when their functions change: ${names}; wait for them or stop them`];
}

async function stackOrNone(cloudFormation: CloudFormationClient, name: string) {
  return attempt(async () => {
    try {
      return await describeStack(cloudFormation, name);
    } catch (error) {
      if (error instanceof InvalidInput) return undefined;
      throw error;
    }
  });
}

function notChecked(what: string, error: unknown): string {
  return `${what} could not be checked: ${reasonOf(error)}`;
}
