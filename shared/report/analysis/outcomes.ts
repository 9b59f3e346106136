// The outcomes of the planned evaluations, per batch.
// Imports nothing of Node.
import type { Arm, EvaluationRow } from '../page-data.ts';

export const OUTCOMES = [
  'completed',
  'cached',
  'diverged',
  'censored',
  'failed',
  'running',
] as const;

export type Outcome = (typeof OUTCOMES)[number];

export interface OutcomeCounts {
  readonly arm: Arm;
  readonly batch: number;
  readonly planned: number;
  readonly counts: Readonly<Record<Outcome, number>>;
}

/** A cached result counts as cached, with any status. */
export function outcomeOf({ dispatch, status, isReused }: EvaluationRow): Outcome {
  switch (dispatch) {
    case 'known':
      return 'cached';
    case 'censored':
      return 'censored';
    case 'train':
      return isReused ? 'cached' : (status ?? 'running');
  }
}

/** By batch and arm, in the ledger's order. */
export function outcomes(rows: readonly EvaluationRow[]): OutcomeCounts[] {
  const groups = new Map<string, { arm: Arm; batch: number; planned: number; counts: Counts }>();
  for (const row of rows) {
    const { arm, batch } = row;
    const key = `${batch} ${arm}`;
    const group = groups.get(key) ?? { arm, batch, planned: 0, counts: none() };
    group.planned += 1;
    group.counts[outcomeOf(row)] += 1;
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** Over all batches of an arm. */
export function totalOutcomes(
  all: readonly OutcomeCounts[],
  arm: Arm,
): Pick<OutcomeCounts, 'planned' | 'counts'> {
  const counts = none();
  let planned = 0;
  for (const row of all) {
    if (row.arm !== arm) continue;
    planned += row.planned;
    for (const outcome of OUTCOMES) counts[outcome] += row.counts[outcome];
  }
  return { planned, counts };
}

type Counts = Record<Outcome, number>;

function none(): Counts {
  return {
    completed: 0,
    cached: 0,
    diverged: 0,
    censored: 0,
    failed: 0,
    running: 0,
  };
}
