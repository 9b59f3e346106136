// The differences between compared runs, and warnings about some of them, for a reader of a comparison. Imports nothing of Node.
import type { ComparedRun } from '../page-data.ts';
import { STOPPED } from '../warnings.ts';
import { differingSettings, isOfSome, settingsOf, settingTexts } from './run-settings.ts';

export interface RunDifference {
  readonly what: string;
  /** What it does to the comparison; empty where the name says it all. */
  readonly words: string;
  /** Runs by what they have, in the order in which they come; those that have nothing of it are left out. */
  readonly values: readonly { readonly value: string; readonly runs: readonly string[] }[];
}

const WORDS: Readonly<Record<string, string>> = {
  engine: 'scores and times depend on the engine and its version',
  space: 'the search space alone can change the final scores',
  enqueue: 'some searches start with given genomes',
  maxEvaluations: 'a cap on trainings can end a search early',
  maxExamples: 'a cap on training examples can end a search early',
  finish: 'only a run with a final phase retrains and tests a champion',
  'budget.examples': 'a longer training alone can raise a score',
  'budget.schedule': 'the schedules of the learning rate differ',
};

/** Seeds are not among them, nor which strategy: that is what is compared. */
export function runDifferences(runs: readonly ComparedRun[]): RunDifference[] {
  return [...ofSettings(runs), ...SPENDING.flatMap((mark) => mark(runs)), ...marks(runs)];
}

function ofSettings(runs: readonly ComparedRun[]): RunDifference[] {
  return differingSettings(runs).flatMap((name) => {
    if (name === 'strategy.name') return [];
    const havers = isOfSome(name) ? runs.filter((run) => settingsOf(run).has(name)) : runs;
    const texts = settingTexts(havers, name);
    return [sorted(name, WORDS[name] ?? '', havers, texts)];
  });
}

type Mark = (runs: readonly ComparedRun[]) => RunDifference[];

/** Told where the runs are not alike in them. */
const SPENDING: readonly Mark[] = [
  unequal(
    'training examples of the search',
    'a longer search can find more; curves and best single scores are compared at an equal budget, other scores are not',
    ({ spent }) => spent.examples.toLocaleString('en-US'),
  ),
  unequal(
    'training examples per evaluation',
    'a longer training alone can raise the best single score',
    ({ readingExamples }) =>
      readingExamples.map((one) => one.toLocaleString('en-US')).join(', ') || 'none',
  ),
];

function marks(runs: readonly ComparedRun[]): RunDifference[] {
  return [
    some(runs, 'not finished', 'the search or the final phase is not complete', ({ head }) =>
      head.isFinished ? null : 'not finished',
    ),
    some(runs, 'ended early', 'a limit ended the search', ({ head: { endOfSearch: end } }) =>
      end === null || end === 'patience' ? null : STOPPED[end],
    ),
    some(
      runs,
      'not reproducible',
      'a time or money limit affected these runs: another run with the same seed can differ',
      ({ head }) => (head.isReproducible ? null : 'not reproducible'),
    ),
    some(runs, 'no test accuracy', 'these runs were not evaluated on the test split', ({ head }) =>
      head.testScores === null ? 'not tested' : null,
    ),
    some(runs, 'generated digits', 'the results do not apply to MNIST', ({ head }) =>
      head.data.generated ? 'generated digits' : null,
    ),
    some(runs, 'repeated run', 'equal ledger hashes: one run counts several times', (run) => {
      const { ledgerHash } = run.head;
      const isTwice = runs.some((other) => other !== run && other.head.ledgerHash === ledgerHash);
      return isTwice ? ledgerHash.slice(0, 12) : null;
    }),
  ].filter(({ values }) => values.length > 0);
}

function unequal(what: string, words: string, of: (run: ComparedRun) => string): Mark {
  return (runs) => {
    const texts = runs.map(of);
    return new Set(texts).size > 1 ? [sorted(what, words, runs, texts)] : [];
  };
}

/** @param of what is to be marked; null of a run without it */
function some(
  runs: readonly ComparedRun[],
  what: string,
  words: string,
  of: (run: ComparedRun) => string | null,
): RunDifference {
  const marked = runs.filter((run) => of(run) !== null);
  return sorted(
    what,
    words,
    marked,
    marked.map((run) => of(run) ?? ''),
  );
}

function sorted(
  what: string,
  words: string,
  runs: readonly ComparedRun[],
  texts: readonly string[],
): RunDifference {
  const values = [...new Set(texts)].map((value) => ({
    value,
    runs: runs.filter((_, index) => texts[index] === value).map(({ name }) => name),
  }));
  return { what, words, values };
}
