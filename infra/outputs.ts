// What a deployment prints: the names that commands look up, and what to do next.
import { CfnOutput, type Stack } from 'aws-cdk-lib';
import { pollerPriceInWords, pollersFor } from '../shared/contracts/provisioned-pollers.ts';
import { DEFAULT_STACK } from '../shared/contracts/stack-defaults.ts';
import type { StackSettings } from './settings.ts';

/** Keys of the outputs; the remote commands read them. */
export type OutputName =
  | 'TableName'
  | 'BucketName'
  | 'QueueUrl'
  | 'DeadLetterQueueUrl'
  | 'RunMachineArn'
  | 'GenerationsMachineArn'
  | 'RunStoppedFunction'
  | 'DashboardName';

/** Writes the outputs; the console's address of the run machine and the next step are among them. */
export function writeOutputs(
  stack: Stack,
  { stackName, maxConcurrency }: StackSettings,
  values: Readonly<Record<OutputName, string> & { TrainAndScoreFunction?: string }>,
): void {
  for (const [name, value] of Object.entries(values)) new CfnOutput(stack, name, { value });
  const arn = values.RunMachineArn;
  new CfnOutput(stack, 'ConsoleLink', {
    value: `https://console.aws.amazon.com/states/home?region=${stack.region}#/statemachines/view/${arn}`,
  });
  const flag = stackName === DEFAULT_STACK ? '' : ` --stack ${stackName}`;
  new CfnOutput(stack, 'NextStep', {
    value:
      `Open ConsoleLink and choose "Start execution" with {}. Or, in a clone: ` +
      `npm exec --no -- evolambda start${flag} --name first && npm exec --no -- evolambda watch first${flag}. ` +
      `Or: aws stepfunctions start-execution --state-machine-arn ${arn} --input "{}"`,
  });
  const pollers = values.TrainAndScoreFunction ? pollersFor(maxConcurrency) : undefined;
  if (pollers) new CfnOutput(stack, 'PollerPrice', { value: pollerPriceInWords(pollers) });
}
