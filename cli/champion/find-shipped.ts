// Which training of a run is meant by a candidate's name: the champion's shipped one, or the longest
// training of a candidate that was asked for.
import type { PlannedEvaluation } from '../../shared/contracts/ledger-events.ts';
import { InvalidInput, shown } from '../../shared/kernel/errors.ts';
import { nearest } from '../../shared/kernel/nearest.ts';
import { evolambdaCommand, pathArgument } from '../../shared/kernel/shell-command.ts';
import { bestOf } from '../../shared/search/campaign.ts';
import type { RunState } from '../../shared/steps/run-state.ts';
import { plannedEvaluations } from '../../shared/steps/trained.ts';

/** What was asked of which run: words name the command that answers. */
export interface Asked {
  readonly verb: 'show' | 'export';
  readonly directory: string;
}

/**
 * @param candidateId as the ledger names it; without one, the champion
 * @throws InvalidInput when there is none, or nothing of it completed
 */
export function findShipped(
  state: RunState,
  asked: Asked,
  candidateId?: string,
): PlannedEvaluation {
  const planned = plannedEvaluations(state);
  if (candidateId === undefined) return championOf(state, planned, asked);
  const tested = [state.finished?.champion, state.finished?.baseline].find(
    (record) => record?.candidateId === candidateId,
  );
  const named = planned.filter((one) =>
    tested ? one.evaluationKey === tested.evaluationKey : one.candidateId === candidateId,
  );
  if (named.length === 0) {
    const known = [...new Set(planned.map((one) => one.candidateId))];
    throw refused(candidateId, 'a candidate of the run', nearest(candidateId, known));
  }
  const [longest] = named
    .filter(({ evaluationKey }) => state.results.get(evaluationKey)?.status === 'completed')
    .sort((a, b) => b.budget.examples - a.budget.examples);
  if (longest !== undefined) return longest;
  throw refused(candidateId, 'a candidate with a completed training');
}

function championOf(state: RunState, planned: readonly PlannedEvaluation[], asked: Asked) {
  const key = state.finished?.champion?.evaluationKey;
  const shipped = planned.find((one) => one.evaluationKey === key);
  if (key !== undefined && shipped !== undefined) return shipped;
  const { verb, directory } = asked;
  const place = pathArgument(directory);
  const best = bestOf(state.campaign)?.candidateId;
  const hint =
    best === undefined
      ? `to see the run: ${evolambdaCommand('show', place)}`
      : `to ${verb} its best candidate: ${evolambdaCommand('champion', verb, place, '--candidate', best)}`;
  const reason = state.finished === null ? ': it has not ended' : '';
  throw new InvalidInput([
    {
      path: 'DIR',
      value: shown(directory),
      problem: `the run in ${shown(directory)} has no champion${reason}`,
      allowed: 'a run with a champion',
      hint,
    },
  ]);
}

function refused(candidateId: string, allowed: string, hint?: string): InvalidInput {
  return new InvalidInput([{ path: '--candidate', value: shown(candidateId), allowed, hint }]);
}
