// What a benchmark can or cannot do without: a peer that is not installed is named and left out, the others run.
import { reasonOf } from '../cli/embedded/system-error.ts';
import { InvalidInput } from '../shared/kernel/errors.ts';
import { say } from './report.ts';

/** Something that the benchmark cannot do without; run.mjs prints the message and exits with 2. */
export class Unavailable extends Error {
  readonly code = 'UNAVAILABLE';

  constructor(what: string, reason: string, remedy: string) {
    super(`${what} is not available: ${reason}\nTo add it: ${remedy}`);
    this.name = 'Unavailable';
  }
}

/** What opens, or undefined where it does not: then what is left out, why, and what adds it, is printed. */
export async function unlessMissing<T>(
  what: string,
  remedy: string,
  open: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await open();
  } catch (error) {
    say(`Skipped: ${what} (${firstLine(error)})\n  to add it: ${remedy}`);
    return undefined;
  }
}

/** @throws Unavailable where it does not open */
export async function required<T>(
  what: string,
  remedy: string,
  open: () => Promise<T>,
): Promise<T> {
  try {
    return await open();
  } catch (error) {
    throw new Unavailable(what, firstLine(error), remedy);
  }
}

/** Without the engine's own remedy: the benchmark prints one. */
function firstLine(error: unknown): string {
  const words = error instanceof InvalidInput ? (error.faults[0]?.problem ?? '') : reasonOf(error);
  return words.trim().split('\n')[0]?.trim() ?? '';
}

export const REMEDIES = {
  torch: 'pip install torch numpy, then --python PYTHON (bench/README.md)',
  optuna: 'pip install optuna, then --python PYTHON (bench/README.md)',
  tfjs: 'npm run tfjs:native',
  packages: 'npm ci --ignore-scripts',
  data: 'npm exec --no -- evolambda data get mnist, then --data-dir DIR with the directory of the files',
} as const;
