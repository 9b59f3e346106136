// What StopExecution says of an execution that is none, or has ended.

/** Of a well formed ARN a ValidationException can mean nothing else. */
const NAMES = ['ExecutionDoesNotExist', 'ValidationException'];

export function isNotRunning(error: unknown): boolean {
  return error instanceof Error && NAMES.includes(error.name);
}
