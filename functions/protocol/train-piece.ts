// One paid attempt at an evaluation: it trains to the end, or to the end of a piece, which leaves a
// checkpoint for the next message. A piece ends after a minute, or when its host is to leave.
//
// An attempt is claimed before it is made: a counter of the evaluation says how many were, and those
// beyond what Plan paid for pay for themselves, whether they come of a resend, a redelivery, a second
// delivery at once or a further piece. It stands with its longest possible time until it is known how
// long it took, so that one that is killed is paid for.
import type { EvaluationResult } from '../../shared/contracts/evaluation.ts';
import type { EvaluationMessage } from '../../shared/contracts/evaluation-message.ts';
import type { Dataset } from '../../shared/data/dataset.ts';
import { Corrupt } from '../../shared/kernel/errors.ts';
import { evaluatePiece } from '../../shared/steps/evaluate.ts';
import { claimAttempt, noteAttempt } from '../aws/arrivals.ts';
import { attemptWorstCase } from '../aws/cost-model.ts';
import { capsOf, reserveAttempt } from '../aws/money.ts';
import type { RunRecord } from '../aws/run-record.ts';
import { type PieceTimes, readPiece, writePiece } from '../aws/s3-objects.ts';
import { changeRoot } from '../aws/stage-root.ts';
import type { Attempt, WorkTools } from './tools.ts';

/**
 * `unpaid`: the budget does not allow this attempt, and nothing was trained. `elsewhere`: neither, and
 * another delivery is at it, whose outcome counts. `data changed`: they are not those of the run.
 */
export type Trained = EvaluationResult | 'continued' | 'unpaid' | 'elsewhere' | 'data changed';

/** @throws Error of the engine or a service; the message is to be delivered again */
export async function trainPiece(
  message: EvaluationMessage,
  attempt: Attempt,
  run: RunRecord,
  tools: WorkTools,
): Promise<Trained> {
  const { table, bucket, now, elapsedMs, initMs, settings } = tools;
  const { route, request } = message;
  const startedMs = elapsedMs();
  const note = (ms: number, error?: string) =>
    noteAttempt(table, route, route.index, { id: attempt.id, ms, error }, now());
  // A piece that is delivered twice only passes on what its first delivery left.
  if ((await readPiece(bucket, request.evaluationKey, route.piece + 1)) !== undefined) {
    await passOn(message, tools);
    return 'continued';
  }
  const worstMs = initMs + settings.workerTimeoutSeconds * 1000;
  const { claims, isUnderWay } = await claimAttempt(
    table,
    route,
    route.index,
    { id: attempt.id, ms: worstMs },
    now(),
  );
  if (claims > route.paidPieces && !(await payFor(route, run, tools))) {
    await note(0);
    return isUnderWay ? 'elsewhere' : 'unpaid';
  }
  const paidMs = () => initMs + elapsedMs() - startedMs;
  try {
    // After the claim: a worker that is killed while it reads a large data set is paid for.
    const dataset = await tools.openDataset(route.data);
    const isSame = dataset.hash === route.data.hash && dataset.splitId === route.data.splitId;
    const result = isSame ? await train(message, attempt, dataset, tools) : 'data changed';
    if (result === 'continued') await passOn(message, tools);
    await note(paidMs());
    return result;
  } catch (error) {
    await note(paidMs(), error instanceof Error ? error.message : String(error));
    throw error;
  }
}

async function payFor(
  route: EvaluationMessage['route'],
  run: RunRecord,
  { table, settings }: WorkTools,
): Promise<boolean> {
  const amount = attemptWorstCase(settings.workerCost);
  return (await reserveAttempt(table, route, amount, capsOf(run, settings))) === undefined;
}

/** The next piece goes to whoever is free; that there was one more counts as progress of the stage. */
async function passOn(message: EvaluationMessage, { table, queue }: WorkTools): Promise<void> {
  const { route } = message;
  // The message goes last: what fails before it is delivered again and begins no second chain.
  await changeRoot(table, route, { expression: 'ADD pieces :one', values: { ':one': 1 } });
  await queue.send([{ ...message, route: { ...route, piece: route.piece + 1 } }]);
}

async function train(
  { route: { piece }, request }: EvaluationMessage,
  { receives }: Attempt,
  dataset: Dataset,
  { bucket, now, elapsedMs, trainer, blobs, pieceMs, isLeaving, whoami }: WorkTools,
): Promise<EvaluationResult | 'continued'> {
  const { evaluationKey } = request;
  let before = piece === 0 ? undefined : await readPiece(bucket, evaluationKey, piece);
  const startedAt = now();
  const beganMs = elapsedMs();
  const stopWhen = () => isLeaving() || elapsedMs() - beganMs > pieceMs;
  const from = (checkpoint: { readonly resumeFrom?: Uint8Array }) =>
    evaluatePiece(request, dataset, trainer, blobs, { stopWhen, ...checkpoint });
  const done = await from(before === undefined ? {} : { resumeFrom: before.checkpoint }).catch(
    (error: unknown) => {
      if (!(error instanceof Corrupt) || before === undefined) throw error;
      // A damaged checkpoint costs its pieces, as a lost one does: the training starts anew, and ends the same.
      before = undefined;
      return from({});
    },
  );
  const times = (piece: PieceTimes): PieceTimes => ({
    setupMs: piece.setupMs + (before?.times.setupMs ?? 0),
    trainMs: piece.trainMs + (before?.times.trainMs ?? 0),
    evalMs: piece.evalMs + (before?.times.evalMs ?? 0),
  });
  if ('stopped' in done) {
    const left = { checkpoint: done.stopped, times: times(done) };
    await writePiece(bucket, evaluationKey, piece + 1, left);
    return 'continued';
  }
  const { finished } = done;
  const provenance = { ...whoami, startedAt, finishedAt: now(), attempt: receives };
  return { ...finished, ...times(finished), provenance };
}
