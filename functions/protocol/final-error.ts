// Which errors end a run and which end only a call: what the same call would meet again is final.
import { Corrupt, InvalidInput, Retryable, Superseded } from '../../shared/kernel/errors.ts';

/** A Retryable with a cause is a service's failure; one without is a decision of ours. */
export function isFinal(error: unknown): error is Error {
  return (
    error instanceof Superseded ||
    error instanceof Corrupt ||
    error instanceof InvalidInput ||
    (error instanceof Retryable && error.cause === undefined)
  );
}
