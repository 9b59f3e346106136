// What each batch took: trainings, examples, CPU time and money. Imports nothing of Node.
import type { BatchRow, EvaluationRow, Spending } from '../page-data.ts';
import { added, NOTHING_SPENT, spendingOf } from './spending.ts';

export interface BatchCost extends Spending {
  readonly batch: BatchRow;
}

/** In the ledger's order, and of all batches together. What was known already, from this run or an earlier one, is in neither. */
export function costLedger(
  batches: readonly BatchRow[],
  evaluations: readonly EvaluationRow[],
): { readonly rows: readonly BatchCost[]; readonly total: Spending } {
  const ofBatch = new Map<number, Spending>();
  let total = NOTHING_SPENT;
  for (const row of evaluations) {
    const cost = row.isReused ? NOTHING_SPENT : spendingOf(row);
    ofBatch.set(row.batch, added(ofBatch.get(row.batch) ?? NOTHING_SPENT, cost));
    total = added(total, cost);
  }
  const rows = batches.map((batch) => ({ batch, ...(ofBatch.get(batch.batch) ?? NOTHING_SPENT) }));
  return { rows, total };
}
