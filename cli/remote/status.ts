// `evolambda status [RUN]`: the runs of a stack, or one of them in full.

import { InvalidInput, shown } from '../../shared/kernel/errors.ts';
import { evolambdaCommand } from '../../shared/kernel/shell-command.ts';
import { ON_AWS } from '../aws-commands.ts';
import { age } from '../estimated-time.ts';
import { readFlags } from '../flags.ts';
import { plainColumns } from '../plain-columns.ts';
import { processTerminal, type Terminal } from '../terminal.ts';
import {
  consoleLink,
  describeExecution,
  executionArnOf,
  listExecutions,
  noSuchRun,
  oneRun,
} from './executions.ts';
import { usdOf } from './money-words.ts';
import { type RunStatus, runStatuses } from './run-status.ts';
import { openStack, type Stack, stackArguments } from './stack.ts';

/** The youngest; older ones are found by their name. */
const MOST_RUNS = 50;

export async function statusCommand(argv: readonly string[]): Promise<number> {
  const { values, positionals } = readFlags(argv, ON_AWS.status.flags);
  if (positionals.length > 1) {
    const value = shown(positionals.join(' '));
    throw new InvalidInput([
      { path: 'RUN', value, allowed: 'the id of one run, or no id for all runs' },
    ]);
  }
  const isJson = values.json === true;
  const terminal = processTerminal(isJson);
  const runId = positionals.length === 0 ? undefined : oneRun(positionals);
  const stack = await openStack(values);
  if (runId !== undefined) return tellOne(runId, stack, isJson, terminal);
  const runs = await allRuns(stack);
  if (isJson) {
    terminal.result(JSON.stringify(runs));
    return 0;
  }
  if (runs.length === 0) {
    terminal.say(
      `The stack ${stack.name} has no runs. To start one: ${evolambdaCommand('start', ...stackArguments(stack))}`,
    );
  } else for (const line of table(runs)) terminal.say(line);
  return 0;
}

/** A run that was refused has no record: its execution is all there is. */
type Listed = RunStatus | Refused;

interface Refused {
  readonly runId: string;
  readonly state: 'rejected' | 'starting';
  readonly createdAt: string;
  readonly cause: string | null;
  readonly execution: string;
}

/** Executions that went on with a run of another name are that run's own. */
async function allRuns(stack: Stack): Promise<Listed[]> {
  const machine = stack.outputs.RunMachineArn;
  const executions = await listExecutions(stack, machine, { most: MOST_RUNS });
  const names = executions.flatMap(({ name }) => name ?? []);
  const runs = new Map(
    (await runStatuses(stack.table, names)).map((status) => [status.runId, status]),
  );
  const listed = names.map((name) => runs.get(name) ?? withoutRecord(stack, name));
  return (await Promise.all(listed)).filter((one) => one !== undefined);
}

async function withoutRecord(stack: Stack, name: string): Promise<Refused | undefined> {
  const arn = executionArnOf(stack, name);
  const execution = await describeExecution(stack, arn);
  if (execution === undefined || isResume(execution.input)) return undefined;
  return {
    runId: name,
    state: execution.status === 'RUNNING' ? 'starting' : 'rejected',
    createdAt: execution.startedAt?.toISOString() ?? '',
    cause: execution.cause ?? null,
    execution: arn,
  };
}

function isResume(input = '{}'): boolean {
  const parsed: unknown = JSON.parse(input);
  return typeof parsed === 'object' && parsed !== null && Object.hasOwn(parsed, 'resume');
}

function table(runs: readonly Listed[]): string[] {
  const now = Date.now();
  return plainColumns([
    ['run', 'state', 'generation', 'arrivals', 'spent', 'cap', 'age'],
    ...runs.map((run) => [run.runId, run.state, ...columns(run), age(run.createdAt, now)]),
  ]);
}

function columns(run: Listed): string[] {
  if (!('budgetUsd' in run)) return ['–', '–', '–', '–'];
  const { generation, spentUsd, budgetUsd } = run;
  return [
    generation === null ? '–' : String(generation.index),
    generation === null ? '–' : arrivals(generation),
    usdOf(spentUsd),
    usdOf(budgetUsd),
  ];
}

function arrivals({ arrived, evaluations }: NonNullable<RunStatus['generation']>): string {
  return `${arrived}/${evaluations}`;
}

async function tellOne(
  runId: string,
  stack: Stack,
  isJson: boolean,
  terminal: Terminal,
): Promise<number> {
  const [known] = await runStatuses(stack.table, [runId]);
  const run: Listed | undefined = known ?? (await withoutRecord(stack, runId));
  if (run === undefined) throw noSuchRun(stack, runId);
  const execution = await describeExecution(stack, run.execution);
  const link = consoleLink(run.execution);
  if (isJson) {
    const executionStatus = execution?.status ?? null;
    terminal.result(JSON.stringify({ ...run, executionStatus, consoleLink: link }));
    return 0;
  }
  const [firstCause, ...causes] = run.cause?.split('\n') ?? [];
  const lines = plainColumns([
    ['Run', runId],
    ['State', run.state],
    ['Age', `${age(run.createdAt, Date.now())} (created ${run.createdAt})`],
    ...recordLines(run),
    ...(firstCause === undefined ? [] : [['Cause', firstCause]]),
    ...causes.map((line) => ['', line]),
    ['Execution', run.execution],
    ['Execution state', execution?.status ?? 'not found; Step Functions keeps it for 90 days'],
    ...(link === null ? [] : [['Console', link]]),
  ]);
  for (const line of lines) terminal.say(line);
  return 0;
}

/** What the table has of a run; nothing of a rejected one. */
function recordLines(run: Listed): string[][] {
  if (!('budgetUsd' in run)) return [];
  const { generation, dataset, epoch, spentUsd, reservedUsd, budgetUsd } = run;
  return [
    ['Data set', dataset],
    ...(generation === null
      ? []
      : [
          ['Generation', String(generation.index)],
          ['Arrivals', arrivals(generation)],
        ]),
    ['Spent', usdOf(spentUsd)],
    ['Reserved', usdOf(reservedUsd)],
    ['Cap', usdOf(budgetUsd)],
    ['Fencing token', String(epoch)],
  ];
}
