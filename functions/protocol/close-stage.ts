// Close: what arrived becomes the batch's recorded facts, once; the money that was not spent is free, and the
// run's page is written.
import type { GenerationClosed, StopReason } from '../../shared/contracts/ledger-events.ts';
import { Corrupt, Retryable, Superseded } from '../../shared/kernel/errors.ts';
import { close, missingKeys } from '../../shared/steps/close.ts';
import { type Batch, openBatches, type RunState } from '../../shared/steps/run-state.ts';
import { type ArrivalRecord, readArrivals } from '../aws/arrivals.ts';
import { attemptWorstCase, metered, stageCost, toUsd } from '../aws/cost-model.ts';
import { settleStage } from '../aws/money.ts';
import { cachedResults } from '../aws/result-cache.ts';
import { endRun } from '../aws/run-record.ts';
import { readRoot, type Stage } from '../aws/stage-root.ts';
import { keepPage, PAGE_OF_CLOSE, type PageTools } from './keep-page.ts';
import { isFinal, openRun, type RunContext } from './run-context.ts';
import { keysOf, stageOf } from './stage-plan.ts';
import type { Tools } from './tools.ts';

export interface CloseInput {
  readonly runId: string;
  readonly epoch: number;
  readonly child: number;
  readonly closed: number;
  readonly batch: number;
  /** Close over what has arrived. */
  readonly forced: boolean;
}

export type Closed = Omit<CloseInput, 'batch' | 'forced'> &
  (
    | { readonly status: 'next' | 'continue'; readonly resend: boolean }
    | { readonly status: 'failed'; readonly cause: string }
  );

const NO_ANSWER = 'no result in two waiting rounds';

/** @throws Error of a service, after which the same call may be made again */
export async function closeStage(input: CloseInput, tools: PageTools): Promise<Closed> {
  const { batch: index, forced, ...place } = input;
  const { runId, epoch } = place;
  try {
    const context = await openRun(tools, runId, epoch);
    const batch = context.state.batches[index];
    if (batch === undefined) throw new Corrupt(`run ${runId} has no generation ${index}`);
    // A retry finds the batch closed: what was recorded is what holds.
    const closed =
      batch.facts === null ? await record(batch, forced, context, input, tools) : undefined;
    await settle(stageOf(runId, epoch, batch), tools);
    // Not at a retry: what killed this call over a page kills no second one.
    if (closed !== undefined) await keepPage({ ...context, closed }, PAGE_OF_CLOSE, tools);
    return next(place, tools);
  } catch (error) {
    if (!isFinal(error)) throw error;
    if (!(error instanceof Superseded)) {
      await endRun(tools.table, runId, epoch, 'failed', { cause: error.message });
    }
    return { ...place, status: 'failed', cause: error.message };
  }
}

async function record(
  batch: Batch,
  forced: boolean,
  { state, store }: RunContext,
  { runId, epoch }: CloseInput,
  { table, now, report }: Tools,
): Promise<GenerationClosed> {
  if (openBatches(state)[0] !== batch) throw new Corrupt('a generation was closed out of order');
  const stage = stageOf(runId, epoch, batch);
  const { stop, fault } = await readRoot(table, stage);
  if (fault !== undefined) throw new Retryable(fault);
  const arrivals = await readArrivals(table, stage);
  await takeIn(arrivals, batch, state, table);
  if (forced) {
    for (const key of missingKeys(state, batch)) state.failures.set(key, NO_ANSWER);
  }
  const closed: GenerationClosed | undefined = close(state, now(), stop as StopReason | undefined);
  if (closed === undefined)
    throw new Corrupt(`generation ${stage.batch} was closed before all results arrived`);
  await store.append([closed]);
  report.info('stage closed', { runId, epoch, batch: stage.batch, facts: closed.facts.length });
  return closed;
}

/** Results of what arrived with one, reasons of what failed; a late result of a failure is not looked at. */
async function takeIn(
  arrivals: readonly ArrivalRecord[],
  batch: Batch,
  state: RunState,
  table: Tools['table'],
): Promise<void> {
  const keys = keysOf(batch);
  const arrived = arrivals.flatMap(({ index, arrival }) => {
    const evaluationKey = keys[index];
    return arrival === undefined || evaluationKey === undefined
      ? []
      : [{ ...arrival, evaluationKey }];
  });
  const withResult = arrived.filter(({ status }) => status === 'result');
  const results = await cachedResults(
    table,
    withResult.map(({ evaluationKey }) => evaluationKey),
  );
  for (const { evaluationKey, status, reason } of arrived) {
    const result = results.get(evaluationKey);
    if (status === 'failed') state.failures.set(evaluationKey, reason ?? 'no reason given');
    else if (result === undefined)
      throw new Corrupt(`the result is missing: ${evaluationKey} is gone`);
    else state.results.set(evaluationKey, result);
  }
}

/**
 * What every attempt took is spent; evaluations without an arrival may still be under way. Of a stage
 * whose owner was replaced nothing is: workers drop what they have not begun, and what they have begun
 * stands with its longest time.
 */
export async function settle(
  stage: Stage,
  { table, settings, report }: Pick<Tools, 'table' | 'settings' | 'report'>,
  isReplaced = false,
): Promise<void> {
  const { workerCost } = settings;
  const arrivals = await readArrivals(table, stage);
  const arrived = arrivals.filter(({ arrival }) => arrival !== undefined).length;
  const attempts = arrivals.flatMap(({ attemptMs }) => [...attemptMs.values()]);
  const spent = stageCost(settings, stage.count) + metered(workerCost, attempts);
  const attempt = attemptWorstCase(workerCost);
  const underWay = isReplaced ? 0 : (stage.count - arrived) * attempt;
  const { reserved = 0, stop } = await readRoot(table, stage);
  // What was refused was never sent.
  const kept = stop === undefined ? Math.max(0, Math.min(underWay, reserved - spent)) : 0;
  const isSettledNow = await settleStage(table, stage, spent, kept);
  if (isSettledNow) report.count('SpentUsd', toUsd(spent));
}

function next(place: Omit<CloseInput, 'batch' | 'forced'>, { settings }: Tools): Closed {
  const closed = place.closed + 1;
  if (closed < settings.childGenerations) {
    return { ...place, closed, status: 'next', resend: false };
  }
  return { ...place, closed: 0, child: place.child + 1, status: 'continue', resend: false };
}
