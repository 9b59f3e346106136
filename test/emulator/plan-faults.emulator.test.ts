// Plan, Close and CheckProgress that die, are repeated, meet each other, or wait in vain.
import { afterEach, beforeAll, expect, it } from 'vitest';
import { arrive, readArrivals } from '../../functions/aws/arrivals.ts';
import { readPurse } from '../../functions/aws/money.ts';
import { readRun, takeOver } from '../../functions/aws/run-record.ts';
import { getObject } from '../../functions/aws/s3-objects.ts';
import { readRoot } from '../../functions/aws/stage-root.ts';
import { checkProgress } from '../../functions/protocol/check-progress.ts';
import { closeStage } from '../../functions/protocol/close-stage.ts';
import { buryLetter } from '../../functions/protocol/dead-letters.ts';
import { planStage } from '../../functions/protocol/plan-stage.ts';
import { work } from '../../functions/protocol/work.ts';
import { sha256 } from '../../shared/kernel/canonical-json.ts';
import { randomStream } from '../../shared/kernel/random.ts';
import { embeddedRun } from './embedded-run.ts';
import { closeFirst, freshGeneration, freshSearch, planned, upToLast } from './first-stage.ts';
import { attempt, begin, carryOn, type InProcess, inProcess, workOff } from './in-process.ts';
import { Crash, rootError } from './observed-clients.ts';
import { deployedStack, describeOnEmulator } from './on-emulator.ts';
import { pushSmallDigits } from './small-digits.ts';

