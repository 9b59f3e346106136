// A whole search over a function of the user's own: what `evolambda run` does, without a network.
import { resolve } from 'node:path';
import type { LedgerEvent } from '../../shared/contracts/ledger-events.ts';
import { rejectOtherFormat } from '../../shared/contracts/ledger-format.ts';
import { canonicalJson } from '../../shared/kernel/canonical-json.ts';
import { InvalidInput } from '../../shared/kernel/errors.ts';
import type { RunStore } from '../../shared/ports/run-store.ts';
import { strategies } from '../../shared/search/registry.ts';
import { barrenInWords } from '../../shared/steps/barren-search.ts';
import { runEnd } from '../../shared/steps/finish-run.ts';
import { endOfSearch } from '../../shared/steps/run-result.ts';
import { fold, type RunState, startOf } from '../../shared/steps/run-state.ts';
import { trainedKeys } from '../../shared/steps/trained.ts';
import { record, runLoop } from '../embedded/run-loop.ts';
import { systemClock } from '../embedded/system-clock.ts';
import { type Best, bestIn } from './best.ts';
import { type Evaluate, evaluationCalls } from './evaluate-function.ts';
import { type EventStream, eventStream } from './event-stream.ts';
import { evolveOptionsSchema } from './options-schema.ts';
import { ownOptions } from './own-options.ts';
import { type SearchOptions, startedSearch } from './search-options.ts';
import { withStore } from './search-store.ts';

export interface EvolveOptions<Genome> extends SearchOptions<Genome> {
  /** Called once for each genome and replicate that is not known yet. A genome has no ids. */
  readonly evaluate: Evaluate<Genome>;
  /** Calls of evaluate at a time; they share this thread. 1 where it is not said. */
  readonly workers?: number | undefined;
  /**
   * Records the search; a store that holds this search already resumes it. The path of a journal, which evolve
   * opens and closes, or a store, which stays yours to close. In memory by default.
   */
  readonly store?: RunStore | string | undefined;
  /** Of evaluate: readings under another version are not this search's. */
  readonly version?: string | undefined;
  /** Calls of one evaluation before it counts as failed; more than a fifth failed ends the search. 3 where it is not said. */
  readonly attempts?: number | undefined;
  /** Seconds until a call counts as hanging; 900 where it is not said. */
  readonly timeoutSeconds?: number | undefined;
  /** Gives the search up; the store keeps what was recorded, to go on with. */
  readonly signal?: AbortSignal | undefined;
}

/** A reading that evaluate reported on the way. */
export interface EvaluationReported {
  readonly type: 'evaluation-reported';
  readonly evaluationKey: string;
  /** What the evaluation had spent by then. */
  readonly examples: number;
  readonly value: number;
}

/** The ledger's events as they are recorded, and readings on the way; `best` is null while nothing completed. */
export type EvolutionEvent<Genome> = (LedgerEvent | EvaluationReported) & {
  readonly best: Best<Genome> | null;
};

export interface EvolutionResult<Genome> {
  readonly best: Best<Genome> | null;
  /** Equal for equal options, version and readings, wherever and in whatever order they were made. */
  readonly ledgerHash: string;
  /** Evaluations made, now or before. */
  readonly evaluations: number;
  /** `patience` or `max-evaluations`, where one of them ended the search; a search in which nothing completes is rejected. */
  readonly stop: string | null;
}

export interface Evolution<Genome> extends AsyncIterable<EvolutionEvent<Genome>> {
  /**
   * Runs to the end for those who need no events; beside a loop, or after it, waits for its end.
   * Rejects once the loop was left.
   */
  finished(): Promise<EvolutionResult<Genome>>;
}

/**
 * Searches a space for the genome whose evaluation is best. Nothing begins before the first event, or
 * `finished()`, is asked for; it runs once, for one reader; leaving the loop gives the search up.
 *
 * @example
 * ```ts
 * import { defineSpace, evolve } from 'evolambda';
 *
 * const space = defineSpace({
 *   x: { type: 'real', min: -5, max: 5 },
 *   y: { type: 'real', min: -5, max: 5 },
 * });
 * const search = evolve({
 *   space,
 *   evaluate: ({ x, y }) => ({ fitness: -(x * x + y * y) }),
 *   deterministic: true,
 *   strategy: { name: 'tournament', population: 20, generations: 10 },
 * });
 * for await (const { type, best } of search) {
 *   if (type === 'generation-closed') console.log(best?.fitness, best?.genome.x);
 * }
 * ```
 * @throws InvalidInput with every fault of the options, at once; in the loop, where the store cannot be used
 * @throws DOMException named AbortError, in the loop, when the signal fires
 * @throws Retryable in the loop when more than a fifth of a generation failed, with the commonest reason
 * @throws InvalidInput at the end of the loop when no candidate of three generations in a row completed
 */
