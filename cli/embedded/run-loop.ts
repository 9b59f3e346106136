// The embedded shell: carries asking and telling between the ledger, the queue and the training pool
// until the campaign is done, a cap on time is hit, or somebody stops it.
import {
  type EvaluationRequest,
  type EvaluationResult,
  serves,
} from '../../shared/contracts/evaluation.ts';
import type { LedgerEvent } from '../../shared/contracts/ledger-events.ts';
import { LEDGER_FORMAT } from '../../shared/contracts/ledger-format.ts';
import { Retryable } from '../../shared/kernel/errors.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { EvaluationQueue } from '../../shared/ports/evaluation-queue.ts';
import type { RunStore } from '../../shared/ports/run-store.ts';
import { close, missingKeys } from '../../shared/steps/close.ts';
import { missingRequests, plan } from '../../shared/steps/plan.ts';
import { apply, openBatches, type RunState } from '../../shared/steps/run-state.ts';
import type { PoolReply, TrainingPool } from './training-pool.ts';

export interface LoopTools {
  readonly store: RunStore;
  readonly queue: Pick<EvaluationQueue, 'send'>;
  readonly pool: Pick<TrainingPool, 'replyTo'>;
  readonly clock: Pick<Clock, 'now'>;
  /** Fires when time is up: the open batch is closed over what has arrived. */
  readonly deadline: AbortSignal;
  /** Results by evaluation key that an earlier run has; what it knows is not trained again. */
  readonly known?: ReadonlyMap<string, EvaluationResult> | undefined;
  /** Told after every event that was recorded. */
  readonly onEvent: (event: LedgerEvent) => void;
}

/** What records events without evaluating anything. */
type Recorder = Omit<LoopTools, 'queue' | 'pool' | 'deadline'>;

/** Appends an event to the ledger, then carries it into the state. */
export async function record(
  event: LedgerEvent,
  state: RunState,
  tools: Pick<LoopTools, 'store' | 'onEvent'>,
): Promise<void> {
  await tools.store.append([event]);
  apply(state, event);
  tools.onEvent(event);
}

/**
 * Runs a campaign to its end.
 * @throws Retryable when too much failed, or the journal or the blobs cannot be written
 */
export async function runLoop(state: RunState, tools: LoopTools): Promise<void> {
  const replies = inOrderOfArrival<PoolReply | 'time is up'>();
  replies.expect(aborted(tools.deadline));
  const inFlight = new Set<string>();
  for (;;) {
    await planAll(state, tools);
    await dispatch(state, tools, inFlight, replies);
    const [batch] = openBatches(state);
    if (batch === undefined) return;
    // Replies change neither what is planned nor what is dispatched until the oldest batch is closed.
    const missing = new Set(missingKeys(state, batch));
    while (missing.size > 0) {
      const reply = await replies.next();
      if (reply === 'time is up') return closeAll(state, tools);
      const { evaluationKey } = reply.request;
      inFlight.delete(evaluationKey);
      await recordReply(reply, state, tools);
      missing.delete(evaluationKey);
    }
    const closed = close(state, tools.clock.now());
    if (closed !== undefined) await record(closed, state, tools);
  }
}

/**
 * Records what an earlier run has of this one, batch by batch, up to the first batch of which something is missing.
 * Before a run is timed: what is known takes no time.
 */
export async function reuseKnown(state: RunState, tools: Recorder): Promise<void> {
  for (;;) {
    await planAll(state, tools);
    for (const request of openBatches(state).flatMap((batch) => missingRequests(state, batch))) {
      await recordKnown(request, state, tools);
    }
    const closed = close(state, tools.clock.now());
    if (closed === undefined) return;
    await record(closed, state, tools);
  }
}

/** Time is up: every open batch is closed over what has arrived. */
async function closeAll(state: RunState, tools: LoopTools): Promise<void> {
  for (const _ of openBatches(state)) {
    const cut = close(state, tools.clock.now(), 'max-seconds');
    if (cut !== undefined) await record(cut, state, tools);
  }
}

interface Arrivals<T> {
  readonly expect: (one: Promise<T>) => void;
  /** @throws what a promise was rejected with */
  readonly next: () => Promise<T>;
}

/**
 * What promises resolve to, one at a time. A race of all promises for each of them would take the square
 * of a generation's size, in time and in memory.
 */
function inOrderOfArrival<T>(): Arrivals<T> {
  const arrived: Promise<T>[] = [];
  let wake = (): void => {};
  return {
    expect: (one) => {
      const arrive = () => {
        arrived.push(one);
        wake();
      };
      one.then(arrive, arrive);
    },
    next: async () => {
      for (;;) {
        const first = arrived.shift();
        if (first !== undefined) return first;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}

async function planAll(state: RunState, tools: Recorder): Promise<void> {
  for (;;) {
    const planned = plan(state, tools.clock.now());
    if (typeof planned === 'string') return;
    await record(planned, state, tools);
  }
}

/** Sends what is missing and not on its way, once a key; after a crash that is all that is missing. */
async function dispatch(
  state: RunState,
  tools: LoopTools,
  inFlight: Set<string>,
  replies: Pick<Arrivals<PoolReply>, 'expect'>,
): Promise<void> {
  const requests: EvaluationRequest[] = [];
  for (const request of openBatches(state).flatMap((batch) => missingRequests(state, batch))) {
    const { evaluationKey } = request;
    if (inFlight.has(evaluationKey)) continue;
    if (await recordKnown(request, state, tools)) continue;
    inFlight.add(evaluationKey);
    replies.expect(tools.pool.replyTo(evaluationKey));
    requests.push(request);
  }
  if (requests.length > 0) await tools.queue.send(requests);
}

/** @returns whether an earlier run has the result */
async function recordKnown(
  request: EvaluationRequest,
  state: RunState,
  tools: Recorder,
): Promise<boolean> {
  const result = tools.known?.get(request.evaluationKey);
  if (result === undefined || !serves(result, request.keepWeights)) return false;
  await recordReply({ request, result }, state, tools);
  return true;
}

async function recordReply(reply: PoolReply, state: RunState, tools: Recorder): Promise<void> {
  const { evaluationKey } = reply.request;
  if ('failure' in reply) {
    if (reply.isOfDisk) throw new Retryable(reply.failure);
    state.failures.set(evaluationKey, reply.failure);
    return;
  }
  await record(
    {
      v: LEDGER_FORMAT,
      id: `evaluation-${evaluationKey}`,
      at: tools.clock.now(),
      type: 'evaluation-finished',
      result: reply.result,
    },
    state,
    tools,
  );
}

/** Resolves when the signal fires, or at once when it has fired. */
export function aborted(signal: AbortSignal): Promise<'time is up'> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve('time is up');
    else signal.addEventListener('abort', () => resolve('time is up'), { once: true });
  });
}
