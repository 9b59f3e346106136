// `evolambda destroy`: ends all runs, deletes the stack, and tells what stays and what that costs.

import { createInterface } from 'node:readline/promises';
import { setTimeout as pause } from 'node:timers/promises';
import {
  CloudFormationServiceException,
  DeleteStackCommand,
  waitUntilStackDeleteComplete,
} from '@aws-sdk/client-cloudformation';
import {
  GetEventSourceMappingCommand,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import type { ExecutionListItem } from '@aws-sdk/client-sfn';
import { InvalidInput, Retryable, shown } from '../../shared/kernel/errors.ts';
import { evolambdaCommand } from '../../shared/kernel/shell-command.ts';
import { ON_AWS } from '../aws-commands.ts';
import { reasonOf } from '../embedded/system-error.ts';
import { type FlagValues, readFlags, refusePositionals } from '../flags.ts';
import { plainColumns } from '../plain-columns.ts';
import { processTerminal, type Terminal } from '../terminal.ts';
import { isMissing } from './aws-errors.ts';
import { listExecutions } from './executions.ts';
import { usdOf } from './money-words.ts';
import { deleteBucket, deleteTable, type Retained, retained } from './retained.ts';
import { openStack, type Stack } from './stack.ts';
import { stopExecution, stopRun } from './stop-run.ts';

/** Seconds that CloudFormation may take; functions with network interfaces would be the slowest. */
const MOST_SECONDS = 3600;

/** Lambda takes some ten seconds to disable an event source; after two minutes CloudFormation may try. */
const LOOK_MS = 1000;
const MOST_LOOKS = 120;

export async function destroyCommand(argv: readonly string[]): Promise<number> {
  const { values, positionals } = readFlags(argv, ON_AWS.destroy.flags);
  refusePositionals('destroy', positionals);
  const terminal = processTerminal(values.json === true);
  const stack = await openStack(values);
  const withData = values['delete-data'] === true;
  if (withData) await confirm(stack, values);
  const stopped = await stopAll(stack, terminal);
  await disableWorkers(stack);
  terminal.say(`Deleting the stack ${stack.name} …`);
  await deleteStack(stack);
  const left = await retained(stack);
  if (withData) {
    for (const { kind, name } of left) {
      terminal.say(`Deleting the ${kind} ${name} …`);
      await (kind === 'table' ? deleteTable(stack) : deleteBucket(stack));
    }
    terminal.say(`The stack ${stack.name} and its data were deleted.`);
  } else tellRetained(stack, left, terminal);
  if (values.json === true) {
    const [kept, deleted] = withData ? [[], left] : [left, []];
    terminal.result(JSON.stringify({ stack: stack.name, stopped, retained: kept, deleted }));
  }
  return 0;
}

/** @throws InvalidInput unless the stack's name was typed */
async function confirm({ name, outputs }: Stack, { confirm: told }: FlagValues): Promise<void> {
  const typed = typeof told === 'string' ? told : await ask(name, outputs);
  if (typed === name) return;
  const hint = 'deleted data cannot be restored';
  const allowed = `the name of the stack, ${name}`;
  throw new InvalidInput([{ path: '--confirm', value: shown(typed), allowed, hint }]);
}

async function ask(name: string, { TableName, BucketName }: Stack['outputs']): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  lines.setPrompt(
    `This deletes the table ${TableName} and the bucket ${BucketName} with all runs, results and\n` +
      `data, permanently. To continue, type the name of the stack, ${name}: `,
  );
  lines.prompt();
  try {
    for await (const line of lines) return line.trim();
    return '';
  } finally {
    lines.close();
  }
}

/** @returns the names of the executions that were running */
async function stopAll(stack: Stack, terminal: Terminal): Promise<string[]> {
  const { RunMachineArn, GenerationsMachineArn } = stack.outputs;
  const stopped: string[] = [];
  for (const { name = '', executionArn = '' } of await runningOf(stack, RunMachineArn)) {
    terminal.say(`Stopping run ${name} …`);
    await stopRun(stack, executionArn).catch((error: unknown) =>
      // The stack goes all the same; only the run's record says that it is running.
      terminal.say(`! The record of run ${name} was not marked as stopped: ${reasonOf(error)}`),
    );
    stopped.push(name);
  }
  const orphans = await runningOf(stack, GenerationsMachineArn);
  for (const { executionArn = '' } of orphans) await stopExecution(stack, executionArn);
  return stopped;
}

/** None where the machine is gone: a destroy before this one did not come to its end. */
async function runningOf(stack: Stack, machineArn: string): Promise<ExecutionListItem[]> {
  return (await ifThere(listExecutions(stack, machineArn, { status: 'RUNNING' }))) ?? [];
}

async function ifThere<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** No message is handed to a worker any more; CloudFormation cannot delete what is changing still. */
async function disableWorkers({ lambda, outputs }: Stack): Promise<void> {
  // A service’s tasks are ended with it, and pass on what they train.
  if (outputs.TrainAndScoreFunction === undefined) return;
  const found = await ifThere(
    lambda.send(
      new ListEventSourceMappingsCommand({ FunctionName: outputs.TrainAndScoreFunction }),
    ),
  );
  for (const { UUID, State = '' } of found?.EventSourceMappings ?? []) {
    // Lambda refuses to change what is changing: a destroy that was cut off has asked already.
    if (!/^(Disabl|Delet)ing$/.test(State)) {
      await ifThere(lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: false })));
    }
    for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
      const mapping = await ifThere(lambda.send(new GetEventSourceMappingCommand({ UUID })));
      if (mapping === undefined || mapping.State === 'Disabled') break;
      await pause(LOOK_MS);
    }
  }
}

async function deleteStack({ cloudFormation, name }: Stack): Promise<void> {
  await cloudFormation.send(new DeleteStackCommand({ StackName: name }));
  try {
    await waitUntilStackDeleteComplete(
      { client: cloudFormation, maxWaitTime: MOST_SECONDS, minDelay: 1, maxDelay: 10 },
      { StackName: name },
    );
  } catch (error) {
    if (error instanceof CloudFormationServiceException) throw error;
    const hint = 'the events of the stack in the CloudFormation console show the resource';
    throw new Retryable(`the stack ${name} was not deleted: ${reasonOf(error)}; ${hint}`, {
      cause: error,
    });
  }
}

function tellRetained({ name }: Stack, left: readonly Retained[], terminal: Terminal): void {
  terminal.say(`The stack ${name} was deleted.`);
  if (left.length === 0) return;
  terminal.say('Retained resources, with all runs and data:');
  const table = plainColumns([
    ['  kind', 'name', 'size', 'price per month'],
    ...left.map(({ kind, name, bytes, usdPerMonth }) => [
      ...[`  ${kind}`, name, `${(bytes / 1e6).toFixed(1)} MB`, usdOf(usdPerMonth)],
    ]),
  ]);
  for (const line of table) terminal.say(line);
  const adopt = left.flatMap(({ kind, name }) => [
    '--context',
    `use${kind === 'table' ? 'Table' : 'Bucket'}=${name}`,
  ]);
  const deploy = evolambdaCommand('deploy', '--stack', name, ...adopt);
  terminal.say(`To use them in a new stack: ${deploy}`);
}
