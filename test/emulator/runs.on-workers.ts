// Whole runs through the public door, Step Functions' StartExecution, on the deployed stack. Its
// children run two generations each and its rounds are short: see global-setup.ts.
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeAll, expect, it } from 'vitest';
import { readPurse } from '../../functions/aws/money.ts';
import { readRun } from '../../functions/aws/run-record.ts';
import { readRoot } from '../../functions/aws/stage-root.ts';
import { SMALL_DIGITS } from '../data/small-digits.ts';
import { embeddedRun } from './embedded-run.ts';
import { listenToQueue } from './event-source.ts';
import {
  childrenOf,
  deliverStopped,
  describeExecution,
  outputOf,
  RUN_MS,
  startRun,
  stopExecution,
  waitForExecution,
} from './executions.ts';
import { finishedRun } from './finished-run.ts';
import { freshSearch, SMALL_SPACE, wholeRun } from './first-stage.ts';
import { freshName } from './in-process.ts';
import { deployedStack, describeOnEmulator } from './on-emulator.ts';
import { pushSmallDigits, storesOf } from './small-digits.ts';

async function finished(execution: string) {
  return outputOf(await waitForExecution(deployedStack(), execution, RUN_MS));
}

/** Polls until it is so. @throws Error when it is not after the deadline */
async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + RUN_MS;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`not within ${RUN_MS} ms: ${what}`);
    await pause(100);
  }
}

