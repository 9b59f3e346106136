// `evolambda report RUN --stack NAME`: the page of a run on AWS, as its last step has left it in the bucket.

import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { getPage } from '../../functions/aws/page-object.ts';
import { InvalidInput, shown } from '../../shared/kernel/errors.ts';
import { evolambdaCommand } from '../../shared/kernel/shell-command.ts';
import { ON_AWS } from '../aws-commands.ts';
import { unusable } from '../embedded/system-error.ts';
import { writeWhole } from '../embedded/write-whole.ts';
import { type FlagValues, readFlags } from '../flags.ts';
import { isPageTitled, refuseOverwriting } from '../overwrite.ts';
import { titleOfRun } from '../page/keep-report.ts';
import { openInBrowser } from '../page/open-in-browser.ts';
import { processTerminal } from '../terminal.ts';
import { oneRun, requireRun } from './executions.ts';
import { openStack, runArguments, type Stack } from './stack.ts';

export async function remoteReportCommand(argv: readonly string[]): Promise<number> {
  const { values, positionals } = readFlags(argv, ON_AWS.report.flags);
  const runId = oneRun(namesIn(values, positionals));
  const terminal = processTerminal(values.json === true);
  const path = resolve(String(values.out ?? `${runId}.html`));
  await refuseOverwriting('--out', [path], values, isPageTitled(titleOfRun(runId)));
  const stack = await openStack(values);
  const { state } = await requireRun(stack, runId);
  const html = await getPage(stack.bucket, runId);
  if (html === undefined) throw noPage(runId, state, stack);
  try {
    await writeWhole(path, html);
  } catch (error) {
    throw unusable('--out', path, error);
  }
  if (state !== 'succeeded') {
    terminal.say(`The run is ${state}; the page shows its progress so far.`);
  }
  terminal.say(`Page: ${path}`);
  if (values.json === true) {
    terminal.result(JSON.stringify({ runId, status: state, report: path }));
  }
  if (values.open === true) await openInBrowser(pathToFileURL(path).href, terminal);
  return 0;
}

/** Said by its execution, or alone. */
function namesIn({ execution }: FlagValues, positionals: readonly string[]): readonly string[] {
  return typeof execution === 'string' ? [execution, ...positionals] : positionals;
}

function noPage(runId: string, state: string, stack: Stack): InvalidInput {
  const value = shown(runId);
  const problem = `${value} (${state}) has no page`;
  const results = evolambdaCommand('results', ...runArguments(runId, stack));
  const allowed = 'a run with at least one closed generation and at most 50,000 evaluations';
  const hint = `to make the page on this machine: ${results}`;
  return new InvalidInput([{ path: 'RUN', value, problem, allowed, hint }]);
}
