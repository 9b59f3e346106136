// `evolambda list [FOLDER]`: the runs in a folder, a line each.
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { InvalidInput, shown } from '../../shared/kernel/errors.ts';
import { bestInWords } from '../../shared/report/best-in-words.ts';
import { ACCURACY, percent } from '../../shared/report/percent.ts';
import { printedFitness } from '../../shared/report/printed-objective.ts';
import { bestOf } from '../../shared/search/campaign.ts';
import { strategies } from '../../shared/search/registry.ts';
import { endOfSearch } from '../../shared/steps/run-result.ts';
import { fold, type RunState } from '../../shared/steps/run-state.ts';
import { age } from '../duration.ts';
import { readJournal } from '../embedded/file-run-store.ts';
import { journalOf } from '../embedded/run-directory.ts';
import { systemCodeOf, unusable } from '../embedded/system-error.ts';
import { type Flags, readFlags } from '../flags.ts';
import { processTerminal } from '../terminal.ts';

export const LIST_FLAGS: Flags = {
  json: { type: 'switch', help: 'a JSON object a run on standard output' },
};

export async function listCommand(argv: readonly string[]): Promise<number> {
  const { values, positionals } = readFlags(argv, LIST_FLAGS);
  const [folder = 'runs', ...more] = positionals;
  if (more.length > 0) {
    const allowed = 'one folder of runs, runs/ where it is not said';
    throw new InvalidInput([{ path: 'list', value: shown(positionals.join(' ')), allowed }]);
  }
  const terminal = processTerminal(values.json === true);
  const runs = await runsIn(folder, positionals.length > 0);
  if (values.json === true) {
    for (const run of runs) terminal.result(JSON.stringify(run));
    return 0;
  }
  if (runs.length === 0) terminal.say(`No run in ${folder}.`);
  for (const { directory, state, test, dataset, startedAt, ...run } of runs) {
    const numbers = `${bestOfRun(run)}  test ${percent(test)}`;
    const began = startedAt === null ? '' : `${age(startedAt, Date.now())} ago`;
    terminal.say(`${directory.padEnd(40)} ${state.padEnd(24)} ${numbers}  ${dataset}  ${began}`);
  }
  return 0;
}

function bestOfRun({
  objective,
  unit,
  best,
  bestCandidate,
}: Pick<ListedRun, 'objective' | 'unit' | 'best' | 'bestCandidate'>): string {
  const of = objective === null || objective === ACCURACY ? '' : ` ${objective}`;
  const standing = bestCandidate === null ? null : { candidateId: bestCandidate, fitness: best };
  return `best${of} ${bestInWords(standing, { isFraction: unit === 'fraction' })}`;
}

interface ListedRun {
  readonly directory: string;
  readonly state: string;
  readonly dataset: string;
  /** What `best` is a value of: the primary objective. */
  readonly objective: string | null;
  /** How its values are printed. */
  readonly unit: 'fraction' | 'number' | null;
  /** The best mean over replicates; null while nothing completed. */
  readonly best: number | null;
  readonly bestCandidate: string | null;
  readonly test: number | null;
  readonly startedAt: string | null;
  readonly ledgerHash: string | null;
}

async function runsIn(folder: string, isNamed: boolean): Promise<ListedRun[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (!isNamed && systemCodeOf(error) === 'ENOENT') return [];
    throw unusable('list', folder, error, 'a folder that can be read');
  });
  const runs: ListedRun[] = [];
  for (const name of names.sort()) {
    const directory = join(folder, name);
    if (!existsSync(journalOf(directory))) continue;
    try {
      const events = await readJournal(journalOf(directory));
      if (events.length > 0) runs.push(listed(directory, fold(events, strategies)));
    } catch {
      runs.push(damaged(directory));
    }
  }
  return runs;
}

function listed(directory: string, state: RunState): ListedRun {
  const { champion } = state.finished ?? {};
  const best = bestOf(state.campaign);
  const objective = printedFitness(state.started);
  const [shipped] = champion?.testScores ?? [];
  return {
    directory,
    state: stateInWords(state),
    dataset: state.started.data.id,
    objective: objective.name,
    unit: objective.isFraction ? 'fraction' : 'number',
    best: best?.fitness ?? null,
    bestCandidate: best?.candidateId ?? null,
    test: shipped ? shipped.correct / shipped.total : null,
    startedAt: state.started.at,
    ledgerHash: state.ledgerHash,
  };
}

/** Whether a process works on a run now is not looked at: what is not ended can be resumed. */
export function stateInWords(state: RunState): string {
  const stop = endOfSearch(state);
  if (state.finished !== null) return stop === null ? 'ended' : `ended by ${stop}`;
  const closed = state.batches.filter(({ facts }) => facts !== null).length;
  return `not ended, ${closed} batches`;
}

function damaged(directory: string): ListedRun {
  return {
    directory,
    state: 'damaged or of another version',
    dataset: '?',
    ...{ objective: null, unit: null, best: null, bestCandidate: null },
    ...{ test: null, startedAt: null, ledgerHash: null },
  };
}
