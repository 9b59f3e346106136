// The queue's times follow from the worker's timeout; settings and queue share the arithmetic.

/** Seconds that a worker adds to its timeout when it hides its message: time to be killed in. */
const GRACE_SECONDS = 30;

/** The longest that one delivery of a message can take, in seconds. */
export function receiveSeconds(workerTimeoutSeconds: number): number {
  return workerTimeoutSeconds + GRACE_SECONDS;
}

/**
 * How long a message is hidden when its worker did not start, in seconds.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html (six times the timeout)
 */
export function visibilitySeconds(functionTimeoutSeconds: number): number {
  return 6 * functionTimeoutSeconds;
}
