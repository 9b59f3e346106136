// A run over a fake evaluator: accuracy is a function of genome and seed, and replies come in any
// order. What is tested is everything but training.

import { runLoop } from '../../cli/embedded/run-loop.ts';
import type { PoolReply } from '../../cli/embedded/training-pool.ts';
import type { EvaluationRequest } from '../../shared/contracts/evaluation.ts';
import type { LedgerEvent, RunStarted } from '../../shared/contracts/ledger-events.ts';
import type { DeclaredObjective } from '../../shared/contracts/objective.ts';
import { randomStream } from '../../shared/kernel/random.ts';
import type { RunStore } from '../../shared/ports/run-store.ts';
import { type Strategies, strategies } from '../../shared/search/registry.ts';
import { prepareRun, resolveConfig } from '../../shared/steps/prepare-run.ts';
import { fold, type RunState, startOf } from '../../shared/steps/run-state.ts';
import { manualClock } from '../embedded/manual-clock.ts';

export const ENGINE = { name: 'fake', version: '1', backend: 'cpu', semantics: 1 };

/** A trainer module. */
export const OWN_ENGINE = { name: 'trainer', version: 'a', backend: 'module', semantics: 1 };

/** What a trainer module that reports nothing of its networks gives. */
export function unreported(request: EvaluationRequest): PoolReply {
  const reply = fakeReply(request);
  if (!('result' in reply)) return reply;
  const { parameters: _, trainFlops: __, ...result } = reply.result;
  return { request, result: { ...result, engine: OWN_ENGINE } };
}

const DATA = {
  id: 'fake',
  hash: 'd',
  splitId: 's',
  shape: { height: 28, width: 28, channels: 1 },
  classes: 10,
  trainCount: 6400,
  generated: false,
};

export function started(
  config: Record<string, unknown>,
  known: Strategies = strategies,
  engine = ENGINE,
  declared?: readonly DeclaredObjective[],
): RunStarted {
  const whole = resolveConfig(config, known);
  return prepareRun(whole, DATA, engine, 'test', '2020-01-01T00:00:00Z', declared).started;
}

/** What the fake training gives: diverged for one genome in twenty, else a noisy accuracy. */
export function fakeReply(request: EvaluationRequest): PoolReply {
  const quality = randomStream(['quality', request.genomeHash]);
  const noise = randomStream(['noise', request.evaluationSeed]).integer(-50, 50);
  const isDiverged = quality.real() < 0.05;
  const correct = quality.integer(2000, 4900) + noise;
  return {
    request,
    result: {
      evaluationKey: request.evaluationKey,
      status: isDiverged ? 'diverged' : 'completed',
      objectives: isDiverged ? null : { accuracy: { correct, total: 5000 } },
      loss: null,
      points: [],
      examplesSeen: request.budget.examples,
      parameters: 1,
      trainFlops: 1,
      setupMs: 0,
      trainMs: 0,
      evalMs: 0,
      engine: ENGINE,
      provenance: {
        startedAt: '',
        finishedAt: '',
        attempt: 1,
        worker: `w${noise}`,
        host: 'h',
        cpu: 'c',
        coldStart: false,
      },
    },
  };
}

/** Queue and pool in one: so many workers that answer what is waiting in a shuffled order. */
export function shuffledPool(workers: number, order: number, reply = fakeReply) {
  const waiting: EvaluationRequest[] = [];
  const asked = new Map<string, (reply: PoolReply) => void>();
  const stream = randomStream(['order', order]);
  let busy = 0;
  const next = () => {
    if (busy >= workers || waiting.length === 0) return;
    busy += 1;
    const [request] = waiting.splice(stream.integer(0, waiting.length - 1), 1);
    setImmediate(() => {
      busy -= 1;
      asked.get(request!.evaluationKey)!(reply(request!));
      next();
    });
    next();
  };
  return {
    replyTo: (key: string) => new Promise<PoolReply>((resolve) => asked.set(key, resolve)),
    send: async (requests: readonly EvaluationRequest[]) => {
      waiting.push(...requests);
      setImmediate(next);
    },
  };
}

export function memoryStore(events: LedgerEvent[] = []): RunStore & { events: LedgerEvent[] } {
  return {
    events,
    append: async (fresh) => {
      for (const event of fresh) {
        if (!events.some((known) => known.id === event.id)) events.push(event);
      }
    },
    read: async () => [...events],
  };
}

/** Runs to the end of the campaign, without the test split. */
export async function runFake(
  store: ReturnType<typeof memoryStore>,
  pool = shuffledPool(2, 0),
  deadline: AbortSignal = new AbortController().signal,
  known: Strategies = strategies,
): Promise<RunState> {
  const first = store.events[0] as RunStarted;
  const state = store.events.length === 1 ? startOf(first, known) : fold(store.events, known);
  const tools = { store, queue: pool, pool, clock: manualClock(), deadline };
  await runLoop(state, { ...tools, onEvent: () => undefined });
  return state;
}

export async function freshRun(
  config: Record<string, unknown>,
  pool = shuffledPool(2, 0),
  engine = ENGINE,
): Promise<{ state: RunState; events: LedgerEvent[] }> {
  const store = memoryStore([started(config, strategies, engine)]);
  return { state: await runFake(store, pool), events: store.events };
}
