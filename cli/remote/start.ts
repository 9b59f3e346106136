// `evolambda start`: a run on AWS, with the settings of `run`, and nobody waiting for it.

import { RUN_ID_PATTERN, readStartInput, runInputOf } from '../../shared/contracts/run-input.ts';
import { refuseKind } from '../../shared/genome/genome-network.ts';
import { collect, type Fault, InvalidInput, shown } from '../../shared/kernel/errors.ts';
import { evolambdaCommand } from '../../shared/kernel/shell-command.ts';
import { strategies } from '../../shared/search/registry.ts';
import { resolveConfig } from '../../shared/steps/prepare-run.ts';
import { checkObjectives } from '../../shared/training/objectives.ts';
import { ON_AWS } from '../aws-commands.ts';
import { configIn } from '../config-file.ts';
import { refusePositionals, scanFlags } from '../flags.ts';
import { processTerminal } from '../terminal.ts';
import { consoleLink, startExecution } from './executions.ts';
import { openStack, runArguments } from './stack.ts';

export async function startCommand(argv: readonly string[]): Promise<number> {
  const { values, positionals, faults } = scanFlags(argv, ON_AWS.start.flags);
  collect(faults, () => refusePositionals('start', positionals));
  const terminal = processTerminal(values.json === true);
  const { 'budget-usd': budgetUsd, name } = values;
  const input = {
    ...(await configIn(values, faults)),
    ...(budgetUsd === undefined ? {} : { budgetUsd }),
  };
  const { seed } = checked(input, name, faults);
  const now = new Date().toISOString().slice(0, 19).replaceAll(':', '-');
  const runId = String(name ?? `${now}-seed${seed}`);
  const stack = await openStack(values);
  const executionArn = await startExecution(stack, runId, input);
  const link = consoleLink(executionArn);
  terminal.say(`Run ${runId} started on the stack ${stack.name}.`);
  if (link !== null) terminal.say(link);
  terminal.say(`To follow: ${evolambdaCommand('watch', ...runArguments(runId, stack))}`);
  if (values.json === true) {
    terminal.result(JSON.stringify({ runId, executionArn, stack: stack.name, consoleLink: link }));
  }
  return 0;
}

/** PrepareRun checks all this once more; here it costs no execution. */
function checked(
  input: Record<string, unknown>,
  name: unknown,
  faults: Fault[],
): { readonly seed: number } {
  if (name !== undefined && !RUN_ID_PATTERN.test(String(name))) {
    const allowed = 'a name of 1 to 60 letters, digits, hyphens and underscores';
    faults.push({ path: '--name', value: shown(name), allowed });
  }
  collect(faults, () => readStartInput(input));
  const { budgetUsd: _, ...config } = input;
  const resolved = collect(faults, () => resolveConfig(config, strategies));
  // All engines that a stack can have produce the same objectives; no trainer module runs on AWS.
  if (resolved) {
    collect(faults, () => checkObjectives(resolved.objectives, { name: 'onnx' }));
    collect(faults, () => refuseKind(resolved.space.kind, 'onnx'));
  }
  if ('resume' in runInputOf(input)) {
    const problem = 'the field resume is not allowed here';
    const hint = 'to resume a run: evolambda resume RUN --stack NAME';
    faults.push({
      path: '--config',
      value: 'resume',
      problem,
      allowed: 'settings of a new run',
      hint,
    });
  }
  if (resolved === undefined || faults.length > 0) throw new InvalidInput(faults);
  return resolved;
}