describeOnEmulator('a stage', () => {
  let pipeline: InProcess;
  beforeAll(async () => {
    await pushSmallDigits(deployedStack());
    pipeline = await inProcess(deployedStack());
  });
  afterEach(() => pipeline.calls.heal());

  it('whose Plan dies after any of its calls goes on with the next token', async () => {
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

  it('whose Close dies after any of its calls is closed once, as it was', async () => {
    const { tools, calls } = pipeline;
    const probe = await planned(pipeline, freshGeneration());
    await workOff(pipeline, probe.messages);
    calls.forget();
    await closeFirst(pipeline, probe.place);
    const steps = [...calls.names];
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

  it('planned twice at once is one plan, and every evaluation has one arrival', async () => {
    const { tools, tokens } = pipeline;
    const config = freshSearch();
    const place = await begin(pipeline, config);
    const both = [tokens.issue(), tokens.issue()];
    await Promise.all(both.map((token) => planStage({ ...place, resend: false, token }, tools)));
    await workOff(pipeline, await pipeline.take());
    const arrivals = await readArrivals(tools.table, { ...place, batch: 0, count: 5 });
    expect(arrivals).toHaveLength(5);
    expect(both.filter((token) => tokens.outputOf(token) !== undefined)).toHaveLength(1);
    const { ledgerHash } = await carryOn(pipeline, await closeFirst(pipeline, place));
    expect(ledgerHash).toBe((await embeddedRun(config)).ledgerHash);
  });

  it('whose result another run stores between planning and dispatch adopts it', async () => {
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

  it('goes on when answers are lost and calls are throttled', async () => {
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

  it('goes on when its transactions meet others, which the emulator never says', async () => {
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

  it('waits another round while evaluations arrive, sends again when none did', async () => {
    const { tools, tokens, take } = pipeline;
    const config = freshSearch();
    const { place, token: first, messages } = await planned(pipeline, config);
    await work(messages[0]!, attempt(), tools);
    tokens.expire(first);
    expect(await checkProgress(place, tools)).toMatchObject({ status: 'wait', resend: false });
    const second = tokens.issue();
    await planStage({ ...place, resend: false, token: second }, tools);
    expect(await take()).toEqual([]);
    tokens.expire(second);
    expect(await checkProgress(place, tools)).toMatchObject({ status: 'wait', resend: true });
    const third = tokens.issue();
    await planStage({ ...place, resend: true, token: third }, tools);
    const again = await take();
    expect(again.map(({ route }) => [route.index, route.send])).toEqual(
      expect.arrayContaining(messages.slice(1).map(({ route }) => [route.index, 2])),
    );
    expect(again).toHaveLength(4);
    const before = (await readRoot(tools.table, { ...place, batch: 0 })).reserved!;
    await workOff(pipeline, again);
    // Each attempt beyond the first was reserved before it was made.
    expect((await readRoot(tools.table, { ...place, batch: 0 })).reserved).toBeGreaterThan(before);
    expect(tokens.outputOf(third)).toMatchObject({ status: 'arrived' });
    const { ledgerHash } = await carryOn(pipeline, await closeFirst(pipeline, place));
    expect(ledgerHash).toBe((await embeddedRun(config)).ledgerHash);
  });

  it('is closed over what arrived after two silent rounds, the rest failed', async () => {
    const { tools, metrics } = pipeline;
    const config = freshSearch();
    const { place, messages } = await planned(pipeline, config);
    const lost = await upToLast(pipeline, messages);
    expect(await checkProgress(place, tools)).toMatchObject({ status: 'wait', resend: false });
    expect(await checkProgress(place, tools)).toMatchObject({ status: 'wait', resend: true });
    expect(await checkProgress(place, tools)).toMatchObject({ status: 'close', batch: 0 });
    expect(metrics.get('SilentRounds')).toEqual(expect.arrayContaining([1, 2]));
    const next = await closeFirst(pipeline, place, true);
    const { ledgerHash } = await carryOn(pipeline, next);
    const { evaluationKey } = lost.request;
    let asked = 0;
    const fails = (request: { evaluationKey: string }) => {
      asked += request.evaluationKey === evaluationKey ? 1 : 0;
      return request.evaluationKey === evaluationKey && asked === 1;
    };
    expect(ledgerHash).toBe((await embeddedRun(config, fails)).ledgerHash);
  });

  it('that Plan never comes to ends the run instead of waiting for ever', async () => {
    const { tools } = pipeline;
    const config = freshSearch();
    const { place, messages } = await planned(pipeline, config);
    await workOff(pipeline, messages);
    const next = await closeFirst(pipeline, place);
    expect(await checkProgress(next, tools)).toMatchObject({ status: 'wait', resend: true });
    expect(await checkProgress(next, tools)).toMatchObject({
      status: 'failed',
      cause: expect.stringContaining('Plan did not get on'),
    });
    expect(await readRun(tools.table, place.runId)).toMatchObject({ state: 'failed' });
  });

  it('in which too much failed ends the run with the commonest reason', async () => {
    const { place, messages } = await planned(pipeline, freshSearch());
    const broken = { ...pipeline.tools, trainer: { ...pipeline.tools.trainer, train: noMemory } };
    for (const message of messages.slice(0, 2)) {
      await expect(work(message, attempt(), broken)).rejects.toThrow('no memory');
      await buryLetter(JSON.stringify(message), pipeline.tools);
    }
    await workOff(pipeline, messages.slice(2));
    const closed = await closeStage({ ...place, batch: 0, forced: false }, pipeline.tools);
    expect(closed).toMatchObject({
      status: 'failed',
      cause: expect.stringMatching(/2 of 5.*no memory/),
    });
    const run = await readRun(pipeline.tools.table, place.runId);
    expect(run).toMatchObject({ state: 'failed', cause: expect.stringContaining('no memory') });
  });

  it('of an owner that was replaced writes nothing, sends nothing and trains nothing', async () => {
    const { tools, tokens } = pipeline;
    const config = freshSearch();
    const { place, messages } = await planned(pipeline, config);
    const seen = await readRun(tools.table, place.runId);
    const taken = await takeOver(tools.table, seen!, 'arn:another', 1);
    expect(await work(messages[0]!, attempt(), tools)).toBe('dropped');
    const token = tokens.issue();
    await planStage({ ...place, resend: true, token }, tools);
    expect(tokens.outputOf(token)).toMatchObject({ status: 'failed' });
    const close = { ...place, batch: 0, forced: true };
    expect(await closeStage(close, tools)).toMatchObject({ status: 'failed' });
    expect(await checkProgress(place, tools)).toMatchObject({ status: 'failed' });
    expect(await pipeline.take()).toEqual([]);
    expect(await readRun(tools.table, place.runId)).toMatchObject({ state: 'running' });
    const { ledgerHash } = await carryOn(pipeline, { ...place, epoch: taken.epoch });
    expect(ledgerHash).toBe((await embeddedRun(config)).ledgerHash);
  });

  it('of a stack that was updated trains nothing, and its run can be resumed', async () => {
    const { place, token, messages } = await planned(pipeline, freshSearch());
    const [first] = messages;
    const other = { ...first!, semantics: first!.semantics + 1 };
    expect(await work(other, attempt(), pipeline.tools)).toBe('dropped');
    expect(pipeline.tokens.outputOf(token)).toMatchObject({ status: 'arrived' });
    const closed = await closeStage({ ...place, batch: 0, forced: false }, pipeline.tools);
    const cause = 'the stack was updated; resume or start again';
    expect(closed).toMatchObject({ status: 'failed', cause });
    expect(await readRun(pipeline.tools.table, place.runId)).toMatchObject({
      state: 'failed',
      cause,
    });
  });

  it('without money for another attempt counts the evaluation as failed', async () => {
    const config = freshSearch();
    const { place, messages } = await planned(pipeline, config);
    const last = await upToLast(pipeline, messages);
    const poor = { ...pipeline.tools.settings, maxStackUsdPerDay: 1e-6 };
    await work(last, attempt(2), { ...pipeline.tools, settings: poor });
    const stage = { ...place, batch: 0, count: messages.length };
    const records = await readArrivals(pipeline.tools.table, stage);
    const failed = records.find(({ index }) => index === last.route.index);
    expect(failed?.arrival).toMatchObject({ status: 'failed', reason: 'budget' });
    expect(failed?.attemptMs.size).toBe(0);
  });

  it('leaves in the purse what was spent once it is closed, and nothing reserved', async () => {
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

  it('keeps what is no message of ours where somebody can look at it', async () => {
    const { tools, metrics } = pipeline;
    for (const body of ['rubbish', '{"contract":99}']) {
      expect(await buryLetter(body, tools)).toBe('poison');
      const kept = await getObject(tools.bucket, 'poison', sha256(body));
      expect(new TextDecoder().decode(kept!.bytes)).toBe(body);
    }
    expect(metrics.get('PoisonMessages')).toEqual([1, 1]);
  });

  it('of several shards is full with its last arrival, whatever came first and how often', async () => {
    const { table, now } = pipeline.tools;
    const { place } = await planned(pipeline, freshSearch());
    const stage = { ...place, batch: 77, count: 450 };
    const stream = randomStream(['order', 1]);
    const order = Array.from({ length: stage.count }, (_, index) => index);
    const shuffled = order.toSorted(() => stream.real() - 0.5);
    const arriving = (index: number) =>
      arrive(table, stage, index, { evaluationKey: `key-${index}`, status: 'result' }, now());
    const early = await Promise.all(shuffled.slice(1).map(arriving));
    expect(early.filter((root) => root !== undefined)).toEqual([]);
    const again = await Promise.all(shuffled.slice(1, 50).map(arriving));
    expect(again.filter((root) => root !== undefined)).toEqual([]);
    expect(await arriving(shuffled[0]!)).toMatchObject({ fullShards: new Set([0, 1, 2]) });
    expect(await arriving(shuffled[9]!)).toBeDefined();
  });
});

async function noMemory(): Promise<never> {
  throw new Error('no memory');
}
