// From a planned batch to a stage: its distinct evaluations in order, their messages, their worst case.
import {
  type EvaluationMessage,
  MESSAGE_CONTRACT,
} from '../../shared/contracts/evaluation-message.ts';
import type { PlannedEvaluation } from '../../shared/contracts/ledger-events.ts';
import { kindOf } from '../../shared/genome/kinds/registry.ts';
import { missingRequests } from '../../shared/steps/request.ts';
import type { Batch, RunState } from '../../shared/steps/run-state.ts';
import { attemptWorstCase, piecesOf, stageWorstCase } from '../aws/cost-model.ts';
import type { Settings } from '../aws/settings.ts';
import type { Stage } from '../aws/stage-root.ts';
import type { WorkerCost } from '../aws/worker-cost.ts';

/** Forward and backward together cost about three forward passes. */
export const TRAIN_FLOPS_PER_FORWARD = 3;

/** The evaluation keys that a batch waits for, each once, in the plan's order: their index is their place. */
export function keysOf({ planned }: Batch): string[] {
  const wanted = planned.evaluations.filter(({ dispatch }) => dispatch !== 'censored');
  return [...new Set(wanted.map(({ evaluationKey }) => evaluationKey))];
}

export function stageOf(runId: string, epoch: number, batch: Batch): Stage {
  return { runId, epoch, batch: batch.planned.batch, count: keysOf(batch).length };
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
  const { workerCost } = settings;
  const attempts = messages.reduce((sum, { route }) => sum + route.paidPieces, 0);
  return stageWorstCase(workerCost, messages.length) + attempts * attemptWorstCase(workerCost);
}

function paidPieces(
  planned: PlannedEvaluation | undefined,
  state: RunState,
  worker: WorkerCost,
): number {
  if (planned === undefined) return 1;
  const { pixels, classes } = state.started.data;
  const { kind } = planned.genome;
  const { forwardFlops } = kindOf(kind).cost(planned.genome, { inputs: pixels, classes });
  return piecesOf(TRAIN_FLOPS_PER_FORWARD * forwardFlops * planned.budget.examples, worker);
}
