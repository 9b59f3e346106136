// What a training function does with one message. A training longer than a piece goes on in the next
// message. Whatever is repeated finds what the first time left: a result, a checkpoint, an arrival.
import type { EvaluationResult } from '../../shared/contracts/evaluation.ts';
import type { EvaluationMessage } from '../../shared/contracts/evaluation-message.ts';
import type { Dataset } from '../../shared/data/dataset.ts';
import type { BlobStore } from '../../shared/ports/blob-store.ts';
import { evaluatePiece } from '../../shared/steps/evaluate.ts';
import { TRAINING_SEMANTICS, type Trainer } from '../../shared/training/trainer.ts';
import { arrive, noteAttempt } from '../aws/arrivals.ts';
import { type PieceTimes, readPiece, writePiece } from '../aws/checkpoints.ts';
import { attemptWorstCase } from '../aws/cost-model.ts';
import { reserveAttempt } from '../aws/money.ts';
import { cachedResult, keepFirst } from '../aws/result-cache.ts';
import { type RunRecord, readRun } from '../aws/run-record.ts';
import { changeRoot, type StageRoot } from '../aws/stage-root.ts';
import { sendToken } from '../aws/task-token.ts';
import { STACK_UPDATED } from './plan-stage.ts';
import { capsOf } from './run-context.ts';
import type { Tools } from './tools.ts';

/** What a worker has beside what every step has. */
export interface WorkTools extends Tools {
  readonly trainer: Trainer;
  readonly blobs: BlobStore;
  /** The data set of an id; decoded once. */
  readonly openDataset: (id: string) => Promise<Dataset>;
  /** Milliseconds after which a piece ends itself. */
  readonly pieceMs: number;
  /** Milliseconds from any fixed moment. */
  readonly elapsedMs: () => number;
  /** What the container's start took, which is paid for, where this is its first work; else 0. */
  readonly initMs: number;
  /** Where and by whom: for the result's provenance. */
  readonly whoami: Omit<EvaluationResult['provenance'], 'startedAt' | 'finishedAt' | 'attempt'>;
}

/** One delivery of a message. */
export interface Attempt {
  /** Names the invocation, as logs do. */
  readonly id: string;
  /** Deliveries so far, this one included. */
  readonly receives: number;
}

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
  const { table, report, now } = tools;
  const { route, request } = message;
  const { evaluationKey } = request;
  const run = await readRun(table, route.runId);
  if (run?.state !== 'running' || run.epoch !== route.epoch) return 'dropped';
  if (message.semantics !== TRAINING_SEMANTICS) {
    await failStage(message, STACK_UPDATED, tools);
    return 'dropped';
  }
  const stored = await cachedResult(table, evaluationKey);
  if (stored === undefined) {
    if (!(await isPaid(message, attempt, run, tools))) {
      report.warn('the budget does not allow another attempt', { ...route, evaluationKey });
      await arriveAndTell(message, { status: 'failed', reason: 'budget' }, tools);
      return 'arrived';
    }
    const result = await train(message, attempt, tools);
    if (result === 'continued') return 'continued';
    await keepFirst(table, result, now());
    report.count('Evaluations', 1);
    report.count('TrainMs', result.trainMs);
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

/** The run cannot go on: Plan and Close find the fault at the stage's root. */
async function failStage(
  { route }: EvaluationMessage,
  fault: string,
  { table, sfn }: Tools,
): Promise<void> {
  const root = await changeRoot(table, route, {
    expression: 'SET fault = if_not_exists(fault, :fault)',
    values: { ':fault': fault },
  });
  await tell(root, sfn);
}

/** The first delivery of the first sending was paid for by Plan; every other pays for itself. */
async function isPaid(
  { route }: EvaluationMessage,
  { receives }: Attempt,
  run: RunRecord,
  { table, settings }: Tools,
): Promise<boolean> {
  if (route.send === 1 && receives === 1 && route.piece < route.paidPieces) return true;
  const { workerMemoryMb: memoryMb, workerTimeoutSeconds: timeoutSeconds } = settings;
  const amount = attemptWorstCase({ memoryMb, timeoutSeconds });
  return (await reserveAttempt(table, route, amount, capsOf(run, settings))) === undefined;
}

/**
 * Trains until the end or the end of a piece. An attempt stands with its longest possible time until
 * it is known how long it took, so that one that is killed is paid for.
 */
async function train(
  message: EvaluationMessage,
  attempt: Attempt,
  tools: WorkTools,
): Promise<EvaluationResult | 'continued'> {
  const { table, bucket, now, elapsedMs, initMs, settings } = tools;
  const { route, request } = message;
  const startedMs = elapsedMs();
  const paidMs = () => initMs + elapsedMs() - startedMs;
  const note = (ms: number, error?: string) =>
    noteAttempt(
      table,
      route,
      route.index,
      { id: attempt.id, ms, ...(error === undefined ? {} : { error }) },
      now(),
    );
  await note(initMs + settings.workerTimeoutSeconds * 1000);
  try {
    const result = await trainPiece(message, attempt, startedMs, tools);
    if (result === 'continued') {
      await tools.queue.send([{ ...message, route: { ...route, piece: route.piece + 1 } }]);
    }
    await note(paidMs());
    return result;
  } catch (error) {
    await note(paidMs(), error instanceof Error ? error.message : String(error));
    throw error;
  }

  async function trainPiece(
    { route: { piece, dataset } }: EvaluationMessage,
    { receives }: Attempt,
    beganMs: number,
    { trainer, blobs, openDataset, pieceMs, whoami }: WorkTools,
  ): Promise<EvaluationResult | 'continued'> {
    const { evaluationKey } = request;
    // A piece that is delivered twice only passes on what its first delivery left.
    if ((await readPiece(bucket, evaluationKey, piece + 1)) !== undefined) return 'continued';
    const before = piece === 0 ? undefined : await readPiece(bucket, evaluationKey, piece);
    const startedAt = now();
    const done = await evaluatePiece(request, await openDataset(dataset), trainer, blobs, {
      stopWhen: () => elapsedMs() - beganMs > pieceMs,
      ...(before === undefined ? {} : { resumeFrom: before.checkpoint }),
    });
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
}
