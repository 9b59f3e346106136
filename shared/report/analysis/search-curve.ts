// How the best single score of a search rose with what it spent: its anytime curve. Imports nothing of Node.
import type { ObjectiveDeclaration } from '../../contracts/objective.ts';
import type { CurvePoint, EvaluationRow, Spending } from '../page-data.ts';
import { added, NOTHING_SPENT, spendingOf } from './spending.ts';

export interface SearchCurve {
  readonly spent: Spending;
  /** Where the best single score became better, and nowhere else. */
  readonly points: readonly CurvePoint[];
}

/** @param rows of one search in the ledger's order, without the finish; those under way count nowhere */
export function searchCurve(
  rows: readonly EvaluationRow[],
  { direction }: ObjectiveDeclaration,
): SearchCurve {
  const points: CurvePoint[] = [];
  let spent = NOTHING_SPENT;
  for (const row of rows) {
    if (row.status === null) continue;
    spent = added(spent, spendingOf(row));
    const reading = row.status === 'completed' ? (row.values[0] ?? null) : null;
    const best = points.at(-1)?.best;
    if (reading === null || (best !== undefined && !isBetter(reading, best, direction))) continue;
    points.push({ ...spent, best: reading });
  }
  return { spent, points };
}

function isBetter(a: number, b: number, direction: ObjectiveDeclaration['direction']): boolean {
  return direction === 'maximize' ? a > b : a < b;
}
