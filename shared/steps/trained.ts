// What a run has planned, trained, and found evaluated already. An evaluation whose result an earlier run made, the
// one that this run continues or, on AWS, any other, counts as cached, and in no rate and no time that is left.
import type { EvaluationResult } from '../contracts/evaluation.ts';
import type { PlannedEvaluation, RunStarted } from '../contracts/ledger-events.ts';
import { armOf } from '../search/campaign.ts';
import type { RunState, Spent } from './run-state.ts';

/** All evaluations planned so far, in order. */
export function plannedEvaluations(state: RunState): PlannedEvaluation[] {
  return state.batches.flatMap((batch) => batch.planned.evaluations);
}

/** What this run has trained so far, to its end or until it diverged. */
export function trainedBy(state: RunState): Spent {
  const results = [...state.results.values()].filter((one) => !isReused(one, state.started));
  const examples = results.reduce((sum, { examplesSeen }) => sum + examplesSeen, 0);
  return { evaluations: results.length, examples };
}

/** Proposals whose result was there: planned before in this run, or evaluated by another run. */
export function cachedEvaluations(state: RunState): PlannedEvaluation[] {
  return plannedEvaluations(state).filter((planned) => isCached(planned, state));
}

export function isCached(
  { dispatch, evaluationKey }: Pick<PlannedEvaluation, 'dispatch' | 'evaluationKey'>,
  { results, started }: Pick<RunState, 'results' | 'started'>,
): boolean {
  const result = results.get(evaluationKey);
  return (
    dispatch === 'known' ||
    (dispatch === 'train' && result !== undefined && isReused(result, started))
  );
}

/**
 * Keys of what this run has trained so far, to its end or until it diverged: by the results that are known, and
 * by the recorded facts where results lie elsewhere.
 */
export function trainedKeys(state: RunState): Set<string> {
  const recorded = state.batches.flatMap(({ facts }) => facts ?? []);
  const trained = recorded.filter(({ status }) => status === 'completed' || status === 'diverged');
  const keys = new Set([...state.results.keys(), ...trained.map((fact) => fact.evaluationKey)]);
  for (const [key, result] of state.results) if (isReused(result, state.started)) keys.delete(key);
  return keys;
}

/** How many of what was trained so far were the baseline's. */
export function baselineTrainings(state: RunState): number {
  const trained = trainedKeys(state);
  return plannedEvaluations(state).filter(
    ({ candidateId, dispatch, evaluationKey }) =>
      dispatch === 'train' &&
      armOf(state.campaign, candidateId) === 'baseline' &&
      trained.has(evaluationKey),
  ).length;
}

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
