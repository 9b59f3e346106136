// The end of a command: an error becomes words on standard error and a code.
import { BudgetExhausted, Corrupt, InvalidInput } from '../shared/kernel/errors.ts';
import { reasonOf } from './embedded/system-error.ts';
import { isLeaving } from './stop-signals.ts';
import { clearStatus, logLevelOf } from './terminal.ts';

/** A cap ended the search: its results are there, and the run can be made longer. */
export const CAPPED = 3;

/** The search ended without a completed candidate. */
export const NOTHING_COMPLETED = 1;

/** @returns the code of the command, or of the error that it ended with */
export async function exitCodeOf(command: () => Promise<number>): Promise<number> {
  try {
    return await command();
  } catch (error) {
    if (isLeaving()) return new Promise(() => undefined);
    // A status line may stand there, of what the error ended.
    clearStatus();
    process.stderr.write(`${wordsOf(error)}\n`);
    if (isDebugged() && error instanceof Error) {
      process.stderr.write(`${error.stack}\n`);
    }
    return codeOf(error);
  }
}

function isDebugged(): boolean {
  if (process.env.EVOLAMBDA_DEBUG) return true;
  try {
    return logLevelOf(process.argv.slice(2)) === 'debug';
  } catch {
    return false;
  }
}

function wordsOf(error: unknown): string {
  if (error instanceof InvalidInput) return `Invalid input:\n${error.message}`;
  return reasonOf(error);
}

function codeOf(error: unknown): number {
  if (error instanceof InvalidInput) return 2;
  if (error instanceof BudgetExhausted) return CAPPED;
  if (error instanceof Corrupt) return 4;
  return 1;
}
