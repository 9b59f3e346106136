// From a planned batch to a stage: its distinct evaluations in order, their messages, their worst case.

import {
  type EvaluationMessage,
  MESSAGE_CONTRACT,
} from '../../shared/contracts/evaluation-message.ts';
import type { PlannedEvaluation } from '../../shared/contracts/ledger-events.ts';
import { taskOf } from '../../shared/contracts/task.ts';
import { genomeCost } from '../../shared/genome/genome-network.ts';
import { trainFlops } from '../../shared/network/network-cost.ts';
import { missingRequests } from '../../shared/steps/plan.ts';
import type { Batch, RunState } from '../../shared/steps/run-state.ts';
import { attemptWorstCase, piecesOf, stageWorstCase, type WorkerCost } from '../aws/cost-model.ts';
import type { Settings } from '../aws/settings.ts';
import type { Stage } from '../aws/stage-root.ts';

/** The evaluation keys that a batch waits for, each once, in the plan's order: their index is their place. */
export function keysOf({ planned }: Batch): string[] {
  const wanted = planned.evaluations.filter(({ dispatch }) => dispatch !== 'censored');
  return [...new Set(wanted.map(({ evaluationKey }) => evaluationKey))];
}

export function stageOf(runId: string, epoch: number, batch: Batch): Stage {
  return { runId, epoch, batch: batch.planned.generation, count: keysOf(batch).length };
}

/** Messages for what has no result, the longest trainings first. */
export function messagesFor(
  state: RunState,
  batch: Batch,
  stage: Stage,
  { workerCost }: Settings,
): EvaluationMessage[] {
  const { id, hash, splitId } = state.started.data;
  const indices = new Map(keysOf(batch).map((key, index) => [key, index]));
  const planned = new Map(batch.planned.evaluations.map((one) => [one.evaluationKey, one]));
  return missingRequests(state, batch).map((request): EvaluationMessage => {
    const { evaluationKey } = request;
    return {
      contract: MESSAGE_CONTRACT,
      engine: state.started.engine,
      route: {
        ...stage,
        index: indices.get(evaluationKey) ?? 0,
        piece: 0,
        paidPieces: paidPieces(planned.get(evaluationKey), state, workerCost),
        data: { id, hash, splitId },
      },
      request,
    };
  });
}

/** What sending these may cost at most, orchestration included: nano-dollars. */
export function worstCaseOf(messages: readonly EvaluationMessage[], settings: Settings): number {
  const attempts = messages.reduce((sum, { route }) => sum + route.paidPieces, 0);
  const ofAttempts = attempts * attemptWorstCase(settings.workerCost);
  return stageWorstCase(settings, messages.length) + ofAttempts;
}

function paidPieces(
  planned: PlannedEvaluation | undefined,
  state: RunState,
  worker: WorkerCost,
): number {
  if (planned === undefined) return 1;
  const cost = genomeCost(planned.genome, taskOf(state.started.data));
  return cost === null ? 1 : piecesOf(trainFlops(cost, planned.budget.examples), worker);
}
