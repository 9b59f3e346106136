// What a search had found when it had spent so much: the best single score so far, step by step.
// Imports nothing of Node.
import type { ObjectiveDeclaration } from '../../contracts/objective.ts';
import type { Arm, EvaluationRow } from '../page-data.ts';
import { type Noise, readingError } from './noise.ts';
import { type Currency, spendingOf, spentOf } from './spending.ts';

export interface AnytimeStep {
  readonly arm: Arm;
  /** By this arm alone, up to and with the training that read best so far. */
  readonly spent: number;
  readonly best: number;
  readonly error: number;
  readonly candidateId: string;
}

/**
 * Steps of one arm, in the ledger's order, and a last one where its spending ends. What diverged
 * was paid for too, as far as it went; what was known already costs nothing, and of what failed nothing is known.
 * @param rows of the search, without the finish
 */
export function anytime(
  rows: readonly EvaluationRow[],
  arm: Arm,
  { direction }: ObjectiveDeclaration,
  currency: Currency,
  noise: Noise | null = null,
): AnytimeStep[] {
  const sign = direction === 'maximize' ? 1 : -1;
  const steps: AnytimeStep[] = [];
  let spent = 0;
  for (const row of rows) {
    if (row.arm !== arm) continue;
    spent += spentOf(spendingOf(row), currency);
    const reading = row.status === 'completed' ? (row.values[0] ?? null) : null;
    const best = steps.at(-1)?.best;
    if (reading === null || (best !== undefined && sign * (reading - best) <= 0)) continue;
    const error = readingError(noise, 1, row.countError);
    steps.push({ arm, spent, best: reading, error, candidateId: row.candidateId });
  }
  const last = steps.at(-1);
  return last === undefined || last.spent === spent ? steps : [...steps, { ...last, spent }];
}
