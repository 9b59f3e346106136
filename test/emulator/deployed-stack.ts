// Our stack on an emulator: deployed, and found again by its outputs.
import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import * as z from 'zod';
import { parseInput } from '../../shared/contracts/parse.ts';
import type { AwsPlace } from './aws-place.ts';
import { bootstrap, type Context, deploy, LOCAL, synthesize } from './cdk.ts';
import { clientsOf } from './clients.ts';

export const STACK_NAME = 'Evolambda';

const outputsSchema = z.object({
  TableName: z.string(),
  BucketName: z.string(),
  QueueUrl: z.string(),
  DeadLetterQueueUrl: z.string(),
  RunMachineArn: z.string(),
  GenerationsMachineArn: z.string(),
  RunStoppedFunction: z.string(),
  TrainAndScoreFunction: z.string(),
  NextStep: z.string(),
});

/** Plain data: it travels from Vitest's global setup to the tests. */
export interface DeployedStack {
  readonly place: AwsPlace;
  readonly stackName: string;
  readonly outputs: Readonly<z.output<typeof outputsSchema>>;
}

/** Makes an account ready and deploys the stack in it, from `cdkOut`, which is written. */
export async function deployAnew(
  place: AwsPlace,
  cdkOut: string,
  context: Context = LOCAL,
): Promise<DeployedStack> {
  // Both take seconds and neither needs the other.
  await Promise.all([bootstrap(place), synthesize(place, cdkOut, context)]);
  return deployStack(place, cdkOut);
}

/**
 * Deploys the assembly in `cdkOut` and reads the stack's outputs.
 * @throws InvalidInput naming every output that the stack lacks
 */
export async function deployStack(
  place: AwsPlace,
  cdkOut: string,
  stackName = STACK_NAME,
): Promise<DeployedStack> {
  await deploy(place, cdkOut);
  const describe = new DescribeStacksCommand({ StackName: stackName });
  const { Stacks = [] } = await clientsOf(place).cloudFormation.send(describe);
  const found = Object.fromEntries(
    (Stacks[0]?.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]),
  );
  const outputs = parseInput(outputsSchema, found, `outputs of ${stackName}`);
  return { place, stackName, outputs };
}
