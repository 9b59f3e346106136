// Plan and Close that die, are repeated, meet each other, or whose calls go wrong.
import { expect, it } from 'vitest';
import { readArrivals } from '../../functions/aws/arrivals.ts';
import { dynamoRunStore } from '../../functions/aws/dynamo-run-store.ts';
import { readPurse } from '../../functions/aws/money.ts';
import { readRun, takeOver } from '../../functions/aws/run-record.ts';
import { readRoot } from '../../functions/aws/stage-root.ts';
import { closeStage } from '../../functions/protocol/close-stage.ts';
import { planStage } from '../../functions/protocol/plan-stage.ts';
import { work } from '../../functions/protocol/work.ts';
import { randomStream } from '../../shared/kernel/random.ts';
import { embeddedRun } from './embedded-run.ts';
import { closeFirst, freshGeneration, freshSearch, planned } from './first-stage.ts';
import { attempt, begin, carryOn, workOff } from './in-process.ts';
import { Crash, rootError } from './observed-clients.ts';
import { describeOnEmulator } from './on-emulator.ts';
import { pipeline, usePipeline } from './use-pipeline.ts';

describeOnEmulator('a stage', () => {
  usePipeline();

  it('whose Plan dies after any of its calls continues with the next token', async () => {
    const { tools, calls, tokens } = pipeline;
    const probe = await begin(pipeline, freshGeneration());
    calls.forget();
    await planStage({ ...probe, resend: false, token: tokens.issue() }, tools);
    const steps = [...calls.names];
    expect(steps).toEqual(expect.arrayContaining(['SendMessageBatchCommand']));
    await pipeline.take();
    for (const [index, step] of steps.entries()) {
      const config = freshGeneration();
      const place = await begin(pipeline, config);
      const lost = tokens.issue();
      calls.crashAfter(index + 1);
      const dying = planStage({ ...place, resend: false, token: lost }, tools);
      expect(await rootError(dying), step).toBeInstanceOf(Crash);
      calls.heal();
      tokens.expire(lost);
      // What it sent before it died may be worked off before anybody plans again.
      if (index % 2 === 0) await workOff(pipeline, await pipeline.take());
      const { ledgerHash } = await carryOn(pipeline, place);
      expect(ledgerHash, step).toBe((await embeddedRun(config)).ledgerHash);
    }
  });

  it('whose Close dies after any of its calls is closed once, unchanged', async () => {
    const { tools, calls } = pipeline;
    const probe = await planned(pipeline, freshGeneration());
    await workOff(pipeline, probe.messages);
    calls.forget();
    await closeFirst(pipeline, probe.place);
    // Behind the transaction that settles the stage are the page's, which nothing fails by.
    const steps = calls.names.slice(0, calls.names.lastIndexOf('TransactWriteItemsCommand') + 1);
    for (const [index, step] of steps.entries()) {
      const config = freshGeneration();
      const { place, messages } = await planned(pipeline, config);
      await workOff(pipeline, messages);
      calls.crashAfter(index + 1);
      const dying = closeStage({ ...place, batch: 0, forced: false }, tools);
      expect(await rootError(dying), step).toBeInstanceOf(Crash);
      calls.heal();
      const next = await closeFirst(pipeline, place);
      const { ledgerHash } = await carryOn(pipeline, next);
      expect(ledgerHash, step).toBe((await embeddedRun(config)).ledgerHash);
    }
  });

  it('planned twice concurrently has one plan, and one arrival per evaluation', async () => {
    const { tools, tokens } = pipeline;
    const config = freshSearch();
    const place = await begin(pipeline, config);
    const both = [tokens.issue(), tokens.issue()];
    await Promise.all(both.map((token) => planStage({ ...place, resend: false, token }, tools)));
    await workOff(pipeline, await pipeline.take());
    const arrivals = await readArrivals(tools.table, { ...place, batch: 0, count: 5 });
    expect(arrivals).toHaveLength(5);
    const { used, finishReserve } = await readPurse(tools.table, place.runId);
    const { reserved } = await readRoot(tools.table, { ...place, batch: 0 });
    // Both sent everything, which is paid for once; who trained twice paid for it.
    expect(used - finishReserve).toBe(reserved);
    expect((await dynamoRunStore({ ...tools, runId: place.runId }).read()).length).toBe(2);
    expect(both.filter((token) => tokens.outputOf(token) !== undefined)).toHaveLength(1);
    const { ledgerHash } = await carryOn(pipeline, await closeFirst(pipeline, place));
    expect(ledgerHash).toBe((await embeddedRun(config)).ledgerHash);
  });

  it('whose run is taken over while it is planned records nothing', async () => {
    const { tools, tokens, calls } = pipeline;
    const place = await begin(pipeline, freshSearch());
    const seen = await readRun(tools.table, place.runId);
    let isTaken = false;
    calls.onAttempt(async (name) => {
      if (name !== 'TransactWriteItemsCommand' || isTaken) return;
      isTaken = true;
      await takeOver(tools.table, seen!, 'arn:another', 1);
    });
    const token = tokens.issue();
    await planStage({ ...place, resend: false, token }, tools);
    expect(isTaken).toBe(true);
    expect(tokens.outputOf(token)).toMatchObject({ status: 'failed' });
    const events = await dynamoRunStore({ ...tools, runId: place.runId }).read();
    expect(events.map(({ type }) => type)).toEqual(['run-started']);
    expect(await pipeline.take()).toEqual([]);
  });

  it('whose result another run stores between planning and dispatch uses it', async () => {
    const config = freshSearch();
    const { messages } = await planned(pipeline, config);
    const place = await begin(pipeline, config);
    const token = pipeline.tokens.issue();
    let isStored = false;
    pipeline.calls.onAttempt(async (name) => {
      if (name !== 'SendMessageBatchCommand' || isStored) return;
      isStored = true;
      for (const message of messages) await work(message, attempt(), pipeline.tools);
    });
    await planStage({ ...place, resend: false, token }, pipeline.tools);
    pipeline.calls.heal();
    const outcomes = await workOff(pipeline, await pipeline.take());
    expect(isStored).toBe(true);
    expect(outcomes).toEqual(messages.map(() => 'arrived'));
    const records = await readArrivals(pipeline.tools.table, { ...place, batch: 0, count: 5 });
    // Nobody trained for this run.
    expect(records.map(({ attemptMs }) => attemptMs.size)).toEqual([0, 0, 0, 0, 0]);
    const { ledgerHash } = await carryOn(pipeline, await closeFirst(pipeline, place));
    expect(ledgerHash).toBe((await embeddedRun(config)).ledgerHash);
  });

  it('continues when responses are lost and calls are throttled', async () => {
    const config = freshSearch();
    const stream = randomStream(['disturbances', 1]);
    const disturbed = { lost: 0, throttled: 0 };
    pipeline.calls.onAttempt(() => {
      if (stream.real() > 0.06) return;
      disturbed.throttled += 1;
      throw Object.assign(new Error('slow down'), { name: 'ThrottlingException' });
    });
    pipeline.calls.onAnswer(() => {
      if (stream.real() > 0.06) return;
      disturbed.lost += 1;
      throw Object.assign(new Error('the line is cut'), { name: 'TimeoutError' });
    });
    const { ledgerHash } = await carryOn(pipeline, await begin(pipeline, config));
    pipeline.calls.heal();
    expect(disturbed.lost).toBeGreaterThan(5);
    expect(disturbed.throttled).toBeGreaterThan(5);
    expect(ledgerHash).toBe((await embeddedRun(config)).ledgerHash);
  });

  it('continues when its transactions conflict with others, which the emulator never reports', async () => {
    const config = freshSearch();
    let conflicts = 0;
    pipeline.calls.onAttempt((name) => {
      if (name !== 'TransactWriteItemsCommand' || conflicts % 3 === 2) {
        conflicts += name === 'TransactWriteItemsCommand' ? 1 : 0;
        return;
      }
      conflicts += 1;
      throw Object.assign(new Error('met another'), {
        name: 'TransactionCanceledException',
        CancellationReasons: [{ Code: 'None' }, { Code: 'TransactionConflict' }],
      });
    });
    const { ledgerHash } = await carryOn(pipeline, await begin(pipeline, config));
    expect(conflicts).toBeGreaterThan(9);
    expect(ledgerHash).toBe((await embeddedRun(config)).ledgerHash);
  });
});
