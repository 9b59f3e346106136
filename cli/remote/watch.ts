// `evolambda watch RUN`: a run on AWS as one on this machine is followed, line by line, to its end.

import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { readPurse } from '../../functions/aws/money.ts';
import { NANO } from '../../functions/aws/prices.ts';
import { type RunRecord, readRun } from '../../functions/aws/run-record.ts';
import type { LedgerEvent } from '../../shared/contracts/ledger-events.ts';
import { evolambdaCommand } from '../../shared/kernel/shell-command.ts';
import { runResult } from '../../shared/steps/run-result.ts';
import type { RunState } from '../../shared/steps/run-state.ts';
import { ON_AWS } from '../aws-commands.ts';
import { CAPPED } from '../exit.ts';
import { readFlags } from '../flags.ts';
import { progress } from '../progress.ts';
import { onStopSignal } from '../stop-signals.ts';
import { summary } from '../summary.ts';
import { processTerminal, type Terminal } from '../terminal.ts';
import {
  describeExecution,
  type Execution,
  executionArnOf,
  noSuchRun,
  oneRun,
} from './executions.ts';
import { followRun } from './followed-run.ts';
import { usd, usdOf } from './money-words.ts';
import { openStack, resumeCommand, runArguments, type Stack, settingsOf } from './stack.ts';

/** Each look reads a few items; on AWS that is a cent in some ten hours. */
const LOOK_MS = 2000;

/** An emulator's runs take seconds. */
const FIRST_LOOKS_MS = [300, 500, 1000];

/** @returns 0 when the run succeeded, 3 when a cap had ended its search, 1 when it did not, 130 or 143 when the watch was ended */
export async function watchCommand(argv: readonly string[]): Promise<number> {
  const { values, positionals } = readFlags(argv, ON_AWS.watch.flags);
  const runId = oneRun(positionals);
  const terminal = processTerminal(values.json === true);
  const stack = await openStack(values);
  const unlisten = leaveOnSignal(runId, stack, terminal);
  try {
    const { state, record, execution } = await toTheEnd(runId, stack, terminal);
    const { spent } = await readPurse(stack.table, runId);
    const status = statusOf(record, execution);
    if (status === 'succeeded' && state !== undefined) {
      const command = evolambdaCommand('results', ...runArguments(runId, stack));
      const around = {
        cost: `spend ${usd(spent)} of ${usdOf(record?.budgetUsd ?? 0)}`,
        where: `stack ${stack.name}`,
        next: [{ purpose: 'Copy the run to this machine', command }],
      };
      for (const line of summary(state, join('runs', runId), around)) terminal.say(line);
    } else {
      for (const line of endInWords(runId, stack, record, execution)) terminal.say(line);
    }
    if (values.json === true) {
      const result = state === undefined ? { runId } : runResult(state);
      const cause = causeOf(record, execution) ?? null;
      terminal.result(JSON.stringify({ ...result, status, cause, spentUsd: spent / NANO }));
    }
    if (status !== 'succeeded') return 1;
    return state?.stop ? CAPPED : 0;
  } finally {
    unlisten();
  }
}

interface Ended {
  readonly state: RunState | undefined;
  readonly record: RunRecord | undefined;
  readonly execution: Execution | undefined;
}

/** @throws InvalidInput when there is no such run */
async function toTheEnd(runId: string, stack: Stack, terminal: Terminal): Promise<Ended> {
  const { maxConcurrency } = await settingsOf(stack);
  const follow = lines(terminal, maxConcurrency);
  const run = followRun(stack, runId, follow);
  for (let looks = 0; ; looks += 1) {
    const owner = (await readRun(stack.table, runId))?.owner ?? executionArnOf(stack, runId);
    // First whether it goes on: what was recorded by then is read afterwards.
    const execution = await describeExecution(stack, owner);
    const record = await readRun(stack.table, runId);
    if (record === undefined && execution === undefined) throw noSuchRun(stack, runId);
    if (record !== undefined) await run.catchUp();
    if (execution?.status !== 'RUNNING') return { state: run.state, record, execution };
    await pause(FIRST_LOOKS_MS[looks] ?? LOOK_MS);
  }
}

/**
 * The lines of a run on this machine. Times are those of the events: what was trained before somebody
 * looked took as long as it took.
 */
function lines(terminal: Terminal, workers: number) {
  let nowMs = 0;
  let tell: ((event: LedgerEvent) => void) | undefined;
  return (event: LedgerEvent, state: RunState): void => {
    nowMs = Math.max(nowMs, Date.parse(event.at));
    if (tell === undefined) {
      const { runId, config } = state.started;
      terminal.say(
        `Run ${runId}: data set ${config.dataset}, seed ${config.seed}, started ${event.at}, ` +
          `at most ${workers} concurrent trainings`,
      );
      tell = progress(state, terminal, { workers, clock: () => nowMs });
    } else tell(event);
  };
}

function endInWords(
  runId: string,
  stack: Stack,
  record: RunRecord | undefined,
  execution: Execution | undefined,
): string[] {
  const status = statusOf(record, execution);
  const cause = causeOf(record, execution) ?? 'no cause given';
  if (status === 'rejected') return [`Run ${runId} was rejected:`, cause];
  return [
    `Run ${runId} ${status === 'failed' ? 'failed' : 'was stopped'}: ${cause}`,
    `To resume: ${resumeCommand(runId, stack)}`,
  ];
}

type Status = Exclude<RunRecord['state'], 'running'> | 'rejected';

/** The execution knows first; the record is what is left of it after 90 days. */
function statusOf(record: RunRecord | undefined, execution: Execution | undefined): Status {
  if (record === undefined) return 'rejected';
  switch (execution?.status) {
    case 'SUCCEEDED':
      return 'succeeded';
    case 'FAILED':
    case 'TIMED_OUT':
      return 'failed';
    default:
      return record.state === 'running' ? 'stopped' : record.state;
  }
}

/** The record tells of our own decisions, the execution of crashes. */
function causeOf(record: RunRecord | undefined, execution: Execution | undefined) {
  const own = record?.cause === 'none' ? undefined : record?.cause;
  if (execution?.status === 'FAILED') return execution.cause ?? own;
  return own ?? execution?.cause;
}

/** The run is not ours to stop: it goes on without anybody who looks. */
function leaveOnSignal(runId: string, stack: Stack, terminal: Terminal): () => void {
  return onStopSignal(() => {
    const ofRun = runArguments(runId, stack);
    terminal.say(`The run continues. To follow: ${evolambdaCommand('watch', ...ofRun)}`);
    terminal.say(`To stop: ${evolambdaCommand('stop', ...ofRun)}`);
  });
}
