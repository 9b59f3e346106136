// The user's function behind the evaluation port: so many calls at a time, each tried again when it
// throws or takes too long, and nothing believed that it was not asked for.

import type {
  Engine,
  EvaluationRequest,
  EvaluationResult,
} from '../../shared/contracts/evaluation.ts';
import type { ObjectiveDeclaration } from '../../shared/contracts/objective.ts';
import { shown } from '../../shared/kernel/errors.ts';
import { isObject } from '../../shared/kernel/is-object.ts';
import { append } from '../../shared/kernel/long-lists.ts';
import { systemClock } from '../embedded/system-clock.ts';
import { reasonOf } from '../embedded/system-error.ts';
import type { PoolReply } from '../embedded/training-pool.ts';
import { genesOf } from './best.ts';

export interface EvaluationContext {
  /** Hexadecimal, of this genome and replicate: whoever draws at random draws from it. */
  readonly seed: string;
  /** What the evaluation may spend, in the unit of the option `examples`. */
  readonly examples: number;
  /** Fires when the search is given up, or this call has taken too long. */
  readonly signal: AbortSignal;
  /** Which try this is, from 1. */
  readonly attempt: number;
  /** Records a score on the way, after so many of the examples. */
  report(examples: number, value: number): void;
}

/** A number for each objective; NaN says that the genome diverged. */
export type Evaluate<Genome> = (
  genome: Genome,
  context: EvaluationContext,
) => Readonly<Record<string, number>> | Promise<Readonly<Record<string, number>>>;

export interface CallOptions {
  readonly evaluate: Evaluate<never>;
  readonly objectives: readonly ObjectiveDeclaration[];
  readonly engine: Engine;
  /** Calls at a time. */
  readonly workers: number;
  readonly attempts: number;
  readonly timeoutMs: number;
  /** Gives up what is going on; no reply comes after it. */
  readonly signal: AbortSignal;
  readonly onReport: (evaluationKey: string, point: Point) => void;
}

interface Point {
  readonly examples: number;
  readonly value: number;
}

/** Requests go in, replies come out, in whatever order they are ready. */
export function evaluationCalls(options: CallOptions) {
  const waiting: EvaluationRequest[] = [];
  const asked = new Map<string, (reply: PoolReply) => void>();
  let busy = 0;
  const next = (): void => {
    // Not from within itself: as many may start at once as a generation has.
    while (busy < options.workers && !options.signal.aborted) {
      const request = waiting.shift();
      if (request === undefined) return;
      busy += 1;
      void replyOf(request, options).then((reply) => {
        busy -= 1;
        if (!options.signal.aborted) asked.get(request.evaluationKey)?.(reply);
        asked.delete(request.evaluationKey);
        next();
      });
    }
  };
  return {
    replyTo: (key: string) => new Promise<PoolReply>((resolve) => asked.set(key, resolve)),
    send: async (requests: readonly EvaluationRequest[]) => {
      append(waiting, requests);
      next();
    },
  };
}

async function replyOf(request: EvaluationRequest, options: CallOptions): Promise<PoolReply> {
  let failure = '';
  for (let attempt = 1; attempt <= options.attempts; attempt += 1) {
    if (options.signal.aborted) break;
    try {
      return { request, result: await resultOf(request, attempt, options) };
    } catch (error) {
      failure = reasonOf(error);
    }
  }
  return { request, failure };
}

async function resultOf(
  request: EvaluationRequest,
  attempt: number,
  { evaluate, objectives, engine, timeoutMs, signal, onReport }: CallOptions,
): Promise<EvaluationResult> {
  const startedAt = systemClock.now();
  const startedMs = performance.now();
  const points: Point[] = [];
  const over = new AbortController();
  const either = AbortSignal.any([signal, over.signal]);
  const context: EvaluationContext = {
    seed: request.evaluationSeed,
    examples: request.budget.examples,
    signal: either,
    attempt,
    report: (examples, value) => {
      // Of what is no number nothing is compared: a symbol, say, would throw.
      const isReading = Number.isFinite(examples) && Number.isFinite(value) && examples >= 0;
      if (either.aborted || !isReading) return;
      points.push({ examples, value });
      onReport(request.evaluationKey, { examples, value });
    },
  };
  try {
    const answer = await Promise.race([
      // A function that is not async may throw at once.
      Promise.resolve().then(() => evaluate(genesOf(request.genome), context)),
      systemClock.wait(timeoutMs, either).then(() => {
        throw new Error(`evaluate timed out after ${timeoutMs / 1000} s`);
      }),
    ]);
    const values = valuesOf(answer, objectives);
    const isDiverged = Object.values(values).some((value) => !Number.isFinite(value));
    return {
      evaluationKey: request.evaluationKey,
      status: isDiverged ? 'diverged' : 'completed',
      objectives: isDiverged ? null : values,
      loss: null,
      points,
      examplesSeen: request.budget.examples,
      setupMs: 0,
      trainMs: performance.now() - startedMs,
      evalMs: 0,
      engine,
      provenance: {
        startedAt,
        finishedAt: systemClock.now(),
        attempt,
        worker: 'evaluate',
        host: '',
        cpu: '',
        coldStart: false,
      },
    };
  } finally {
    over.abort();
  }
}

/** More fields of a wrong answer are not named. */
const MOST_FIELDS = 5;

/** @throws Error in words when it is not a number for each objective, and nothing else */
function valuesOf(
  answer: unknown,
  objectives: readonly ObjectiveDeclaration[],
): Record<string, number> {
  const names = objectives.map(({ name }) => name);
  const entries = names.map((name): [string, unknown] => [
    name,
    typeof answer === 'object' && answer !== null ? Reflect.get(answer, name) : undefined,
  ]);
  const isFine = (entry: [string, unknown]): entry is [string, number] =>
    typeof entry[1] === 'number';
  // Minus zero is zero: a ledger that is read again holds no other.
  if (entries.every(isFine)) return Object.fromEntries(entries.map(([name, n]) => [name, n + 0]));
  const wrong = entries.filter((entry) => !isFine(entry));
  const found = wrong
    .filter(([name]) => isObject(answer) && name in answer)
    .map(
      ([name, value]) => `, where ${name} is ${typeof value === 'string' ? 'text' : shown(value)}`,
    );
  throw new Error(
    `evaluate returned ${answerInWords(answer)}${found.join('')}; ` +
      `expected an object with a number for ${names.join(', ')}; NaN if the genome diverged`,
  );
}

/** Without the values, which differ from genome to genome: equal reasons are counted together. */
function answerInWords(answer: unknown): string {
  if (typeof answer === 'number') return 'a number';
  if (typeof answer === 'string') return 'text';
  if (!isObject(answer)) return shown(answer);
  const fields = Object.keys(answer).slice(0, MOST_FIELDS);
  if (fields.length === 0) return 'an object without fields';
  return `an object with the ${fields.length === 1 ? 'field' : 'fields'} ${fields.join(', ')}`;
}
