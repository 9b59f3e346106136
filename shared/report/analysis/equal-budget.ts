// Anytime curves of groups of runs on one axis of spending, and where all runs have spent as much.
// Imports nothing of Node.
import { least } from '../../kernel/long-lists.ts';
import type { ComparedRun } from '../page-data.ts';
import { type MedianInterval, medianInterval } from './median-interval.ts';
import { type Currency, spentOf } from './spending.ts';

export interface BandPoint extends MedianInterval {
  readonly spent: number;
}

/** The most that all of the runs have spent. */
export function equalBudget(runs: readonly ComparedRun[], currency: Currency): number {
  return least(runs.map(({ spent }) => spentOf(spent, currency)));
}

/** The best single score of a run when it had spent so much; null before its first. */
export function bestAt({ curve }: ComparedRun, currency: Currency, budget: number): number | null {
  // A training belongs to a budget that pays for the whole of it.
  const reached = curve.findLast((point) => spentOf(point, currency) <= budget);
  return reached?.best ?? null;
}

/** A run's curve as steps up to a budget: where it rose, and where it ends. */
export function stepsOf(
  run: ComparedRun,
  currency: Currency,
  budget: number,
): { readonly spent: number; readonly best: number }[] {
  const end = Math.min(budget, spentOf(run.spent, currency));
  const rises = run.curve
    .map((point) => ({ spent: spentOf(point, currency), best: point.best }))
    .filter(({ spent }) => spent <= end);
  const last = rises.at(-1);
  return last === undefined ? [] : [...rises, { spent: end, best: last.best }];
}

/**
 * The median over a group's runs with its interval, at each spending where one of them rose: from where all
 * of them have a reading to where the first of them ends, for a median over fewer would be of other runs.
 */
export function bandOf(
  runs: readonly ComparedRun[],
  currency: Currency,
  budget: number,
): BandPoint[] {
  const end = Math.min(budget, equalBudget(runs, currency));
  const rises = runs.flatMap(({ curve }) => curve.map((point) => spentOf(point, currency)));
  const places = [...new Set([...rises, end])].filter((spent) => spent <= end);
  return places
    .sort((a, b) => a - b)
    .flatMap((spent) => {
      const bests = runs.map((run) => bestAt(run, currency, spent));
      const readings = bests.filter((best) => best !== null);
      const interval = readings.length < runs.length ? null : medianInterval(readings);
      return interval === null ? [] : [{ spent, ...interval }];
    });
}
