// The names of the library's options, and the form of those that are no part of a run's configuration;
// the rest is checked as the command line's is.
import { z } from 'zod';

const one = z.unknown().optional();

export const searchOptionsSchema = z.strictObject({
  space: z.custom((value) => value !== undefined, 'what defineSpace gives'),
  seed: one,
  strategy: one,
  objectives: one,
  examples: one,
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
  store: z.custom(isStore, 'what memoryStore() or await fileStore(path) gives').optional(),
  signal: z.custom(isSignal, 'an AbortSignal').optional(),
});

function isStore(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    holds(() => ['append', 'read'].every((name) => typeof Reflect.get(value, name) === 'function'))
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
