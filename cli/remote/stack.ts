// A deployed stack, found by its name: what it is made of, and the clients to reach it.

import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import { type Clients, makeClients } from '../../functions/aws/clients.ts';
import type { Bucket } from '../../functions/aws/s3-objects.ts';
import { readSettings, type Settings } from '../../functions/aws/settings.ts';
import type { Table } from '../../functions/aws/table.ts';
import { DEFAULT_STACK, STACK_NAME_PATTERN } from '../../shared/contracts/stack-defaults.ts';
import { type Fault, InvalidInput, shown } from '../../shared/kernel/errors.ts';
import { evolambdaCommand, withOperand } from '../../shared/kernel/shell-command.ts';
import type { FlagValues } from '../flags.ts';
import { isMissing } from './aws-errors.ts';

/** As infra/outputs.ts writes them. */
const outputsSchema = z.object({
  TableName: z.string(),
  BucketName: z.string(),
  RunMachineArn: z.string(),
  GenerationsMachineArn: z.string(),
  RunStoppedFunction: z.string(),
  /** None where a service of ECS trains. */
  TrainAndScoreFunction: z.string().optional(),
});

export interface Stack {
  readonly name: string;
  readonly outputs: z.output<typeof outputsSchema>;
  readonly table: Table;
  readonly bucket: Bucket;
  readonly sfn: Clients['sfn'];
  readonly lambda: LambdaClient;
  readonly cloudFormation: CloudFormationClient;
}

/** @throws InvalidInput unless --stack, or EVOLAMBDA_STACK, is a name that a stack can have */
export function stackNameOf({ stack }: FlagValues): string {
  const fromFlag = typeof stack === 'string';
  const name = fromFlag ? stack : process.env.EVOLAMBDA_STACK || DEFAULT_STACK;
  if (STACK_NAME_PATTERN.test(name)) return name;
  const allowed = 'a name of at most 60 letters, digits and hyphens, starting with A–Z or a–z';
  const path = fromFlag ? '--stack' : 'EVOLAMBDA_STACK';
  throw new InvalidInput([{ path, value: shown(name), allowed }]);
}

/** @throws InvalidInput when there is no stack of this name, or it is none of ours */
export async function openStack(values: FlagValues): Promise<Stack> {
  const name = stackNameOf(values);
  const cloudFormation = new CloudFormationClient({});
  const { status, outputs: found } = await describeStack(cloudFormation, name);
  const { data: outputs, error } = outputsSchema.safeParse(found);
  if (outputs === undefined) {
    const lacking = error.issues.map(({ path }) => path.join('.')).join(', ');
    const problem = `${shown(name)} is in state ${status}, without the outputs ${lacking}`;
    throw new InvalidInput([notDeployed(name, problem)]);
  }
  const { dynamo, s3, sfn } = makeClients();
  return {
    name,
    outputs,
    table: { name: outputs.TableName, client: dynamo },
    bucket: { name: outputs.BucketName, client: s3 },
    sfn,
    lambda: new LambdaClient({}),
    cloudFormation,
  };
}

/** What a stack tells of itself. @throws InvalidInput when there is none */
export async function describeStack(
  cloudFormation: CloudFormationClient,
  name: string,
): Promise<{ readonly status: string; readonly outputs: Readonly<Record<string, string>> }> {
  try {
    const { Stacks = [] } = await cloudFormation.send(
      new DescribeStacksCommand({ StackName: name }),
    );
    const [stack] = Stacks;
    const outputs = (stack?.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [
      OutputKey,
      OutputValue,
    ]);
    return { status: stack?.StackStatus ?? 'unknown', outputs: Object.fromEntries(outputs) };
  } catch (error) {
    if (!isMissing(error)) throw error;
    const region = await cloudFormation.config.region();
    throw new InvalidInput([notDeployed(name, `${shown(name)} does not exist in ${region}`)]);
  }
}

/** What the stack was deployed with, as its functions are told. */
export async function settingsOf({ lambda, outputs }: Stack): Promise<Settings> {
  const { Environment } = await lambda.send(
    new GetFunctionConfigurationCommand({ FunctionName: outputs.RunStoppedFunction }),
  );
  return readSettings(Environment?.Variables ?? {});
}

/** Arguments of a printed command that is about this very stack: none where it is the one without a flag. */
export function stackArguments({ name }: Pick<Stack, 'name'>): readonly string[] {
  return name === DEFAULT_STACK && !process.env.EVOLAMBDA_STACK ? [] : ['--stack', name];
}

/** Arguments of a printed command that is about a run of this stack. */
export function runArguments(
  runId: string,
  stack: Pick<Stack, 'name'>,
  flags = stackArguments(stack),
): readonly string[] {
  return withOperand(runId, flags);
}

/** The printed command that resumes a run on AWS; without a stack it would resume one of this machine. */
export function resumeCommand(runId: string, { name }: Pick<Stack, 'name'>): string {
  return evolambdaCommand('resume', ...runArguments(runId, { name }, ['--stack', name]));
}

function notDeployed(name: string, problem: string): Fault {
  const allowed = 'a deployed stack in the region of AWS_REGION';
  const hint = `to deploy one: ${evolambdaCommand('deploy', '--stack', name)}`;
  return { path: '--stack', value: shown(name), problem, allowed, hint };
}
