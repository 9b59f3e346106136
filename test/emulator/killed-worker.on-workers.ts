// A worker's process killed with -9 while the engine computes, as Lambda kills one that takes too long:
// its message is lost to it, and the run ends as if nothing had been.
import { beforeAll, expect, it, vi } from 'vitest';
import { readArrivals } from '../../functions/aws/arrivals.ts';
import { embeddedRun } from './embedded-run.ts';
import { outputOf, startRun, waitForExecution } from './executions.ts';
import { freshLongGeneration } from './first-stage.ts';
import { processesOf } from './function-processes.ts';
import { freshName } from './in-process.ts';
import { deployedStack, describeOnEmulator, functionsFolder } from './on-emulator.ts';
import { pushSmallDigits, storesOf } from './small-digits.ts';

describeOnEmulator('a worker’s process', () => {
  beforeAll(() => pushSmallDigits(deployedStack()));

  it('killed during a training loses nothing: the next round sends the message again', async () => {
    const stack = deployedStack();
    const { table } = storesOf(stack);
    const config = freshLongGeneration();
    const runId = freshName();
    const stage = { runId, epoch: 1, batch: 0, count: config.strategy.population };
    const execution = await startRun(stack, config, runId);
    await vi.waitFor(
      async () => {
        const records = await readArrivals(table, stage);
        expect(records.some(({ arrival, attemptMs }) => !arrival && attemptMs.size > 0)).toBe(true);
      },
      { timeout: 30_000, interval: 20 },
    );
    const workers = processesOf(functionsFolder(), stack.outputs.TrainAndScoreFunction);
    expect(workers.length).toBeGreaterThan(0);
    for (const pid of workers) process.kill(pid, 'SIGKILL');
    const output = outputOf(await waitForExecution(stack, execution, 90_000));
    expect(output).toMatchObject({ ledgerHash: (await embeddedRun(config)).ledgerHash });
    const records = await readArrivals(table, stage);
    expect(records.some(({ attemptMs }) => attemptMs.size > 1)).toBe(true);
  });
});
