// How a test reaches LocalStack: a block of tests that shares one with the other blocks of its file, is skipped by name
// where no Python 3.13 can be had, and fails where it is broken.
import { beforeAll, describe } from 'vitest';
import { EmulatorUnavailable } from '../emulator/python-environment.ts';
import { ensureLocalStack, type LocalStack, START_MS, startLocalStack } from './localstack.ts';

let started: LocalStack | undefined;
const closers: (() => Promise<void>)[] = [];

/** `describe` for tests that need LocalStack, run at once: they wait most of the time. Blocks run one after the other. */
export async function describeOnLocalStack(name: string, tests: () => void): Promise<void> {
  // Installed here, where no timeout of a hook counts.
  const found = await pythonOrReason();
  if (found.python === undefined) {
    // test/results-reporter.mjs reads the reason up to the first bracket.
    describe.skip(`${name} (skipped: ${found.reason.replace(/[()]/g, '')})`, tests);
    return;
  }
  const { python } = found;
  describe(name, () => {
    beforeAll(async () => {
      started ??= await startLocalStack(python);
    }, START_MS + 30_000);
    describe.concurrent('at once', tests);
  });
}

/** @throws Error outside of tests that run on LocalStack */
export function localStack(): LocalStack {
  if (started === undefined) throw new Error('no LocalStack');
  return started;
}

/** For the end of the file. */
export async function stopLocalStack(): Promise<void> {
  await Promise.all(closers.map((close) => close()));
  await started?.stop();
}

/** For what talks to it until its last test has ended. */
export function beforeItStops(close: () => Promise<void>): void {
  closers.push(close);
}

/** @throws EmulatorUnavailable when CI=true and Python 3.13 is there, but LocalStack cannot be */
async function pythonOrReason(): Promise<
  { readonly python: string } | { readonly python: undefined; readonly reason: string }
> {
  try {
    return { python: await ensureLocalStack() };
  } catch (error) {
    if (!(error instanceof EmulatorUnavailable)) throw error;
    const isPythonMissing = error.message.includes('no Python 3.13');
    if (process.env.CI === 'true' && !isPythonMissing) throw error;
    return { python: undefined, reason: error.message };
  }
}
