// `evolambda report DIR`: the page of a recorded run as one file, made again from its ledger.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runPage } from '../../shared/report/run-page.ts';
import type { Command } from '../command.ts';
import { readJournal } from '../embedded/file-run-store.ts';
import { journalOf, oneDirectory, stateOf } from '../embedded/run-directory.ts';
import { manifestOrReason } from '../embedded/run-settings.ts';
import { readFlags } from '../flags.ts';
import { FORCE, isPageTitled, refuseOverwriting } from '../overwrite.ts';
import { REPORT, titleOfRun, writeReport } from '../page/keep-report.ts';
import { openInBrowser } from '../page/open-in-browser.ts';
import { endExtras, runExtras } from '../page/run-extras.ts';
import { processTerminal } from '../terminal.ts';

export const reportCommand: Command = {
  name: 'report',
  group: 'Results',
  usage: 'report DIR [flags]',
  purpose: 'Write the page of a run as one HTML file',
  flags: {
    out: {
      type: 'text',
      group: 'Output',
      value: 'FILE',
      help: 'File to write',
      without: 'DIR/report.html',
    },
    force: FORCE,
    open: { type: 'switch', group: 'Output', help: 'Open the page in the browser' },
    json: { type: 'switch', group: 'Output', help: 'Print the path of the file as JSON' },
  },
  examples: ['evolambda report runs/seven --open'],
  run: reportRun,
};

async function reportRun(argv: readonly string[]): Promise<number> {
  const { values, positionals } = readFlags(argv, reportCommand.flags);
  const directory = oneDirectory(positionals);
  const terminal = processTerminal(values.json === true);
  const events = await readJournal(journalOf(directory));
  const state = stateOf(directory, events);
  const { manifest, missing } = await manifestOrReason(directory);
  const ofEnd = await endExtras(state, directory, manifest);
  const extras = {
    ...runExtras(state, directory, manifest),
    ...ofEnd,
    missing: [...missing, ...ofEnd.missing],
  };
  const path = String(values.out ?? join(directory, REPORT));
  const name = values.out === undefined ? 'the directory of the run' : '--out';
  if (values.out !== undefined) {
    const isOwn = isPageTitled(titleOfRun(state.started.runId));
    await refuseOverwriting('--out', [path], values, isOwn);
  }
  await writeReport(path, runPage(state, events, extras), name);
  terminal.say(`Page: ${path}`);
  for (const words of extras.missing) terminal.say(words);
  if (values.json === true) {
    terminal.result(JSON.stringify({ report: path, missing: extras.missing }));
  }
  if (values.open === true) await openInBrowser(pathToFileURL(path).href, terminal);
  return 0;
}
