// What a deployment prints: the names that commands look up, and what to do next.
import { CfnOutput, type Stack } from 'aws-cdk-lib';

/** Keys of the outputs; the remote commands read them. */
export type OutputName =
  | 'TableName'
  | 'BucketName'
  | 'QueueUrl'
  | 'DeadLetterQueueUrl'
  | 'RunMachineArn'
  | 'GenerationsMachineArn'
  | 'RunStoppedFunction'
  | 'TrainAndScoreFunction'
  | 'DashboardName';

/** Writes the outputs, the console's address of the run machine and the next step among them. */
export function writeOutputs(stack: Stack, values: Readonly<Record<OutputName, string>>): void {
  for (const [name, value] of Object.entries(values)) new CfnOutput(stack, name, { value });
  const arn = values.RunMachineArn;
  new CfnOutput(stack, 'ConsoleLink', {
    value: `https://console.aws.amazon.com/states/home?region=${stack.region}#/statemachines/view/${arn}`,
  });
  new CfnOutput(stack, 'NextStep', {
    value: `Open ConsoleLink and choose "Start execution" with {}, or: aws stepfunctions start-execution --state-machine-arn ${arn} --input "{}"`,
  });
}
