// From a planned evaluation to what a worker is asked.
import type { EvaluationRequest } from '../contracts/evaluation.ts';
import type { PlannedEvaluation } from '../contracts/ledger-events.ts';
import { canonicalGenome } from '../genome/identity.ts';
import { missingKeys } from './close.ts';
import type { Batch, RunState } from './run-state.ts';

/**
 * Requests of a batch that have no result yet, each key once, the longest trainings first: so
 * workers finish a batch at nearly the same time, within 4/3 of the best order's time.
 * @see Graham, Bounds on Multiprocessing Timing Anomalies (1969)
 */
export function missingRequests(state: RunState, batch: Batch): EvaluationRequest[] {
  const missing = new Set(missingKeys(state, batch));
  const longestFirst = batch.planned.evaluations.toSorted((a, b) => workOf(b) - workOf(a));
  return longestFirst.flatMap((planned) => {
    if (!missing.delete(planned.evaluationKey)) return [];
    return [requestOf(planned)];
  });
}

export function requestOf(planned: PlannedEvaluation): EvaluationRequest {
  const { evaluationKey, genomeHash, genome, budget, evaluationSeed, start } = planned;
  return {
    evaluationKey,
    genomeHash,
    genome: canonicalGenome(genome),
    budget,
    evaluationSeed,
    start,
    keepWeights: planned.keepWeights ?? false,
  };
}

/** Floating-point operations of a training, up to a factor; where they are unknown, its examples. */
function workOf({ forwardFlops = 1, budget }: PlannedEvaluation): number {
  return forwardFlops * budget.examples;
}
