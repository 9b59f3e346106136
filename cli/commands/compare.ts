// `evolambda compare DIR…`: recorded runs side by side in one page, with medians, intervals and paired tests.
import { statSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { counted } from '../../shared/kernel/counted.ts';
import {
  collect,
  collectAsync,
  type Fault,
  InvalidInput,
  shown,
} from '../../shared/kernel/errors.ts';
import {
  type ComparisonSummary,
  comparisonSummary,
} from '../../shared/report/analysis/comparison-summary.ts';
import { objectiveOf } from '../../shared/report/analysis/endpoints.ts';
import { canTell } from '../../shared/report/analysis/paired-tests.ts';
import type { RunDifference } from '../../shared/report/analysis/run-differences.ts';
import { bestInWords } from '../../shared/report/best-in-words.ts';
import {
  comparedRun,
  type NamedRun,
  refuseIncomparable,
} from '../../shared/report/comparison-page.ts';
import type { ComparedRun } from '../../shared/report/page-data.ts';
import { verdict } from '../../shared/report/test-verdict.ts';
import type { Command } from '../command.ts';
import { namedRuns } from '../compare/named-runs.ts';
import { readJournal } from '../embedded/file-run-store.ts';
import { journalOf, stateOf } from '../embedded/run-directory.ts';
import { manifestOrReason } from '../embedded/run-settings.ts';
import { scanFlags } from '../flags.ts';
import { FORCE, isPageTitled, refuseOverwriting } from '../overwrite.ts';
import { writePage } from '../page/keep-report.ts';
import { openInBrowser } from '../page/open-in-browser.ts';
import { runExtras } from '../page/run-extras.ts';
import { processTerminal, type Terminal } from '../terminal.ts';

export const compareCommand: Command = {
  name: 'compare',
  group: 'Results',
  usage: 'compare DIR… [flags]',
  purpose: 'Compare runs on one page: medians, intervals, paired tests',
  details: 'DIR is a directory of a run, or a folder of such directories.',
  flags: {
    out: {
      type: 'text',
      group: 'Output',
      value: 'FILE',
      help: 'File to write',
      without: 'compare.html',
    },
    force: FORCE,
    open: { type: 'switch', group: 'Output', help: 'Open the page in the browser' },
    json: {
      type: 'switch',
      group: 'Output',
      help: 'Print runs, differences in settings, medians and paired tests as JSON',
    },
  },
  examples: [
    'evolambda compare runs/seven runs/eight --open',
    'evolambda compare runs/comparison --out strategies.html --json',
  ],
  run: compareRuns,
};

async function compareRuns(argv: readonly string[]): Promise<number> {
  const { values, positionals, faults } = scanFlags(argv, compareCommand.flags);
  const { out = 'compare.html' } = values;
  const path = String(out);
  collect(faults, () => refuseDirectory(path));
  const isOwn = isPageTitled(/^\d+ runs? compared – evolambda$/);
  await collectAsync(faults, () => refuseOverwriting('--out', [path], values, isOwn));
  const directories = collect(faults, () => namedRuns(positionals)) ?? [];
  const terminal = processTerminal(values.json === true);
  const runs = await readRuns(directories, faults, terminal);
  if (faults.length > 0) throw new InvalidInput(faults);

  const title = `${counted(runs.length, 'run')} compared – evolambda`;
  await writePage(path, title, { kind: 'comparison', runs }, '--out');
  const summary = comparisonSummary(runs);
  for (const line of [...bestsInWords(runs), ...inWords(summary)]) terminal.say(line);
  terminal.say(`Page: ${path}`);
  if (values.json === true) terminal.result(JSON.stringify({ comparison: path, ...summary }));
  if (values.open === true) await openInBrowser(pathToFileURL(path).href, terminal);
  return 0;
}

function refuseDirectory(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return;
  const value = shown(path);
  const problem = `${value} is a directory`;
  throw new InvalidInput([{ path: '--out', value, problem, allowed: 'a writable file' }]);
}

/** What makes them incomparable is among the faults then. */
async function readRuns(
  directories: readonly string[],
  faults: Fault[],
  terminal: Terminal,
): Promise<ComparedRun[]> {
  const named: NamedRun[] = [];
  const runs: ComparedRun[] = [];
  for (const name of directories) {
    terminal.status(`reading ${name}`);
    const events = await readJournal(journalOf(name));
    const state = stateOf(name, events);
    const { manifest, missing } = await manifestOrReason(name);
    for (const words of missing) terminal.say(words);
    named.push({ name, started: state.started });
    runs.push(comparedRun(name, state, events, runExtras(state, name, manifest)));
  }
  collect(faults, () => refuseIncomparable(named));
  return runs;
}

function bestsInWords(runs: readonly ComparedRun[]): string[] {
  const objective = objectiveOf(runs);
  return runs.map(
    ({ name, head, reused }) =>
      `${name}: best ${objective.name} ${bestInWords(head.best, objective)}` +
      (reused === 0 ? '' : `, ${counted(reused, 'evaluation')} reused`),
  );
}

/** A setting that the runs differ in, or a warning about some of them. */
function differenceLine({ what, words, values, isWarning }: RunDifference, all: number): string {
  const reason = words && `: ${words}`;
  const marked = values.flatMap(({ runs }) => runs).length;
  return isWarning
    ? `Warning: ${what} (${marked} of ${counted(all, 'run')})${reason}`
    : `Note: the runs differ in ${what}${reason}`;
}

function inWords({
  runs,
  groups,
  differences,
  pairedTests,
  unpaired,
}: ComparisonSummary): string[] {
  const conclusive = pairedTests.filter(canTell).length;
  return [
    ...groups.map(({ name, directories }) => `${name}: ${counted(directories.length, 'run')}`),
    ...differences.map((difference) => differenceLine(difference, runs.length)),
    ...pairedTests.map(
      (test) => `${test.first} − ${test.other}, ${test.endpoint}: ${verdict(test, conclusive)}`,
    ),
    ...unpaired.map(
      ([first, other]) => `${first} and ${other}: no test, because they have no seed in common`,
    ),
  ];
}