describeOnEmulator('a run on AWS', () => {
  beforeAll(() => pushSmallDigits(deployedStack()));
  afterEach(() => listenToQueue(deployedStack(), true));

  it('ends with the ledger hash of the same run on one machine, over several children', async () => {
    const stack = deployedStack();
    const { config, runId, execution } = await finishedRun();
    const embedded = await embeddedRun(config);
    expect(outputOf(execution)).toMatchObject({
      runId,
      ledgerHash: embedded.ledgerHash,
      reproducible: true,
      stop: null,
      champion: { testScores: embedded.finished!.champion!.testScores },
    });
    // Six stages and the end, two to a child.
    const children = await childrenOf(stack, runId);
    expect(children.map(({ name }) => name)).toEqual([0, 1, 2, 3].map((n) => `${runId}-1-${n}`));
    expect(children.map(({ status }) => status)).toEqual(children.map(() => 'SUCCEEDED'));
  });

  it('with a random baseline beside it is the same run as on one machine', async () => {
    const config = { ...freshSearch(), baseline: true };
    const output = await finished(await startRun(deployedStack(), config));
    expect(output).toMatchObject({ ledgerHash: (await embeddedRun(config)).ledgerHash });
  });

  it.each([
    ['text', 'rubbish', /whole input/],
    [
      'unknown fields',
      { sed: 1, populaton: 5 },
      /sed: unknown field; did you mean seed[\s\S]*populaton: unknown field/,
    ],
    [
      'wrong values',
      {
        seed: -1,
        budgetUsd: 0,
        dataset: '../etc',
        strategy: { name: 'tournament', population: 0 },
      },
      /^(?=[\s\S]*seed)(?=[\s\S]*budgetUsd)(?=[\s\S]*dataset)/,
    ],
    ['an unknown data set', { dataset: 'nobodys' }, /dataset.*nobodys.*evolambda data push/],
    ['too much money', { budgetUsd: 1e5 }, /budgetUsd.*maxBudgetUsd/],
    [
      'too little money',
      { budgetUsd: 0.001, dataset: SMALL_DIGITS },
      /budgetUsd: 0.001 is not allowed.*upper bound/,
    ],
    ['a run to resume that is not there', { resume: 'nobody' }, /resume.*nobody/],
  ])('is rejected with all faults for %s', async (_, input, words) => {
    const execution = await startRun(deployedStack(), input);
    const { status, error, cause } = await waitForExecution(deployedStack(), execution, RUN_MS);
    expect({ status, error }).toEqual({ status: 'FAILED', error: 'InvalidInput' });
    expect(cause).toMatch(words);
  });

  it('ends its search at the budget, with a champion, and spends no more than the budget', async () => {
    const budgetUsd = 0.102;
    const strategy = { name: 'random', population: 5, generations: 40 };
    const config = { ...wholeRun(), strategy };
    const output = await finished(await startRun(deployedStack(), { ...config, budgetUsd }));
    expect(output).toMatchObject({ stop: 'budget-usd', reproducible: false, budgetUsd });
    expect(output.champion).not.toBeNull();
    const purse = await readPurse(storesOf(deployedStack()).table, String(output.runId));
    expect(purse.used).toBe(purse.spent);
    expect(purse.spent).toBeLessThanOrEqual(budgetUsd * 1e9);
    expect(Number(output.evaluations)).toBeLessThan(150);
  });

  it('fails with the reason where no candidate of three generations completed, and so does a resume', async () => {
    const stack = deployedStack();
    const { layers, optimizer } = SMALL_SPACE.genes;
    const learningRate = { type: 'real', min: 1e6, max: 2e6 };
    const space = {
      genes: { layers, optimizer: { ...optimizer, genes: { ...optimizer.genes, learningRate } } },
    };
    const strategy = { name: 'tournament', population: 3, generations: 5 };
    const name = freshName();
    const reason =
      /^No candidate completed in 3 generations in a row: 9 of 9 evaluations diverged \(the loss/;
    const execution = await startRun(stack, { ...freshSearch(), space, strategy }, name);
    expect(await waitForExecution(stack, execution, RUN_MS)).toMatchObject({
      status: 'FAILED',
      cause: expect.stringMatching(reason),
    });
    const run = await readRun(storesOf(stack).table, name);
    expect(run).toMatchObject({ state: 'failed', cause: expect.stringMatching(reason) });
    const again = await startRun(stack, { resume: name });
    expect(await waitForExecution(stack, again, RUN_MS)).toMatchObject({
      status: 'FAILED',
      cause: expect.stringMatching(reason),
    });
  });

  it('may run beside another of the same seed, and one of another', async () => {
    const [config, other] = [freshSearch(), freshSearch()];
    const executions = await Promise.all(
      [config, config, other].map((input) => startRun(deployedStack(), input)),
    );
    const hashes = (await Promise.all(executions.map(finished))).map((o) => o.ledgerHash);
    const { ledgerHash } = await embeddedRun(config);
    expect(hashes).toEqual([ledgerHash, ledgerHash, (await embeddedRun(other)).ledgerHash]);
  });

  it('that is stopped spends no more, and resumed ends with the same hash', async () => {
    const stack = deployedStack();
    const { table } = storesOf(stack);
    const config = wholeRun();
    const name = freshName();
    const execution = await startRun(stack, config, name);
    await until('a first stage is closed', async () => {
      return ((await readRun(table, name))?.batch ?? 0) >= 1;
    });
    await stopExecution(stack, execution);
    const stopped = { payload: 'stopped' };
    expect(await deliverStopped(stack, execution, 'ABORTED')).toMatchObject(stopped);
    // Its child has ended by now, which is no fault.
    expect(await deliverStopped(stack, execution, 'ABORTED')).toMatchObject(stopped);
    expect((await readRun(table, name))!.state).toBe('stopped');
    for (const { executionArn } of await childrenOf(stack, name)) {
      const { status } = await describeExecution(stack, executionArn!);
      expect(status).not.toBe('RUNNING');
    }
    const resumed = await startRun(stack, { resume: name });
    const output = await finished(resumed);
    expect(output).toMatchObject({
      runId: name,
      ledgerHash: (await embeddedRun(config)).ledgerHash,
    });
    expect((await readRun(table, name))!).toMatchObject({ state: 'succeeded', epoch: 2 });
    // Its late event says nothing of the run, which has another owner.
    expect(await deliverStopped(stack, execution, 'ABORTED')).toMatchObject({ payload: 'nothing' });
  });

  it('that is running is not taken over', async () => {
    const stack = deployedStack();
    const name = freshName();
    await listenToQueue(deployedStack(), false);
    const execution = await startRun(stack, freshSearch(), name);
    const { table } = storesOf(stack);
    await until('the run is there', async () => (await readRun(table, name)) !== undefined);
    const second = await startRun(stack, { resume: name });
    const { status, cause } = await waitForExecution(stack, second, RUN_MS);
    expect(status).toBe('FAILED');
    expect(cause).toMatch(/is running in .*expected a run that was stopped/);
    await stopExecution(stack, execution);
    await deliverStopped(stack, execution, 'ABORTED');
  });

  it('whose workers are silent for a round sends messages again, and ends with the same hash', async () => {
    const stack = deployedStack();
    const { table } = storesOf(stack);
    const config = freshSearch();
    const name = freshName();
    await listenToQueue(deployedStack(), false);
    const execution = await startRun(stack, config, name);
    await until('a first child waits', async () => (await childrenOf(stack, name)).length === 1);
    const stage = { runId: name, epoch: 1, batch: 0 };
    await until('a second sending', async () => (await readRoot(table, stage)).sends >= 2);
    await listenToQueue(deployedStack(), true);
    expect(await finished(execution)).toMatchObject({
      ledgerHash: (await embeddedRun(config)).ledgerHash,
    });
  });

  it('whose workers never return results fails with the reason', async () => {
    await listenToQueue(deployedStack(), false);
    const execution = await startRun(deployedStack(), freshSearch());
    const { status, error, cause } = await waitForExecution(deployedStack(), execution, RUN_MS);
    expect({ status, error }).toEqual({ status: 'FAILED', error: 'RunFailed' });
    expect(cause).toMatch(/5 of 5.*no result in two waiting rounds/);
  });
});
