// A run that was stopped, from the console too, or that failed: its record is marked, so that workers
// drop its messages, and its child execution is stopped.
import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import type { PipelineFunction } from './pipeline-function.ts';

export class StoppedRuns extends Construct {
  constructor(scope: Construct, id: string, runMachineArn: string, runStopped: PipelineFunction) {
    super(scope, id);
    new Rule(this, 'Rule', {
      description: 'Stops the remaining work of a stopped, failed or timed-out run.',
      eventPattern: {
        source: ['aws.states'],
        detailType: ['Step Functions Execution Status Change'],
        detail: { stateMachineArn: [runMachineArn], status: ['ABORTED', 'FAILED', 'TIMED_OUT'] },
      },
      targets: [new LambdaFunction(runStopped.function)],
    });
  }
}
