// One run of every stage on the workers of the stack, for all tests that look at what such a run leaves behind.
import { RUN_MS, startRun, waitForExecution } from './executions.ts';
import { wholeRun } from './first-stage.ts';
import { freshName } from './in-process.ts';
import { deployedStack } from './on-emulator.ts';
import { pushSmallDigits } from './small-digits.ts';

let made: ReturnType<typeof make> | undefined;

/** Made by the first test that asks for it. */
export function finishedRun(): ReturnType<typeof make> {
  made ??= make();
  return made;
}

async function make() {
  const stack = deployedStack();
  await pushSmallDigits(stack);
  const config = wholeRun();
  const runId = freshName();
  const execution = await waitForExecution(stack, await startRun(stack, config, runId), RUN_MS);
  return { config, runId, execution };
}
