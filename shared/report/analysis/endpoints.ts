// What runs are judged by when they are compared: a number of each run. Imports nothing of Node.

import type { Objective } from '../../contracts/objective.ts';
import { grouped } from '../../kernel/counted.ts';
import type { ComparedRun } from '../page-data.ts';
import { TEST_ACCURACY } from '../percent.ts';
import { examplesInWords, type RunWords, runWords } from '../run-words.ts';
import { withSelectionBias } from '../selection-bias.ts';
import { bestAt, equalBudget } from './equal-budget.ts';

export interface Endpoint {
  readonly id: 'test' | 'retrained' | 'bestSingleScore';
  readonly name: string;
  /** What it reads, and what is wrong with it as a measure. */
  readonly words: string;
  readonly objective: Objective;
  /** Null where a run has none. */
  readonly of: (run: ComparedRun) => number | null;
  /** Whether groups are tested by it: it must not have been chosen by. */
  readonly isTested: boolean;
}

/** @param runs of one comparison: they share objectives, and a budget that all have reached */
export function endpointsOf(runs: readonly ComparedRun[]): Endpoint[] {
  const objective = objectiveOf(runs);
  const budget = equalBudget(runs, 'examples');
  const words = wordsOf(runs);
  const withBias = biasOf(runs);
  return [
    {
      id: 'test',
      name: 'test accuracy',
      words: 'test accuracy of the exported training; the search did not use these images',
      objective: TEST_ACCURACY,
      of: ({ head: { testScores } }) => {
        const shipped = testScores?.[0];
        return shipped === undefined ? null : shipped.correct / shipped.total;
      },
      isTested: true,
    },
    {
      id: 'retrained',
      name: `${objective.name} after retraining`,
      words: `${withBias('validation score of the same training')}; not tested for significance`,
      objective,
      of: ({ retrained }) => retrained,
      isTested: false,
    },
    {
      id: 'bestSingleScore',
      name: 'best single score at the equal budget',
      words: withBias(
        `${objective.name} of the best single ${words.training} of the search within ${examplesInWords(grouped(budget), words)}`,
      ),
      objective,
      of: (run) => bestAt(run, 'examples', budget),
      isTested: true,
    },
  ];
}

/** The first objective, which all runs of a comparison share. */
export function objectiveOf([first]: readonly ComparedRun[]): Objective {
  return first?.head.objectives[0] ?? TEST_ACCURACY;
}

/** Adds the bias of search scores, which all runs of a comparison share. */
export function biasOf(runs: readonly ComparedRun[]): (text: string) => string {
  return (text) => withSelectionBias(text, objectiveOf(runs), runs[0]?.head.config ?? {});
}

/** The words of what the runs evaluate, which all runs of a comparison share. */
export function wordsOf([first]: readonly ComparedRun[]): RunWords {
  return runWords(first?.head.data.isThere ?? true);
}

/** The endpoint's readings of those runs that have one. */
export function readingsOf(runs: readonly ComparedRun[], endpoint: Endpoint): number[] {
  return runs.flatMap((run) => endpoint.of(run) ?? []);
}
