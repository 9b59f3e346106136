// What a command does when it is stopped: by Ctrl-C, by SIGTERM, when its terminal closes, or when its output
// cannot be written.

/** Exit codes of a command that was stopped: 128 + the signal's number. */
const CODES = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;
const SIGNALS = Object.keys(CODES) as (keyof typeof CODES)[];

type Leave = () => void | Promise<void>;

/** Of the work under way, the innermost last. It alone leaves: what surrounds it would print a second advice. */
const underWay: Leave[] = [];

/** npm passes on a Ctrl-C that the terminal has sent to us already: within this time it is the same. */
const SAME_STOP_MS = 500;
let leftAtMs: number | undefined;

/**
 * @param leave what is still to be done; the process exits with the signal's code after it
 * @returns takes the listening back
 */
export function onStopSignal(leave: Leave): () => void {
  if (underWay.length === 0) for (const signal of SIGNALS) process.on(signal, stop);
  underWay.push(leave);
  return () => {
    const at = underWay.lastIndexOf(leave);
    if (at >= 0) underWay.splice(at, 1);
    if (underWay.length === 0) for (const signal of SIGNALS) process.off(signal, stop);
  };
}

/** Ends the process in the way in which a signal ends it, with this code. */
export function leaveWith(code: number): void {
  const nowMs = performance.now();
  if (leftAtMs !== undefined) {
    // A second stop does not wait for what is still to be done.
    if (nowMs - leftAtMs > SAME_STOP_MS) process.exit(code);
    return;
  }
  leftAtMs = nowMs;
  void Promise.resolve()
    .then(() => underWay.at(-1)?.())
    .catch(() => undefined)
    .then(() => process.exit(code));
}

/** Whether the process is about to exit: what fails from now on is of the stop, and nobody's concern. */
export function isLeaving(): boolean {
  return leftAtMs !== undefined;
}

function stop(signal: NodeJS.Signals): void {
  leaveWith(CODES[signal as keyof typeof CODES]);
}
