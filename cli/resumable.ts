// Work that may be stopped or fail, and is resumed by a command: whatever ends it early prints that command.
import { Retryable } from '../shared/kernel/errors.ts';
import { reasonOf } from './embedded/system-error.ts';
import { onStopSignal } from './stop-signals.ts';
import type { Terminal } from './terminal.ts';

/** @param command that resumes the run */
export function resumeAdvice(command: string): string {
  return `To resume: ${command}`;
}

/**
 * @param advice printed on standard error when a signal stops the work, and behind the reason when the machine fails
 * @param leave what is still to be done after a signal
 * @throws Retryable with the advice, where the disk is full or something else of the machine fails
 */
export async function resumable<T>(
  advice: string,
  terminal: Pick<Terminal, 'warn'>,
  work: () => Promise<T>,
  leave: () => unknown = () => undefined,
): Promise<T> {
  const unlisten = onStopSignal(async () => {
    terminal.warn(`Stopped. ${advice}`);
    await leave();
  });
  try {
    return await work();
  } catch (error) {
    throw withAdvice(error, advice);
  } finally {
    unlisten();
  }
}

/** Of an error that has its advice already, or that a repetition cannot mend, nothing is changed. */
function withAdvice(error: unknown, advice: string): unknown {
  const isOfMachine = error instanceof Retryable || (error instanceof Error && 'syscall' in error);
  if (!isOfMachine || reasonOf(error).includes(advice)) return error;
  return new Retryable(`${reasonOf(error)}\n${advice}`, { cause: error });
}
