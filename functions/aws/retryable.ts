// A service's failure in our own words: the caller may try the same call again.
import { Corrupt, InvalidInput, Retryable, Superseded } from '../../shared/kernel/errors.ts';

/** @throws Retryable with what failed and why; errors of our own family pass as they are */
export async function retryable<T>(what: string, call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (isOurs(error)) throw error;
    throw new Retryable(`${what}: ${reasonOf(error)}`, { cause: error });
  }
}

/** An error in one line. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.name === 'Error' || isOurs(error)
    ? error.message
    : `${error.name}: ${error.message}`;
}

export function isOurs(error: unknown): boolean {
  return (
    error instanceof InvalidInput ||
    error instanceof Retryable ||
    error instanceof Corrupt ||
    error instanceof Superseded
  );
}
