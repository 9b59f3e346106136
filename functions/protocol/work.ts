// What a training function does with one message. Whatever is repeated finds what the first time left:
// a result, a checkpoint, an arrival.
import { serves } from '../../shared/contracts/evaluation.ts';
import type { EvaluationMessage } from '../../shared/contracts/evaluation-message.ts';
import { canonicalJson } from '../../shared/kernel/canonical-json.ts';
import { engineOf } from '../../shared/training/identity.ts';
import { arrive } from '../aws/arrivals.ts';
import { cachedResult, keepFirst } from '../aws/result-cache.ts';
import { readRunning } from '../aws/run-record.ts';
import {
  DATA_CHANGED,
  failStage,
  STACK_UPDATED,
  type StageRoot,
  sendToken,
} from '../aws/stage-root.ts';
import type { Attempt, Tools, WorkTools } from './tools.ts';
import { trainPiece } from './train-piece.ts';

export type WorkOutcome = 'arrived' | 'continued' | 'dropped';

/**
 * Does the work of one message.
 * @throws Error when it failed: the message is to be delivered again
 */
export async function work(
  message: EvaluationMessage,
  attempt: Attempt,
  tools: WorkTools,
): Promise<WorkOutcome> {
  const { table, sfn, report, now } = tools;
  const { route, request } = message;
  const { evaluationKey } = request;
  const run = await readRunning(table, route);
  if (run === undefined) return 'dropped';
  // Another engine's result under this key would be wrong for every run that comes to it later.
  if (canonicalJson(message.engine) !== canonicalJson(engineOf(tools.trainer.identity))) {
    await tell(await failStage(table, route, STACK_UPDATED), sfn);
    return 'dropped';
  }
  if (!serves(await cachedResult(table, evaluationKey), request.keepWeights)) {
    const trained = await trainPiece(message, attempt, run, tools);
    if (trained === 'continued') return 'continued';
    // So would one on other data.
    if (trained === 'data changed') {
      await tell(await failStage(table, route, DATA_CHANGED), sfn);
      return 'dropped';
    }
    // Should that one die, its own message comes again, or the next round sends another.
    if (trained === 'elsewhere') return 'dropped';
    if (trained === 'unpaid') {
      report.warn('the budget does not allow another attempt', { ...route, evaluationKey });
      await arriveAndTell(message, { status: 'failed', reason: 'budget' }, tools);
      return 'arrived';
    }
    await keepFirst(table, trained, now());
    report.count('Evaluations', 1);
    report.count('TrainMs', trained.trainMs);
  }
  await arriveAndTell(message, { status: 'result' }, tools);
  return 'arrived';
}

/** Records an evaluation's arrival and, if it was the last, tells the state machine. */
export async function arriveAndTell(
  { route, request }: EvaluationMessage,
  arrival: { readonly status: 'result' | 'failed'; readonly reason?: string },
  { table, sfn, now }: Pick<Tools, 'table' | 'sfn' | 'now'>,
): Promise<void> {
  const { evaluationKey } = request;
  const root = await arrive(table, route, route.index, { evaluationKey, ...arrival }, now());
  if (root !== undefined) await tell(root, sfn);
}

async function tell(root: StageRoot, sfn: Tools['sfn']): Promise<void> {
  if (root.token !== undefined && root.reply !== undefined) {
    await sendToken(sfn, root.token, root.reply);
  }
}
