// A task that invokes one version of a function and tries again only when Lambda itself failed, or
// when the function says that a service did: any other error of our own code would fail again, and a
// time-out must reach the Catch that counts rounds.
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
import { SERVICE_RETRIES } from '../shared/contracts/stack-defaults.ts';
import { LAMBDA_RETRIES } from './generations-per-child.ts';
import type { PipelineFunction } from './pipeline-function.ts';

const LAMBDA_FAILED = [
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.TooManyRequestsException',
];
/** Name of our own error, thrown when a service has failed in all tries of its SDK. */
const SERVICE_FAILED = 'Retryable';

export interface InvokeProps {
  readonly comment: string;
  readonly payload: TaskInput;
  readonly integrationPattern?: IntegrationPattern;
  readonly taskTimeout?: Timeout;
  readonly outputPath?: string;
}

/**
 * Waits 2, 4, 8 … 60 s between attempts when Lambda failed, shortened at random: some three minutes in
 * all. A function that gave up on a service has waited already, so it gets 5, 10 and 20 s.
 */
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
    errors: LAMBDA_FAILED,
    interval: Duration.seconds(2),
    backoffRate: 2,
    maxDelay: Duration.seconds(60),
    maxAttempts: LAMBDA_RETRIES,
    jitterStrategy: JitterType.FULL,
  });
  task.addRetry({
    errors: [SERVICE_FAILED],
    interval: Duration.seconds(5),
    backoffRate: 2,
    maxAttempts: SERVICE_RETRIES,
    jitterStrategy: JitterType.FULL,
  });
  return task;
}
