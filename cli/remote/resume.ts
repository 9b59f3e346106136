// `evolambda resume RUN --stack NAME`: another execution takes over a run that was stopped or failed.

import { setTimeout as pause } from 'node:timers/promises';
import { readRun } from '../../functions/aws/run-record.ts';
import { InvalidInput, Retryable, shown } from '../../shared/kernel/errors.ts';
import { evolambdaCommand } from '../../shared/kernel/shell-command.ts';
import { ON_AWS } from '../aws-commands.ts';
import { readFlags } from '../flags.ts';
import { processTerminal } from '../terminal.ts';
import {
  consoleLink,
  describeExecution,
  oneRun,
  requireRun,
  startExecution,
} from './executions.ts';
import { openStack, runArguments, type Stack } from './stack.ts';

const LOOK_MS = 500;

/** PrepareRun's timeout and its retries come to less. */
const MOST_LOOKS = 1200;

export async function remoteResumeCommand(argv: readonly string[]): Promise<number> {
  const { values, positionals } = readFlags(argv, ON_AWS.resume.flags);
  const runId = oneRun(positionals);
  const terminal = processTerminal(values.json === true);
  const { 'budget-usd': budgetUsd } = values;
  const stack = await openStack(values);
  const { state, owner } = await requireRun(stack, runId);
  const driver = await describeExecution(stack, owner);
  if (state === 'succeeded' || driver?.status === 'RUNNING') {
    const value = shown(runId);
    const problem = `${value} ${state === 'succeeded' ? 'has succeeded' : 'is running'}`;
    const allowed = 'a run that was stopped or has failed';
    throw new InvalidInput([{ path: 'RUN', value, problem, allowed }]);
  }
  const input = { resume: runId, ...(budgetUsd === undefined ? {} : { budgetUsd }) };
  const name = `${runId}-resumed-${Date.now().toString(36)}`;
  const executionArn = await startExecution(stack, name, input);
  const refusal = await takenOver(stack, runId, executionArn);
  if (refusal !== undefined) {
    process.stderr.write(`Run ${runId} cannot be resumed:\n${refusal}\n`);
    return 2;
  }
  const link = consoleLink(executionArn);
  terminal.say(`Run ${runId} resumed in the execution ${name}.`);
  if (link !== null) terminal.say(link);
  terminal.say(`To follow: ${evolambdaCommand('watch', ...runArguments(runId, stack))}`);
  if (values.json === true) {
    terminal.result(JSON.stringify({ runId, executionArn, stack: stack.name, consoleLink: link }));
  }
  return 0;
}

/**
 * Waits until the execution owns the run: before, whoever looks finds it stopped.
 * @returns why it was refused, in the words of PrepareRun; undefined when it was not
 * @throws Retryable when the execution ends otherwise
 */
async function takenOver(
  stack: Stack,
  runId: string,
  executionArn: string,
): Promise<string | undefined> {
  const name = executionArn.split(':').at(-1);
  for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
    if ((await readRun(stack.table, runId))?.owner === executionArn) return undefined;
    const execution = await describeExecution(stack, executionArn);
    if (execution !== undefined && execution.status !== 'RUNNING') {
      const cause = execution.cause ?? execution.error ?? execution.status;
      if (execution.error === 'InvalidInput') return cause;
      throw new Retryable(`the execution ${name} ended before it resumed the run: ${cause}`);
    }
    await pause(LOOK_MS);
  }
  throw new Retryable(
    `the execution ${name} did not resume the run within ${(MOST_LOOKS * LOOK_MS) / 1000} s`,
  );
}
