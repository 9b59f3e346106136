// Runs as a person meets them in the Step Functions console: started, waited for, read, stopped.

import { setTimeout as pause } from 'node:timers/promises';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import {
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  type ExecutionListItem,
  ListExecutionsCommand,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { clientsOf } from './clients.ts';
import type { DeployedStack } from './deployed-stack.ts';

const POLL_MS = 200;

/** @returns the execution's ARN; its name is the run's id */
export async function startRun(
  { place, outputs }: DeployedStack,
  input: unknown,
  name?: string,
): Promise<string> {
  const { executionArn } = await clientsOf(place).sfn.send(
    new StartExecutionCommand({
      stateMachineArn: outputs.RunMachineArn,
      input: JSON.stringify(input),
      ...(name === undefined ? {} : { name }),
    }),
  );
  return executionArn!;
}

export function describeExecution(
  { place }: DeployedStack,
  executionArn: string,
): Promise<DescribeExecutionCommandOutput> {
  return clientsOf(place).sfn.send(new DescribeExecutionCommand({ executionArn }));
}

/** Longer than any run of a test, and shorter than the test may take. */
export const RUN_MS = 110_000;

/**
 * The execution once it is no longer RUNNING.
 * @throws Error when it is still running after `deadlineMs`
 */
export async function waitForExecution(
  stack: DeployedStack,
  executionArn: string,
  deadlineMs: number,
): Promise<DescribeExecutionCommandOutput> {
  const deadline = Date.now() + deadlineMs;
  for (;;) {
    const execution = await describeExecution(stack, executionArn);
    if (execution.status !== 'RUNNING') return execution;
    if (Date.now() > deadline) {
      throw new Error(`${executionArn} is still running after ${deadlineMs / 1000} s`);
    }
    await pause(POLL_MS);
  }
}

/**
 * The output of an execution that succeeded.
 * @throws Error with the execution's error and cause otherwise
 */
export function outputOf(execution: DescribeExecutionCommandOutput): Record<string, unknown> {
  const { status, error, cause, output } = execution;
  if (status === 'SUCCEEDED') return JSON.parse(output!);
  throw new Error(`${execution.name} is ${status}: ${error}: ${cause}`);
}

/** What the console's Stop does. On AWS an event follows: see `deliverStopped`. */
export async function stopExecution({ place }: DeployedStack, executionArn: string): Promise<void> {
  await clientsOf(place).sfn.send(new StopExecutionCommand({ executionArn }));
}

/** The executions that a run's parent has started, oldest first. */
export async function childrenOf(
  { place, outputs }: DeployedStack,
  runId: string,
): Promise<readonly ExecutionListItem[]> {
  const { sfn } = clientsOf(place);
  const found: ExecutionListItem[] = [];
  let nextToken: string | undefined;
  do {
    const page = await sfn.send(
      new ListExecutionsCommand({
        stateMachineArn: outputs.GenerationsMachineArn,
        ...(nextToken === undefined ? {} : { nextToken }),
      }),
    );
    found.push(...(page.executions ?? []));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  // <runId>-<epoch>-<child>
  const isOurs = ({ name }: ExecutionListItem) =>
    name!.startsWith(`${runId}-`) && /^\d+-\d+$/.test(name!.slice(runId.length + 1));
  return found.filter(isOurs).sort((a, b) => Number(a.startDate) - Number(b.startDate));
}

export interface Invoked {
  /** What the function returned; its error's fields when it threw. */
  readonly payload: unknown;
  /** Set when the function threw. */
  readonly functionError: string | undefined;
}

/** @param name of the function, or its ARN */
export async function invokeFunction(
  { place }: DeployedStack,
  name: string,
  payload: unknown,
): Promise<Invoked> {
  const answer = await clientsOf(place).lambda.send(
    new InvokeCommand({ FunctionName: name, Payload: Buffer.from(JSON.stringify(payload)) }),
  );
  const text = Buffer.from(answer.Payload ?? []).toString();
  return {
    payload: text === '' ? undefined : JSON.parse(text),
    functionError: answer.FunctionError,
  };
}

/**
 * Hands RunStopped the event that EventBridge sends when a parent ends otherwise than well.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html
 */
export async function deliverStopped(
  stack: DeployedStack,
  executionArn: string,
  status: 'ABORTED' | 'FAILED' | 'TIMED_OUT',
): Promise<Invoked> {
  const execution = await describeExecution(stack, executionArn);
  const { name, input, startDate, stopDate = new Date() } = execution;
  return invokeFunction(stack, stack.outputs.RunStoppedFunction, {
    version: '0',
    id: crypto.randomUUID(),
    'detail-type': 'Step Functions Execution Status Change',
    source: 'aws.states',
    account: executionArn.split(':')[4],
    time: stopDate.toISOString(),
    region: stack.place.region,
    resources: [executionArn],
    detail: {
      executionArn,
      stateMachineArn: stack.outputs.RunMachineArn,
      name,
      status,
      startDate: Number(startDate),
      stopDate: Number(stopDate),
      input,
      output: null,
    },
  });
}
