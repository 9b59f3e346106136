// Evaluations that a run did not make: it took their results from an earlier run, the one that it continues or,
// on AWS, any other. They count as cached, and in no rate and no time that is left.
import type { EvaluationResult } from '../contracts/evaluation.ts';
import type { RunStarted } from '../contracts/ledger-events.ts';

/**
 * Whether a result was there before the run began. By times, because the ledger is the same as that of a run
 * that evaluates everything itself.
 */
export function isReused(
  { provenance }: Pick<EvaluationResult, 'provenance'>,
  { at }: Pick<RunStarted, 'at'>,
): boolean {
  const { finishedAt } = provenance;
  // Both are UTC in ISO 8601, so that their texts are in the order of time; one without a time is this run's.
  return finishedAt !== '' && finishedAt < at;
}
