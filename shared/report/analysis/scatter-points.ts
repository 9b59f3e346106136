// Every evaluation as a point: what it read against what it cost, by the measure that a person chose. Imports
// nothing of Node.
import type { EvaluationRow, RunPage } from '../page-data.ts';
import { spendingOf } from './spending.ts';

export const MEASURES = ['parameters', 'forwardFlops', 'trainFlops', 'cpuSeconds', 'usd'] as const;
export type Measure = (typeof MEASURES)[number];

export interface ScatterPoint {
  readonly row: EvaluationRow;
  readonly isFinish: boolean;
  /** Above 0, for it stands on a logarithmic axis. */
  readonly cost: number;
  /** Null where there is no reading: diverged, censored, failed, or under way. */
  readonly fitness: number | null;
}

/** Those that have a cost by this measure; what was known already cost nothing, and has its point where it was trained. */
export function scatterPoints(page: RunPage, measure: Measure): ScatterPoint[] {
  return page.evaluations.flatMap((row) => {
    const cost = costOf(page, row, measure);
    if (cost === null || !(cost > 0)) return [];
    const fitness = row.status === 'completed' ? (row.values[0] ?? null) : null;
    return [{ row, cost, fitness, isFinish: page.batches[row.batch]?.phase === 'final' }];
  });
}

/** Those that tell anything in this run. */
export function measuresOf(page: RunPage): Measure[] {
  return MEASURES.filter((measure) =>
    page.evaluations.some((row) => (costOf(page, row, measure) ?? 0) > 0),
  );
}

function costOf({ genomes }: RunPage, row: EvaluationRow, measure: Measure): number | null {
  const { genomeHash, training } = row;
  switch (measure) {
    case 'parameters':
      return genomes[genomeHash]?.parameters ?? null;
    case 'forwardFlops':
      return genomes[genomeHash]?.forwardFlops ?? null;
    case 'trainFlops':
      return training?.trainFlops ?? null;
    case 'cpuSeconds':
      return training && spendingOf(row).cpuSeconds;
    case 'usd':
      return training?.usd ?? null;
  }
}
