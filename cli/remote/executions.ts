// Executions of the run machine: each is a run, or goes on with one.

import {
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  type ExecutionListItem,
  type ExecutionStatus,
  ListExecutionsCommand,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { hasOwnEndpoint } from '../../functions/aws/clients.ts';
import { type RunRecord, readRun } from '../../functions/aws/run-record.ts';
import { RUN_ID_PATTERN } from '../../shared/contracts/run-input.ts';
import { InvalidInput, missing, shown } from '../../shared/kernel/errors.ts';
import { append } from '../../shared/kernel/long-lists.ts';
import { evolambdaCommand } from '../../shared/kernel/shell-command.ts';
import { isMissing } from './aws-errors.ts';
import { type Stack, stackArguments } from './stack.ts';

/** Step Functions takes no more as an execution's input. */
const MAX_INPUT_BYTES = 256 * 1024;

/** @throws InvalidInput unless there is exactly one name, and a run could have it */
export function oneRun(positionals: readonly string[]): string {
  const [runId, ...more] = positionals;
  if (runId !== undefined && more.length === 0 && RUN_ID_PATTERN.test(runId)) return runId;
  const allowed = 'the id of one run';
  const hint = `to list the runs: ${evolambdaCommand('status')}`;
  const value = shown(positionals.join(' '));
  throw new InvalidInput([
    runId === undefined ? missing('RUN', allowed, hint) : { path: 'RUN', value, allowed, hint },
  ]);
}

/** @throws InvalidInput when the stack has no run of this name */
export async function requireRun(stack: Stack, runId: string): Promise<RunRecord> {
  const run = await readRun(stack.table, runId);
  if (run === undefined) throw noSuchRun(stack, runId);
  return run;
}

export function noSuchRun(stack: Stack, runId: string): InvalidInput {
  const list = evolambdaCommand('status', ...stackArguments(stack));
  const value = shown(runId);
  const problem = `${value} does not exist`;
  const allowed = `a run of the stack ${stack.name}`;
  return new InvalidInput([
    { path: 'RUN', value, problem, allowed, hint: `to list the runs: ${list}` },
  ]);
}

/** The execution that started a run of this name. */
export function executionArnOf({ outputs }: Stack, name: string): string {
  return `${outputs.RunMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
}

export interface Execution {
  readonly status: ExecutionStatus;
  readonly error: string | undefined;
  readonly cause: string | undefined;
  /** JSON. */
  readonly input: string | undefined;
  readonly startedAt: Date | undefined;
  readonly endedAt: Date | undefined;
}

/** An execution, or undefined where Step Functions knows none; it forgets after 90 days. */
export async function describeExecution(
  { sfn }: Stack,
  executionArn: string,
): Promise<Execution | undefined> {
  let found: DescribeExecutionCommandOutput;
  try {
    found = await sfn.send(new DescribeExecutionCommand({ executionArn }));
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
  return {
    status: found.status ?? 'RUNNING',
    error: found.error,
    cause: found.cause,
    input: found.input,
    startedAt: found.startDate,
    endedAt: found.stopDate,
  };
}

/**
 * Starts an execution of the run machine.
 * @returns its ARN
 * @throws InvalidInput when the input is too large, or the name is taken
 */
export async function startExecution(
  { sfn, outputs }: Stack,
  name: string,
  input: unknown,
): Promise<string> {
  const json = JSON.stringify(input);
  const bytes = Buffer.byteLength(json);
  if (bytes > MAX_INPUT_BYTES) {
    const value = `${bytes} bytes of JSON`;
    const problem = `${value} are too many`;
    const allowed = `at most ${MAX_INPUT_BYTES} bytes, the limit of Step Functions`;
    throw new InvalidInput([{ path: 'settings', value, problem, allowed }]);
  }
  try {
    const { executionArn = '' } = await sfn.send(
      new StartExecutionCommand({ stateMachineArn: outputs.RunMachineArn, name, input: json }),
    );
    return executionArn;
  } catch (error) {
    if (!(error instanceof Error && error.name === 'ExecutionAlreadyExists')) throw error;
    const value = shown(name);
    const problem = `a run ${value} exists`;
    const allowed = 'a name that no run of the stack had in the last 90 days';
    throw new InvalidInput([{ path: '--name', value, problem, allowed }]);
  }
}

/** Executions of a machine, the youngest first. */
export async function listExecutions(
  { sfn }: Pick<Stack, 'sfn'>,
  stateMachineArn: string,
  filter: { readonly status?: ExecutionStatus; readonly most?: number } = {},
): Promise<ExecutionListItem[]> {
  const { status, most = Infinity } = filter;
  const found: ExecutionListItem[] = [];
  let nextToken: string | undefined;
  do {
    const page = await sfn.send(
      new ListExecutionsCommand({
        stateMachineArn,
        ...(status === undefined ? {} : { statusFilter: status }),
        ...(nextToken === undefined ? {} : { nextToken }),
      }),
    );
    append(found, page.executions ?? []);
    nextToken = page.nextToken;
  } while (nextToken !== undefined && found.length < most);
  return found.sort((a, b) => Number(b.startDate ?? 0) - Number(a.startDate ?? 0)).slice(0, most);
}

/** The console's page of an execution; an emulator has none. */
export function consoleLink(executionArn: string): string | null {
  if (hasOwnEndpoint('SFN')) return null;
  const region = executionArn.split(':')[3];
  return `https://${region}.console.aws.amazon.com/states/home?region=${region}#/v2/executions/details/${executionArn}`;
}