export function evolve<Genome>(given: EvolveOptions<Genome>): Evolution<Genome> {
  const options = ownOptions(given);
  const version = options?.version ?? '1';
  const searched = options as SearchOptions;
  const started = startedSearch(evolveOptionsSchema, searched, version, systemClock.now());
  // The loop begins later, maybe in another folder.
  const store =
    options.store && typeof options.store === 'string' ? resolve(options.store) : options.store;
  const begin = () => {
    const leave = new AbortController();
    const signals = options.signal === undefined ? [] : [options.signal];
    const signal = AbortSignal.any([leave.signal, ...signals]);
    const stream = eventStream<EvolutionEvent<Genome>>(async () => {
      leave.abort(new DOMException('the search was aborted: its loop ended early', 'AbortError'));
      // The store is closed when the caller continues.
      await whole.catch(() => undefined);
    });
    const whole = withStore(store, signal, (opened) =>
      run(options, { store: opened, started, signal, stream }),
    );
    whole.then(
      () => stream.end(),
      (error: unknown) => stream.end(error),
    );
    return { stream, whole };
  };
  let begun: ReturnType<typeof begin> | undefined;
  return {
    [Symbol.asyncIterator]: () => {
      if (begun !== undefined) {
        const problem = 'already iterated';
        const allowed = 'one iteration per search';
        const hint = 'for another search: evolve(options)';
        throw new InvalidInput([{ path: 'search', value: 'search', problem, allowed, hint }]);
      }
      begun = begin();
      return begun.stream[Symbol.asyncIterator]();
    },
    finished: async () => {
      if (begun === undefined) {
        begun = begin();
        for await (const _ of begun.stream);
      }
      return begun.whole;
    },
  };
}

interface Place<Genome> {
  readonly store: RunStore;
  readonly started: ReturnType<typeof startedSearch>;
  readonly signal: AbortSignal;
  readonly stream: EventStream<EvolutionEvent<Genome>>;
}

async function run<Genome>(
  options: EvolveOptions<Genome>,
  place: Place<Genome>,
): Promise<EvolutionResult<Genome>> {
  const { signal } = place;
  signal.throwIfAborted();
  const given = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  // A store may take its time, too, or never answer.
  return Promise.race([search(options, place), given]);
}

async function search<Genome>(
  options: EvolveOptions<Genome>,
  { store, started, signal, stream }: Place<Genome>,
): Promise<EvolutionResult<Genome>> {
  const state = await openState(store, started, signal);
  let best = bestIn<Genome>(state.campaign);
  const onEvent = (event: LedgerEvent) => {
    // Between two closes nothing is known anew.
    if (event.type === 'generation-closed') best = bestIn(state.campaign);
    stream.push({ ...event, best });
  };
  if (state.batches.length === 0) onEvent(state.started);
  const calls = evaluationCalls({
    evaluate: options.evaluate as Evaluate<never>,
    objectives: state.started.config.objectives,
    engine: state.started.engine,
    workers: options.workers ?? 1,
    attempts: options.attempts ?? 3,
    timeoutMs: 1000 * (options.timeoutSeconds ?? 900),
    signal,
    onReport: (evaluationKey, point) =>
      stream.push({ type: 'evaluation-reported', evaluationKey, ...point, best }),
  });
  const never = new AbortController().signal;
  const tools = { store, queue: calls, pool: calls, clock: systemClock, deadline: never, onEvent };
  if (state.finished === null) {
    await runLoop(state, tools);
    await record(runEnd(state, { champion: null }, systemClock.now()), state, tools);
  }
  const barren = barrenInWords(state);
  if (barren === null) return resultOf(state);
  const allowed = 'a space and an evaluate function with which some candidates complete';
  throw new InvalidInput([{ path: 'evaluate', value: barren, problem: barren, allowed }]);
}

/**
 * @throws InvalidInput when the store holds another search
 * @throws Corrupt when it holds a search of another format
 */
async function openState(
  store: RunStore,
  started: Place<unknown>['started'],
  signal: AbortSignal,
): Promise<RunState> {
  const events = await store.read();
  // Whoever gave the search up may give the store to another one.
  signal.throwIfAborted();
  const [first] = events;
  if (first?.type !== 'run-started') {
    await store.append([started]);
    signal.throwIfAborted();
    return startOf(started, strategies);
  }
  rejectOtherFormat(first.v);
  const identity = ({ config, engine }: typeof started) => canonicalJson({ config, engine });
  if (identity(first) === identity(started)) return fold(events, strategies);
  const value = first.runId;
  const problem = `contains another search (${value})`;
  const allowed = 'an empty store or a search with the same options and version';
  throw new InvalidInput([{ path: 'store', value, problem, allowed }]);
}

function resultOf<Genome>(state: RunState): EvolutionResult<Genome> {
  return {
    best: bestIn<Genome>(state.campaign),
    ledgerHash: state.ledgerHash,
    evaluations: trainedKeys(state).size,
    stop: endOfSearch(state),
  };
}
