// What differs between runs that are compared, and what must be said of some of them: whoever reads a comparison
// is to know it before its numbers. Imports nothing of Node.
import { grouped } from '../../kernel/counted.ts';
import type { ComparedRun } from '../page-data.ts';
import { STOPPED } from '../warnings.ts';
import { differingSettings, isOfSome, settingsOf, settingTexts } from './run-settings.ts';

export interface RunDifference {
  readonly what: string;
  /** Whether it is a warning about some of the runs, not a setting in which they differ. */
  readonly isWarning: boolean;
  /** What it does to the comparison; empty where the name says it all. */
  readonly words: string;
  /** Runs by what they have, in the order in which they come; those that have nothing of it are left out. */
  readonly values: readonly { readonly value: string; readonly runs: readonly string[] }[];
}

const WORDS: Readonly<Record<string, string>> = {
  engine: 'scores and times of different engines or versions differ',
  space: 'the search space alone may explain a difference',
  enqueue: 'some searches started with enqueued genomes',
  maxEvaluations: 'a cap on trainings may end a search before the others',
  maxExamples: 'a cap on training examples may end a search before the others',
  finalPhase: 'only a run with a final phase has a retrained and tested champion',
  'budget.examples': 'scores increase with the number of training examples',
  'budget.schedule': 'the learning rate schedules differ',
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
    'a longer search may find better genomes; curves and best single scores are compared at equal budgets, later results are not',
    ({ spent }) => grouped(spent.examples),
  ),
  unequal(
    'training examples per evaluation',
    'scores increase with the number of training examples',
    ({ readingExamples }) => readingExamples.map(grouped).join(', ') || 'no evaluation',
  ),
];

function marks(runs: readonly ComparedRun[]): RunDifference[] {
  return [
    some(runs, 'not ended', 'the search or the final phase is incomplete', ({ head }) =>
      head.isFinished ? null : 'not ended',
    ),
    some(
      runs,
      'ended early',
      'a cap or a failure ended the search',
      ({ head: { endOfSearch: end } }) =>
        end === null || end === 'patience' ? null : STOPPED[end],
    ),
    some(
      runs,
      'not reproducible',
      'the runs depended on time or money; another run with the same seed may differ',
      ({ head }) => (head.isReproducible ? null : 'not reproducible'),
    ),
    some(runs, 'no test accuracy', 'the test split was not evaluated', ({ head }) =>
      head.testScores === null ? 'not tested' : null,
    ),
    some(runs, 'generated digits', 'the results do not apply to MNIST', ({ head }) =>
      head.data.generated ? 'generated digits' : null,
    ),
    some(runs, 'duplicate runs', 'runs with equal ledger hashes count several times', (run) => {
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
  const texts = marked.map((run) => of(run) ?? '');
  return { ...sorted(what, words, marked, texts), isWarning: true };
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
  return { what, isWarning: false, words, values };
}
