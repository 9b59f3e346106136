// The names of the library's options, and the form of those that are no part of a run's configuration;
// the rest is checked as the command line's is.
import * as z from 'zod';
import { isObject } from '../../shared/kernel/is-object.ts';
import { rangeInWords } from '../../shared/kernel/range-in-words.ts';

const one = z.unknown().optional();
const BUDGETS = { isInteger: true, min: 1, max: Number.MAX_SAFE_INTEGER };

export const searchOptionsSchema = z.strictObject({
  space: z.custom(isSpace, 'the result of defineSpace'),
  seed: one,
  strategy: one,
  objectives: one,
  examples: z.custom(isBudget, rangeInWords(BUDGETS)).optional(),
  deterministic: z.custom((value) => typeof value === 'boolean', 'true or false').optional(),
  enqueue: one,
  patience: one,
  maxEvaluations: one,
});

const count = z.int().min(1).max(1024).optional();

export const evolveOptionsSchema = searchOptionsSchema.extend({
  evaluate: z.custom((value) => typeof value === 'function', 'a function'),
  workers: count,
  attempts: count,
  timeoutSeconds: z.number().positive().max(1e6).optional(),
  version: z.string().optional(),
  store: z
    .custom(
      isStore,
      'the path of a journal or the result of memoryStore() or await fileStore(path)',
    )
    .optional(),
  signal: z.custom(isSignal, 'an AbortSignal').optional(),
});

/** What is in it is checked with the rest of the configuration. */
function isSpace(value: unknown): boolean {
  return isObject(value) && typeof value.kind === 'string' && isObject(value.genes);
}

function isBudget(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 1;
}

function isStore(value: unknown): boolean {
  // A path with half a surrogate pair names no file.
  if (typeof value === 'string') return value !== '' && !/\p{Surrogate}/u.test(value);
  return holds(
    () =>
      isObject(value) &&
      ['append', 'read'].every((name) => typeof Reflect.get(value, name) === 'function'),
  );
}

function isSignal(value: unknown): boolean {
  return holds(() => value instanceof AbortSignal);
}

/** A getter, or a trap of a proxy, may throw. */
function holds(check: () => boolean): boolean {
  try {
    return check();
  } catch {
    return false;
  }
}
