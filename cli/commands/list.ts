// `evolambda list [FOLDER]`: the runs in a folder, a line each.
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { InvalidInput, shown } from '../../shared/kernel/errors.ts';
import { bestInWords } from '../../shared/report/best-in-words.ts';
import { ACCURACY, percent } from '../../shared/report/percent.ts';
import type { Command } from '../command.ts';
import { journalOf } from '../embedded/run-directory.ts';
import { systemCodeOf, unusable } from '../embedded/system-error.ts';
import { age } from '../estimated-time.ts';
import { readFlags } from '../flags.ts';
import { type ListedRun, listedRun } from '../listed-run.ts';
import { plainColumns } from '../plain-columns.ts';
import { processTerminal } from '../terminal.ts';

export const listCommand: Command = {
  name: 'list',
  group: 'Results',
  usage: 'list [FOLDER]',
  purpose: 'List the runs in FOLDER, by default runs/',
  flags: {
    json: { type: 'switch', group: 'Output', help: 'Print one JSON object per run' },
  },
  examples: ['evolambda list'],
  run: listRuns,
};

async function listRuns(argv: readonly string[]): Promise<number> {
  const { values, positionals } = readFlags(argv, listCommand.flags);
  const [folder = 'runs', ...more] = positionals;
  if (more.length > 0) {
    const allowed = 'at most one directory of runs (default: runs)';
    throw new InvalidInput([{ path: 'list', value: shown(positionals.join(' ')), allowed }]);
  }
  const terminal = processTerminal(values.json === true);
  const runs = await runsIn(folder, positionals.length > 0);
  if (values.json === true) {
    for (const run of runs) terminal.result(JSON.stringify(run));
    return 0;
  }
  if (runs.length === 0) terminal.say(`No runs in ${folder}`);
  const rows = runs.map(({ directory, state, test, dataset, startedAt, ...run }) => {
    const began = startedAt === null ? '' : `${age(startedAt, Date.now())} ago`;
    return [directory, state, bestOfRun(run), `test ${percent(test)}`, dataset ?? '', began];
  });
  for (const line of plainColumns(rows)) terminal.say(line);
  return 0;
}

function bestOfRun({
  objective,
  format,
  unit,
  best,
  bestCandidate,
}: Pick<ListedRun, 'objective' | 'format' | 'unit' | 'best' | 'bestCandidate'>): string {
  const of = objective === null || objective === ACCURACY ? '' : ` ${objective}`;
  const standing = bestCandidate === null ? null : { candidateId: bestCandidate, fitness: best };
  return `best${of} ${bestInWords(standing, { format: format ?? 'number', ...(unit === undefined ? {} : { unit }) })}`;
}

async function runsIn(folder: string, isNamed: boolean): Promise<ListedRun[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (!isNamed && systemCodeOf(error) === 'ENOENT') return [];
    throw unusable('list', folder, error, 'a readable directory of runs');
  });
  const runs: ListedRun[] = [];
  for (const name of names.sort()) {
    const directory = join(folder, name);
    if (!existsSync(journalOf(directory))) continue;
    const run = await listedRun(directory);
    if (run !== null) runs.push(run);
  }
  return runs;
}
