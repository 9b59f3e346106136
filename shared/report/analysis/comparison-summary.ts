// A comparison in numbers, for a program that reads them: what the page shows, grouped by strategy and settings.
// Imports nothing of Node.
import type { ComparedRun } from '../page-data.ts';
import { endpointsOf, readingsOf } from './endpoints.ts';
import { equalBudget } from './equal-budget.ts';
import { type MedianInterval, medianInterval } from './median-interval.ts';
import { type PairedTests, pairedTests } from './paired-tests.ts';
import { type RunDifference, runDifferences } from './run-differences.ts';
import { runGroups } from './run-groups.ts';

export interface ComparisonSummary {
  readonly grouping: 'settings';
  /** Training examples that every search has seen. */
  readonly equalExamples: number;
  readonly runs: readonly SummedRun[];
  readonly differences: readonly RunDifference[];
  readonly groups: readonly SummedGroup[];
  /** Two-sided, exact, by pairs of one seed; `adjusted` by Holm's method among those that can reach 5 %. */
  readonly pairedTests: PairedTests['tests'];
  readonly unpaired: PairedTests['unpaired'];
}

interface SummedRun {
  readonly directory: string;
  readonly runId: string;
  readonly seed: number;
  readonly strategy: string;
  readonly ledgerHash: string;
  readonly isFinished: boolean;
  readonly isReproducible: boolean;
  /** As in the run's own `--json`, without the genome; null while nothing completed. */
  readonly best: ComparedRun['head']['best'];
  readonly spent: ComparedRun['spent'];
  /** Evaluations of `spent` whose results are an earlier run's. */
  readonly reused: number;
  /** By the name of the endpoint; null where the run has none. */
  readonly endpoints: Readonly<Record<string, number | null>>;
}

interface SummedGroup {
  readonly name: string;
  readonly directories: readonly string[];
  readonly seeds: readonly number[];
  /** Medians with their exact intervals; null where no run of the group has one. */
  readonly endpoints: Readonly<Record<string, MedianInterval | null>>;
}

export function comparisonSummary(runs: readonly ComparedRun[]): ComparisonSummary {
  const endpoints = endpointsOf(runs);
  const groups = runGroups(runs, 'settings');
  const { tests, unpaired } = pairedTests(groups, endpoints);
  return {
    grouping: 'settings',
    equalExamples: equalBudget(runs, 'examples'),
    runs: runs.map((run) => ({
      directory: run.name,
      runId: run.head.runId,
      seed: run.head.config.seed,
      strategy: run.head.config.strategy.name,
      ledgerHash: run.head.ledgerHash,
      isFinished: run.head.isFinished,
      isReproducible: run.head.isReproducible,
      best: run.head.best,
      spent: run.spent,
      reused: run.reused,
      endpoints: Object.fromEntries(endpoints.map((one) => [one.id, one.of(run)])),
    })),
    differences: runDifferences(runs),
    groups: groups.map((group) => ({
      name: group.name,
      directories: group.runs.map(({ name }) => name),
      seeds: group.runs.map(({ head }) => head.config.seed),
      endpoints: Object.fromEntries(
        endpoints.map((one) => [one.id, medianInterval(readingsOf(group.runs, one))]),
      ),
    })),
    pairedTests: tests,
    unpaired,
  };
}
