// What a clone says when it cannot be prepared: words for the user and an exit code, no stack.

export class NotReady extends Error {
  constructor(message, exitCode) {
    super(message);
    this.name = 'NotReady';
    this.exitCode = exitCode;
  }
}

/** Runs a preparation. @returns whether it succeeded; if not, the exit code is set. */
export async function inWords(prepare) {
  try {
    await prepare();
    return true;
  } catch (error) {
    const refusal = error instanceof NotReady ? error : refusedBySystem(error);
    if (refusal === undefined) throw error;
    process.stderr.write(`${refusal.message}\n`);
    process.exitCode = refusal.exitCode;
    return false;
  }
}

// A full disk, a read-only clone. Any other error is a fault of ours and shows where it came from.
function refusedBySystem({ syscall, message }) {
  return syscall && new NotReady(`This clone could not be prepared: ${message}`, 1);
}
