// The last line of `run` and `resume --json`: the form that others build on, told in the README.
import { bestOf } from '../shared/search/campaign.ts';
import { plannedEvaluations, trainedBy } from '../shared/steps/plan.ts';
import type { RunState } from '../shared/steps/run-state.ts';

/** @param seconds how long this process worked on the run */
export function lastLine(
  state: RunState,
  directory: string,
  seconds: number,
): Record<string, unknown> {
  const champion = state.finished?.champion ?? null;
  const { evaluations } = trainedBy(state);
  return {
    runId: state.started.runId,
    ledgerHash: state.ledgerHash,
    best: bestOf(state.campaign) ?? null,
    evaluations,
    cached: plannedEvaluations(state).filter((planned) => planned.dispatch === 'known').length,
    seconds: Number(seconds.toFixed(3)),
    directory,
    generated: state.started.data.generated,
    stop: state.stop,
    reproducible: state.isReproducible,
    ...(champion === null ? {} : { champion }),
  };
}
