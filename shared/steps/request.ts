// From a planned evaluation to what a worker is asked.
import type { EvaluationRequest } from '../contracts/evaluation.ts';
import { canonicalGenome } from '../genome/identity.ts';
import { missingKeys } from './close.ts';
import type { Batch, RunState } from './run-state.ts';

/** Requests of a batch that have no result yet, each key once, in the plan's order. */
export function missingRequests(state: RunState, batch: Batch): EvaluationRequest[] {
  const missing = new Set(missingKeys(state, batch));
  return batch.planned.evaluations.flatMap((planned) => {
    if (!missing.delete(planned.evaluationKey)) return [];
    const { evaluationKey, genomeHash, genome, budget, evaluationSeed, initialization } = planned;
    return [
      {
        evaluationKey,
        genomeHash,
        genome: canonicalGenome(genome),
        budget,
        evaluationSeed,
        initialization,
        keepWeights: planned.keepWeights ?? false,
      },
    ];
  });
}
