// What each batch took: trainings, examples, CPU time and money. Imports nothing of Node.
import type { BatchRow, EvaluationRow } from '../page-data.ts';

export interface CostRow {
  readonly trainings: number;
  readonly examples: number;
  /** Setting up, training and scoring, of all trainings together. */
  readonly cpuSeconds: number;
  /** Null where nothing was paid. */
  readonly usd: number | null;
}

export interface BatchCost extends CostRow {
  readonly batch: BatchRow;
}

/** In the ledger's order, and of all batches together. What was known already, from this run or an earlier one, is in neither. */
export function costLedger(
  batches: readonly BatchRow[],
  evaluations: readonly EvaluationRow[],
): { readonly rows: readonly BatchCost[]; readonly total: CostRow } {
  const ofBatch = new Map<number, CostRow>();
  let total = NOTHING;
  for (const row of evaluations) {
    const cost = costOf(row);
    ofBatch.set(row.batch, sum(ofBatch.get(row.batch) ?? NOTHING, cost));
    total = sum(total, cost);
  }
  const rows = batches.map((batch) => ({ batch, ...(ofBatch.get(batch.batch) ?? NOTHING) }));
  return { rows, total };
}

const NOTHING: CostRow = { trainings: 0, examples: 0, cpuSeconds: 0, usd: null };

function costOf({ training, isReused }: EvaluationRow): CostRow {
  if (training === null || isReused) return NOTHING;
  const { examplesSeen, setupMs, trainMs, evalMs, usd } = training;
  const cpuSeconds = (setupMs + trainMs + evalMs) / 1000;
  return { trainings: 1, examples: examplesSeen, cpuSeconds, usd };
}

function sum(a: CostRow, b: CostRow): CostRow {
  return {
    trainings: a.trainings + b.trainings,
    examples: a.examples + b.examples,
    cpuSeconds: a.cpuSeconds + b.cpuSeconds,
    usd: a.usd === null ? b.usd : a.usd + (b.usd ?? 0),
  };
}
