// Plan: from a run's ledger to requests in the queue, and the token that their last arrival sends.
// Every step may be the last before a crash, and may be made again. The order matters: the token is
// there before anything can arrive; money is reserved before anything is sent; what has arrived is
// looked at last, so that either Plan or the last worker sees that nothing is missing.
import pMap from 'p-map';
import { serves } from '../../shared/contracts/evaluation.ts';
import { canonicalJson } from '../../shared/kernel/canonical-json.ts';
import { Retryable, Superseded } from '../../shared/kernel/errors.ts';
import { plan } from '../../shared/steps/plan.ts';
import { apply, type Batch, openBatches } from '../../shared/steps/run-state.ts';
import { arrive, arrivedIndices, repair } from '../aws/arrivals.ts';
import { endWorstCase } from '../aws/cost-model.ts';
import { type Caps, dayOf, type Refusal, reserveFromFinish, reserveStage } from '../aws/money.ts';
import { cachedResults } from '../aws/result-cache.ts';
import { endRun, noteBatch } from '../aws/run-record.ts';
import {
  changeRoot,
  isFull,
  STACK_UPDATED,
  type Stage,
  type StageRoot,
  sendToken,
  setToken,
  stopStage,
} from '../aws/stage-root.ts';
import { isFinal, openRun, type RunContext } from './run-context.ts';
import { keysOf, messagesFor, stageOf, worstCaseOf } from './stage-plan.ts';
import type { Tools } from './tools.ts';

const PARALLEL_ARRIVALS = 16;

export interface PlanInput {
  readonly runId: string;
  readonly epoch: number;
  readonly child: number;
  /** Batches that this child execution has closed. */
  readonly closed: number;
  /** Send again what was sent and has not arrived. */
  readonly resend: boolean;
  readonly token: string;
}

/** What the token tells the state machine. */
export interface PlanOutcome extends Omit<PlanInput, 'resend' | 'token'> {
  readonly status: 'arrived' | 'searched' | 'failed';
  readonly batch?: number;
  readonly forced: false;
  readonly cause?: string;
}

/**
 * Plans and sends a stage. Says by the token when it is over, at once where nothing is to be waited for.
 * @throws Error of a service, after which the same call may be made again
 */
export async function planStage(input: PlanInput, tools: Tools): Promise<void> {
  const { resend: _, token, ...place } = input;
  const tell = (outcome: Omit<PlanOutcome, keyof typeof place | 'forced'>): Promise<void> =>
    sendToken(tools.sfn, token, JSON.stringify({ ...place, forced: false, ...outcome }));
  try {
    const context = await openRun(tools, input.runId, input.epoch);
    refuseOtherEngine(context, tools);
    await planAll(context, tools);
    const [batch] = openBatches(context.state);
    if (batch === undefined) {
      await tell({ status: 'searched' });
      return;
    }
    await noteBatch(tools.table, context.run, batch.planned.generation, input.child);
    const root = await runStage(batch, context, input, tools);
    if (root === undefined) return;
    if (root.fault !== undefined) throw new Retryable(root.fault);
    await tell({ status: 'arrived', batch: batch.planned.generation });
  } catch (error) {
    if (!isFinal(error)) throw error;
    if (!(error instanceof Superseded)) {
      await endRun(tools.table, input.runId, input.epoch, 'failed', { cause: error.message });
    }
    await tell({ status: 'failed', cause: error.message });
  }
}

/** Records every batch that can be planned now; one that a retry finds recorded stays as it is. */
async function planAll({ state, store }: RunContext, tools: Tools): Promise<void> {
  for (;;) {
    const planned = plan(state, tools.now());
    if (typeof planned === 'string') return;
    await store.append([planned]);
    // Of two that planned at once the first was recorded; but for its time it is the same.
    apply(state, planned);
  }
}

/** @returns the root when the stage is over already, and this call is the one to say so */
async function runStage(
  batch: Batch,
  context: RunContext,
  input: PlanInput,
  tools: Tools,
): Promise<StageRoot | undefined> {
  const { table, report, settings } = tools;
  const { state, caps } = context;
  const stage = stageOf(input.runId, input.epoch, batch);
  const { resend: _, token, ...place } = input;
  const reply: PlanOutcome = {
    ...place,
    status: 'arrived',
    batch: stage.batch,
    forced: false,
  };
  const before = await setToken(table, stage, token, reply, tools.now());
  await recordCached(batch, stage, context, tools);
  if (before.stop === undefined && (!before.isSent || input.resend)) {
    const messages = messagesFor(state, batch, stage, settings);
    const refused = await reserve(batch, stage, worstCaseOf(messages, settings), caps, tools);
    if (refused !== undefined) {
      report.warn('the budget does not allow this stage', { ...place, refused });
      await stopStage(table, stage, 'budget-usd');
      return repair(table, stage, tools.now());
    }
    const arrived = await arrivedIndices(table, stage);
    const missing = messages.filter(({ route }) => !arrived.has(route.index));
    await tools.queue.send(missing);
    report.count('Queued', missing.length);
    await changeRoot(table, stage, ALL_SENT);
    report.info('stage sent', { ...place, batch: stage.batch, sent: missing.length });
  }
  const root = await repair(table, stage, tools.now());
  const isOver = isFull(root, stage) || root.stop !== undefined || root.fault !== undefined;
  return isOver ? root : undefined;
}

const ALL_SENT = {
  expression: 'SET isSent = :yes ADD sends :one',
  values: { ':yes': true, ':one': 1 },
};

/** A stage of the finish takes what was put aside for it, the others what is left. */
async function reserve(
  batch: Batch,
  stage: Stage,
  amount: number,
  caps: Caps,
  { table, now, settings }: Tools,
): Promise<Refusal | undefined> {
  if (batch.planned.phase === 'final') {
    const isTaken = await reserveFromFinish(table, stage, amount, endWorstCase(settings));
    if (isTaken) return undefined;
  }
  return reserveStage(table, stage, amount, caps, dayOf(now()));
}

/** Records the arrival of what the cache holds, and takes it into the state. */
async function recordCached(
  batch: Batch,
  stage: Stage,
  { state }: RunContext,
  { table, now }: Tools,
): Promise<void> {
  const keys = keysOf(batch);
  const arrived = await arrivedIndices(table, stage);
  const cached = await cachedResults(table, keys);
  // A training whose weights are to be kept is made again where they were not.
  const withWeights = new Set(
    batch.planned.evaluations
      .filter(({ keepWeights }) => keepWeights)
      .map(({ evaluationKey }) => evaluationKey),
  );
  const fresh: { evaluationKey: string; index: number }[] = [];
  for (const [index, evaluationKey] of keys.entries()) {
    const result = cached.get(evaluationKey);
    if (result === undefined || !serves(result, withWeights.has(evaluationKey))) continue;
    state.results.set(evaluationKey, result);
    if (!arrived.has(index)) fresh.push({ evaluationKey, index });
  }
  await pMap(
    fresh,
    ({ evaluationKey, index }) =>
      arrive(table, stage, index, { evaluationKey, status: 'result' }, now()),
    { concurrency: PARALLEL_ARRIVALS },
  );
}

/** A stack that was updated in the middle of a run has another engine than its evaluation keys name. */
function refuseOtherEngine({ state }: RunContext, { settings }: Tools): void {
  if (canonicalJson(state.started.engine) === canonicalJson(settings.engine)) return;
  throw new Retryable(STACK_UPDATED);
}
