// `evolambda stop RUN`: ends the execution that drives a run, and what it has under way.
import { ON_AWS } from '../aws-commands.ts';
import { readFlags } from '../flags.ts';
import { processTerminal } from '../terminal.ts';
import { describeExecution, oneRun, requireRun } from './executions.ts';
import { openStack, resumeCommand } from './stack.ts';
import { stopRun } from './stop-run.ts';

export async function stopCommand(argv: readonly string[]): Promise<number> {
  const { values, positionals } = readFlags(argv, ON_AWS.stop.flags);
  const runId = oneRun(positionals);
  const terminal = processTerminal(values.json === true);
  const stack = await openStack(values);
  const { state: before, owner } = await requireRun(stack, runId);
  // A run whose execution is gone may be marked as running: nobody told it.
  const execution = await describeExecution(stack, owner);
  if (before === 'running' || execution?.status === 'RUNNING') await stopRun(stack, owner);
  const { state } = await requireRun(stack, runId);
  if (before === 'running') {
    terminal.say(`Run ${runId} is ${state}. Workers drop its queued messages without training.`);
    terminal.say(`To resume: ${resumeCommand(runId, stack)}`);
  } else terminal.say(`Run ${runId} was not running; its state is ${state}.`);
  if (values.json === true) terminal.result(JSON.stringify({ runId, state }));
  return 0;
}
