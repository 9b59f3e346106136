// Ctrl-C and SIGTERM: what a command does when it is told to leave.

/** Exit codes of a command that was stopped: 128 + the signal's number. */
const CODES = { SIGINT: 130, SIGTERM: 143 } as const;

/**
 * @param leave what is still to be done; the process exits with the signal's code after it
 * @returns takes the listening back
 */
export function onStopSignal(leave: () => void | Promise<void>): () => void {
  const stop = (signal: keyof typeof CODES) => {
    void Promise.resolve(leave()).finally(() => process.exit(CODES[signal]));
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  return () => {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  };
}
