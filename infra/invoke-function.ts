// A task that invokes one version of a function and tries again only when Lambda itself failed: an
// error of our own code would fail again, and a time-out must reach the Catch that counts rounds.
import { Duration } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import {
  type IntegrationPattern,
  JitterType,
  type TaskInput,
  type Timeout,
} from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import { TASK_RETRIES } from './generations-per-child.ts';
import type { PipelineFunction } from './pipeline-function.ts';

const TRANSIENT = [
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.TooManyRequestsException',
];

export interface InvokeProps {
  readonly comment: string;
  readonly payload: TaskInput;
  readonly integrationPattern?: IntegrationPattern;
  readonly taskTimeout?: Timeout;
  readonly outputPath?: string;
}

/** Waits 2, 4, 8 … 60 s between attempts, shortened at random: some three minutes in all. */
export function invokeFunction(
  scope: Construct,
  id: string,
  invoked: PipelineFunction,
  props: InvokeProps,
): LambdaInvoke {
  const task = new LambdaInvoke(scope, id, {
    ...props,
    // The cast: CDK's own types do not distinguish absent from undefined.
    lambdaFunction: invoked.function.currentVersion as IFunction,
    retryOnServiceExceptions: false,
  });
  task.addRetry({
    errors: TRANSIENT,
    interval: Duration.seconds(2),
    backoffRate: 2,
    maxDelay: Duration.seconds(60),
    maxAttempts: TASK_RETRIES,
    jitterStrategy: JitterType.FULL,
  });
  return task;
}
