// Close: when everything of the oldest open batch has arrived, record the facts that decide.
import type { Objectives } from '../contracts/evaluation.ts';
import type { EvaluationFact, GenerationClosed, StopReason } from '../contracts/ledger-events.ts';
import { LEDGER_FORMAT } from '../contracts/ledger-format.ts';
import type { ObjectiveDeclaration } from '../contracts/objective.ts';
import { commonest } from '../kernel/commonest.ts';
import { Retryable } from '../kernel/errors.ts';
import { type Batch, openBatches, type RunState } from './run-state.ts';

/** More failures than this share of a batch mean that something is wrong with us, not with genomes. */
const MAX_FAILED_SHARE = 0.2;

/** Evaluation keys of a batch that have neither a result nor failed. */
export function missingKeys(state: RunState, batch: Batch): string[] {
  const wanted = batch.planned.evaluations
    .filter((planned) => planned.dispatch !== 'censored')
    .map((planned) => planned.evaluationKey);
  return [...new Set(wanted)].filter((key) => !state.results.has(key) && !state.failures.has(key));
}

/**
 * The closing record of the oldest open batch, or undefined while results are missing.
 * @param stop a cap on time or money closes the batch over what has arrived; what is missing is censored
 * @throws Retryable when too much failed to decide anything; the run can be resumed
 */
export function close(
  state: RunState,
  at: string,
  stop?: StopReason,
): GenerationClosed | undefined {
  const [batch] = openBatches(state);
  if (batch === undefined) return undefined;
  if (stop === undefined && missingKeys(state, batch).length > 0) return undefined;
  const facts = batch.planned.evaluations.map((planned): EvaluationFact => {
    const result = state.results.get(planned.evaluationKey);
    const { candidateId, replicate, evaluationKey } = planned;
    return {
      candidateId,
      replicate,
      evaluationKey,
      status: result?.status ?? (state.failures.has(evaluationKey) ? 'failed' : 'censored'),
      objectives: declaredOf(result?.objectives ?? null, state.started.config.objectives),
    };
  });
  refuseFailures(batch, facts, state.failures);
  const { generation } = batch.planned;
  return {
    v: LEDGER_FORMAT,
    id: `closed-${generation}`,
    at,
    type: 'generation-closed',
    generation,
    facts,
    ...(stop === undefined ? {} : { stop }),
  };
}

/** Results are shared between runs and hold all that the trainer produces; a fact holds what this run declares. */
function declaredOf(
  objectives: Objectives | null,
  declared: readonly ObjectiveDeclaration[],
): Objectives | null {
  if (objectives === null) return null;
  return Object.fromEntries(
    declared.flatMap(({ name }) => {
      const value = Object.hasOwn(objectives, name) ? objectives[name] : undefined;
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}

function refuseFailures(
  batch: Batch,
  facts: readonly EvaluationFact[],
  reasons: ReadonlyMap<string, string>,
): void {
  const failed = facts.filter((fact) => fact.status === 'failed');
  if (failed.length <= facts.length * MAX_FAILED_SHARE) return;
  const [reason, count] = commonest(
    failed.map((fact) => reasons.get(fact.evaluationKey) || 'unknown reason'),
  );
  throw new Retryable(
    `${failed.length} of ${facts.length} evaluations of ${batch.planned.label} failed; ` +
      `the most frequent reason (${count} of ${failed.length}): ${reason}`,
  );
}
