// Whole runs through the public door, Step Functions' StartExecution, on the deployed stack.
import { beforeAll, expect, it } from 'vitest';
import { embeddedRun } from './embedded-run.ts';
import { outputOf, startRun, waitForExecution } from './executions.ts';
import { deployedStack, describeOnEmulator } from './on-emulator.ts';
import { pushSmallDigits, SMALL_DIGITS } from './small-digits.ts';

const DEADLINE_MS = 55_000;

export const SMALL = {
  dataset: SMALL_DIGITS,
  seed: 7,
  strategy: { name: 'tournament', population: 6, generations: 3 },
  budget: { examples: 640 },
  finish: { rerank: 2, rerankReplicates: 2, retrain: 1, epochs: 1, seeds: 2 },
};

describeOnEmulator('a run on AWS', () => {
  beforeAll(() => pushSmallDigits(deployedStack()));

  it('ends with the ledger hash of the same run on one machine', async () => {
    const stack = deployedStack();
    const execution = await startRun(stack, SMALL);
    const output = outputOf(await waitForExecution(stack, execution, DEADLINE_MS));
    const embedded = await embeddedRun(SMALL);
    expect(output).toMatchObject({
      ledgerHash: embedded.ledgerHash,
      reproducible: true,
      stop: null,
    });
  });
});
