// Money: reserved before it can be spent, and nothing stays reserved that nobody will spend.
import { expect, it } from 'vitest';
import { readArrivals } from '../../functions/aws/arrivals.ts';
import { readPurse } from '../../functions/aws/money.ts';
import { endRun, readRun } from '../../functions/aws/run-record.ts';
import { readRoot } from '../../functions/aws/stage-root.ts';
import { planStage } from '../../functions/protocol/plan-stage.ts';
import { prepare } from '../../functions/protocol/prepare.ts';
import { work } from '../../functions/protocol/work.ts';
import { embeddedRun } from './embedded-run.ts';
import {
  closeFirst,
  freshGeneration,
  freshSearch,
  planned,
  SHORT_FINAL_PHASE,
} from './first-stage.ts';
import { attempt, carryOn, executionNamed, freshName, workOff } from './in-process.ts';
import { describeOnEmulator } from './on-emulator.ts';
import { pipeline, usePipeline } from './use-pipeline.ts';

describeOnEmulator('budgets and reservations', () => {
  usePipeline();

  it('reserve every attempt beyond the first before it starts, or skip it', async () => {
    const config = freshSearch();
    const { place, messages } = await planned(pipeline, config);
    const { tools } = pipeline;
    const [first, second] = messages;
    const stage = { ...place, batch: 0, count: messages.length };
    const reserved = async () => (await readRoot(tools.table, stage)).reserved!;
    const broken = { ...tools, trainer: { ...tools.trainer, train: noMemory } };
    const before = await reserved();
    await expect(work(first!, attempt(), broken)).rejects.toThrow('no memory');
    expect(await reserved()).toBe(before);
    await work(first!, attempt(2), tools);
    expect(await reserved()).toBeGreaterThan(before);
    await expect(work(second!, attempt(), broken)).rejects.toThrow('no memory');
    const poor = { ...tools, settings: { ...tools.settings, maxStackUsdPerDay: 1e-6 } };
    await work(second!, attempt(2), poor);
    const records = await readArrivals(tools.table, stage);
    const failed = records.find(({ index }) => index === second!.route.index);
    expect(failed?.arrival).toMatchObject({ status: 'failed', reason: 'budget' });
  });

  it('count a worker that never trained: it claims its attempt before it reads data', async () => {
    const { tools, calls } = pipeline;
    const { place, messages } = await planned(pipeline, freshSearch());
    const stage = { ...place, batch: 0, count: messages.length };
    const killed = {
      ...tools,
      openDataset: () => {
        calls.crashAfter(0);
        return Promise.reject(new Error('killed'));
      },
    };
    await expect(work(messages[0]!, attempt(), killed)).rejects.toThrow();
    calls.heal();
    const [record] = await readArrivals(tools.table, stage);
    expect([...record!.attemptMs.values()]).toEqual([120_000]);
  });

  it('hold only what was spent once a stage is closed', async () => {
    const { place, messages } = await planned(pipeline, freshSearch());
    const reserved = await readPurse(pipeline.tools.table, place.runId);
    await workOff(pipeline, messages);
    await closeFirst(pipeline, place);
    await closeFirst(pipeline, place);
    const purse = await readPurse(pipeline.tools.table, place.runId);
    expect(purse.used - purse.finishReserve).toBe(purse.spent);
    expect(purse.spent).toBeGreaterThan(0);
    expect(purse.used).toBeLessThan(reserved.used);
  });

  it('balance after any number of stops and resumes', async () => {
    const { tools, take } = pipeline;
    const config = { ...freshSearch(), budgetUsd: 0.1 };
    let { place } = await planned(pipeline, config);
    const first = await readPurse(tools.table, place.runId);
    for (let stops = 0; stops < 4; stops += 1) {
      await endRun(tools.table, place.runId, place.epoch, 'stopped');
      await take();
      const execution = executionNamed(freshName(), tools);
      const resumed = await prepare({ resume: place.runId }, execution, tools);
      expect(resumed).toMatchObject({ status: 'ready', epoch: place.epoch + 1 });
      // A retry of the same call changes nothing.
      expect(await prepare({ resume: place.runId }, execution, tools)).toEqual(resumed);
      place = { ...place, epoch: place.epoch + 1 };
      const purse = await readPurse(tools.table, place.runId);
      expect(purse.used - purse.finishReserve).toBe(purse.spent);
      await planStage({ ...place, resend: false, token: pipeline.tokens.issue() }, tools);
    }
    await workOff(pipeline, await take());
    const { ledgerHash, spentUsd } = await carryOn(pipeline, await closeFirst(pipeline, place));
    const { seed: _, budgetUsd, ...rest } = config;
    expect(Number(spentUsd)).toBeLessThan(budgetUsd);
    expect(ledgerHash).toBe((await embeddedRun({ ...rest, seed: config.seed })).ledgerHash);
    const last = await readPurse(tools.table, place.runId);
    expect(last.used).toBe(last.spent);
    expect(last.used).toBeLessThan(first.used + 4 * 2e6);
  });

  it('reject a run on a day without budget, and keep its name free', async () => {
    const { tools } = pipeline;
    const config = freshSearch();
    const execution = executionNamed(freshName(), tools);
    const settings = { ...tools.settings, maxStackUsdPerDay: 1e-6 };
    const rejected = await prepare(config, execution, { ...tools, settings });
    expect(rejected).toMatchObject({
      status: 'rejected',
      cause: expect.stringContaining('maxStackUsdPerDay'),
    });
    expect(await readRun(tools.table, execution.name)).toBeUndefined();
    expect(await prepare(config, execution, tools)).toMatchObject({ status: 'ready' });
  });

  it('keep the reservation of the final phase, even when the day has no budget', async () => {
    const { tools } = pipeline;
    const config = { ...freshGeneration(), finalPhase: SHORT_FINAL_PHASE };
    const { place, messages } = await planned(pipeline, config);
    await workOff(pipeline, messages);
    const next = await closeFirst(pipeline, place);
    const settings = { ...tools.settings, maxStackUsdPerDay: 1e-6 };
    const full = { ...pipeline, tools: { ...tools, settings } };
    const { ledgerHash, stop } = await carryOn(full, next);
    expect(stop).toBeNull();
    expect(ledgerHash).toBe((await embeddedRun(config)).ledgerHash);
    const purse = await readPurse(tools.table, place.runId);
    expect(purse.used).toBe(purse.spent);
  });
});

async function noMemory(): Promise<never> {
  throw new Error('no memory');
}
