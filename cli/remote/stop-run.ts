// The end of an execution by us. EventBridge tells RunStopped of it, but only as well as it can, and
// emulators do not: so RunStopped hears it from us too, in the same words. Hearing it twice is once.
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { StopExecutionCommand } from '@aws-sdk/client-sfn';
import { isNotRunning } from '../../functions/aws/not-running.ts';
import { Retryable } from '../../shared/kernel/errors.ts';
import { describeExecution } from './executions.ts';
import type { Stack } from './stack.ts';

/**
 * Stops an execution of the run machine, if it is running, and marks its run as stopped.
 * @throws Retryable when RunStopped fails
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html
 */
export async function stopRun(stack: Stack, executionArn: string): Promise<void> {
  const found = await describeExecution(stack, executionArn);
  if (found?.status === 'RUNNING') await stopExecution(stack, executionArn);
  const endedAt = found?.endedAt ?? new Date();
  const status =
    found?.status === 'FAILED' || found?.status === 'TIMED_OUT' ? found.status : 'ABORTED';
  const event = {
    version: '0',
    id: crypto.randomUUID(),
    'detail-type': 'Step Functions Execution Status Change',
    source: 'aws.states',
    account: executionArn.split(':')[4],
    time: endedAt.toISOString(),
    region: executionArn.split(':')[3],
    resources: [executionArn],
    detail: {
      executionArn,
      stateMachineArn: stack.outputs.RunMachineArn,
      name: executionArn.split(':').at(-1),
      status,
      startDate: found?.startedAt?.getTime() ?? null,
      stopDate: endedAt.getTime(),
      input: found?.input ?? null,
      output: null,
    },
  };
  const answer = await stack.lambda.send(
    new InvokeCommand({
      FunctionName: stack.outputs.RunStoppedFunction,
      Payload: Buffer.from(JSON.stringify(event)),
    }),
  );
  if (answer.FunctionError === undefined) return;
  const words = Buffer.from(answer.Payload ?? []).toString();
  throw new Retryable(`${stack.outputs.RunStoppedFunction} failed: ${words}`);
}

/** Stops an execution of either machine; one that has ended meanwhile is no fault. */
export async function stopExecution({ sfn }: Stack, executionArn: string): Promise<void> {
  try {
    await sfn.send(new StopExecutionCommand({ executionArn, cause: 'evolambda stop' }));
  } catch (error) {
    if (!isNotRunning(error)) throw error;
  }
}
