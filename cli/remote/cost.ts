// `evolambda cost [RUN]`: what was spent and what is reserved, of which caps, at which prices.
import { dayOf, usedOnDay } from '../../functions/aws/money.ts';
import { NANO, PRICES } from '../../functions/aws/prices.ts';
import { InvalidInput, shown } from '../../shared/kernel/errors.ts';
import { ON_AWS } from '../aws-commands.ts';
import { readFlags } from '../flags.ts';
import { plainColumns } from '../plain-columns.ts';
import { processTerminal } from '../terminal.ts';
import { listExecutions, noSuchRun, oneRun } from './executions.ts';
import { usdOf } from './money-words.ts';
import { type RunStatus, runStatuses } from './run-status.ts';
import { openStack, type Stack, settingsOf } from './stack.ts';

/** The youngest; the day's sum has all of them. */
const MOST_RUNS = 50;

/** docs/cost.md prices them. */
const NOT_CAPPED = [
  'storage (table, bucket)',
  'logs',
  'alarms and the dashboard',
  'free tiers and discounts, which are not deducted',
];

export async function costCommand(argv: readonly string[]): Promise<number> {
  const { values, positionals } = readFlags(argv, ON_AWS.cost.flags);
  if (positionals.length > 1) {
    const value = shown(positionals.join(' '));
    throw new InvalidInput([
      { path: 'RUN', value, allowed: 'the id of one run, or no id for all runs' },
    ]);
  }
  const terminal = processTerminal(values.json === true);
  const runId = positionals.length === 0 ? undefined : oneRun(positionals);
  const stack = await openStack(values);
  const runs = await runsOf(stack, runId);
  const { maxStackUsdPerDay, maxBudgetUsd } = await settingsOf(stack);
  const day = dayOf(new Date().toISOString());
  const usedTodayUsd = (await usedOnDay(stack.table, day)) / NANO;
  const prices = { region: PRICES.region, date: PRICES.date };
  if (values.json === true) {
    const costs = runs.map(({ runId, state, spentUsd, reservedUsd, budgetUsd }) => ({
      ...{ runId, state, spentUsd, reservedUsd, budgetUsd },
    }));
    const today = { day, usedUsd: usedTodayUsd, maxStackUsdPerDay };
    terminal.result(
      JSON.stringify({ runs: costs, today, maxBudgetUsd, prices, notCapped: NOT_CAPPED }),
    );
    return 0;
  }
  const table = plainColumns([
    ['run', 'state', 'spent', 'reserved', 'cap'],
    ...runs.map(({ runId, state, spentUsd, reservedUsd, budgetUsd }) => [
      ...[runId, state, usdOf(spentUsd), usdOf(reservedUsd), usdOf(budgetUsd)],
    ]),
  ]);
  const stackLines = plainColumns([
    ['Stack today', `${usdOf(usedTodayUsd)} spent or reserved (${day}, UTC)`],
    ['Daily cap', `${usdOf(maxStackUsdPerDay)} (maxStackUsdPerDay)`],
    ['Maximum per run', `${usdOf(maxBudgetUsd)} (maxBudgetUsd)`],
    ['Prices', `${prices.region}, ${prices.date}; the AWS bill may differ`],
    ['Not capped', NOT_CAPPED.join('; ')],
  ]);
  const lines = [...(runs.length === 0 ? [] : [...table, '']), ...stackLines];
  for (const line of lines) terminal.say(line);
  return 0;
}

async function runsOf(stack: Stack, runId: string | undefined): Promise<RunStatus[]> {
  if (runId !== undefined) {
    const runs = await runStatuses(stack.table, [runId]);
    if (runs.length === 0) throw noSuchRun(stack, runId);
    return runs;
  }
  const machine = stack.outputs.RunMachineArn;
  const executions = await listExecutions(stack, machine, { most: MOST_RUNS });
  const names = executions.flatMap(({ name }) => name ?? []);
  return runStatuses(stack.table, names);
}
