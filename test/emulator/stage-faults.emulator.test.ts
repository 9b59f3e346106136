// A stage that waits in vain, has lost its owner, its engine or its data, or fails too much.
import { expect, it } from 'vitest';
import { arrive } from '../../functions/aws/arrivals.ts';
import { dynamoRunStore } from '../../functions/aws/dynamo-run-store.ts';
import { createRun, readRun, takeOver } from '../../functions/aws/run-record.ts';
import { getObject } from '../../functions/aws/s3-objects.ts';
import { checkProgress } from '../../functions/protocol/check-progress.ts';
import { closeStage } from '../../functions/protocol/close-stage.ts';
import { buryLetter } from '../../functions/protocol/dead-letters.ts';
import { planStage } from '../../functions/protocol/plan-stage.ts';
import { prepare } from '../../functions/protocol/prepare.ts';
import { work } from '../../functions/protocol/work.ts';
import type { RunStarted } from '../../shared/contracts/ledger-events.ts';
import { sha256 } from '../../shared/kernel/canonical-json.ts';
import { randomStream } from '../../shared/kernel/random.ts';
import { openSmallDigits } from '../data/small-digits.ts';
import { embeddedRun, failsOnce } from './embedded-run.ts';
import { closeFirst, freshSearch, planned, upToLast } from './first-stage.ts';
import { attempt, begin, carryOn, executionNamed, freshName, workOff } from './in-process.ts';
import { describeOnEmulator } from './on-emulator.ts';
import { pipeline, usePipeline } from './use-pipeline.ts';

describeOnEmulator('a stage', () => {
  usePipeline();

  it('waits another round while evaluations arrive, and sends again after a silent round', async () => {
    const { tools, tokens, take } = pipeline;
    const config = freshSearch();
    const { place, token: first, messages } = await planned(pipeline, config);
    const [arrived, failed, ...missing] = messages;
    await work(arrived!, attempt(), tools);
    await buryLetter(JSON.stringify(failed), tools);
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
    const indices = (some: typeof messages) => some.map(({ route }) => route.index).sort();
    expect(indices(again)).toEqual(indices(missing));
    await workOff(pipeline, again);
    expect(tokens.outputOf(third)).toMatchObject({ status: 'arrived' });
    const { ledgerHash } = await carryOn(pipeline, await closeFirst(pipeline, place));
    const fails = failsOnce(failed!.request.evaluationKey);
    expect(ledgerHash).toBe((await embeddedRun(config, fails)).ledgerHash);
  });

  it('sends missing messages again before the next child starts', async () => {
    const { tools } = pipeline;
    const { place, messages } = await planned(pipeline, freshSearch());
    await work(messages[0]!, attempt(), tools);
    const settings = { ...tools.settings, childGenerations: 3 };
    const full = { ...place, closed: settings.childGenerations };
    const next = { ...place, child: 1, closed: 0 };
    expect(await checkProgress(full, { ...tools, settings })).toEqual({
      ...next,
      status: 'continue',
    });
    expect(await checkProgress(full, { ...tools, settings })).toEqual({
      ...full,
      status: 'wait',
      resend: true,
    });
  });

  it('is closed with the results it has after two silent rounds, the rest failed', async () => {
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
    const fails = failsOnce(lost.request.evaluationKey);
    expect(ledgerHash).toBe((await embeddedRun(config, fails)).ledgerHash);
  });

  it('that Plan never reaches ends the run instead of waiting forever', async () => {
    const { tools } = pipeline;
    const config = freshSearch();
    const { place, messages } = await planned(pipeline, config);
    await workOff(pipeline, messages);
    const next = await closeFirst(pipeline, place);
    expect(await checkProgress(next, tools)).toMatchObject({ status: 'wait', resend: true });
    expect(await checkProgress(next, tools)).toMatchObject({
      status: 'failed',
      cause: expect.stringContaining('Plan made no progress'),
    });
    expect(await readRun(tools.table, place.runId)).toMatchObject({ state: 'failed' });
  });

  it('with too many failures ends the run with the most common reason', async () => {
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

  it('of a replaced owner writes nothing, sends nothing and trains nothing', async () => {
    const { tools, tokens } = pipeline;
    const config = freshSearch();
    const { place, messages } = await planned(pipeline, config);
    const seen = await readRun(tools.table, place.runId);
    const taken = await takeOver(tools.table, seen!, 'arn:another', 1);
    expect(await work(messages[0]!, attempt(), tools)).toBe('dropped');
    expect(await buryLetter(JSON.stringify(messages[0]!), tools)).toBe('dropped');
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

  it('of an updated stack trains nothing, and its run can be resumed', async () => {
    const config = freshSearch();
    const { place, token, messages } = await planned(pipeline, config);
    const [first] = messages;
    const other = { ...first!, engine: { ...first!.engine, version: '0.0.1' } };
    expect(await work(other, attempt(), pipeline.tools)).toBe('dropped');
    expect(pipeline.tokens.outputOf(token)).toMatchObject({ status: 'arrived' });
    const closed = await closeStage({ ...place, batch: 0, forced: false }, pipeline.tools);
    const cause = expect.stringContaining('the stack was updated');
    expect(closed).toMatchObject({ status: 'failed', cause });
    expect(await readRun(pipeline.tools.table, place.runId)).toMatchObject({
      state: 'failed',
      cause,
    });
    const resumed = executionNamed(freshName(), pipeline.tools);
    await prepare({ resume: place.runId }, resumed, pipeline.tools);
    const { ledgerHash } = await carryOn(pipeline, { ...place, epoch: 2 });
    expect(ledgerHash).toBe((await embeddedRun(config)).ledgerHash);
  });

  it('of a run that an earlier version of the stack started is not planned', async () => {
    const { tools, tokens } = pipeline;
    const begun = await begin(pipeline, freshSearch());
    const [started] = await dynamoRunStore({ ...tools, runId: begun.runId }).read();
    const { engine } = started as RunStarted;
    const runId = freshName();
    await createRun(tools.table, { ...(await readRun(tools.table, begun.runId))!, runId });
    const earlier = { ...(started as RunStarted), engine: { ...engine, version: '0.0.1' } };
    await dynamoRunStore({ ...tools, runId }).append([earlier]);
    const token = tokens.issue();
    await planStage({ ...begun, runId, resend: false, token }, tools);
    const cause = expect.stringContaining('the stack was updated');
    expect(tokens.outputOf(token)).toMatchObject({ status: 'failed', cause });
    expect(await readRun(tools.table, runId)).toMatchObject({ state: 'failed', cause });
    expect(await pipeline.take()).toEqual([]);
  });

  it('on data that were uploaded again under the same name trains nothing', async () => {
    const { place, messages } = await planned(pipeline, freshSearch());
    const { tools } = pipeline;
    const { dataset } = await openSmallDigits();
    const changed = { ...tools, openDataset: async () => ({ ...dataset, hash: 'another' }) };
    expect(await work(messages[0]!, attempt(), changed)).toBe('dropped');
    const closed = await closeStage({ ...place, batch: 0, forced: false }, tools);
    expect(closed).toMatchObject({
      status: 'failed',
      cause: expect.stringContaining('uploaded again'),
    });
  });

  it('stores an unreadable message for inspection', async () => {
    const { tools, metrics } = pipeline;
    // Of their own, or what an earlier run of these tests kept would do.
    for (const body of [`rubbish ${freshName()}`, `{"contract":99,"of":"${freshName()}"}`]) {
      expect(await buryLetter(body, tools)).toBe('poison');
      const kept = await getObject(tools.bucket, 'poison', sha256(body));
      expect(new TextDecoder().decode(kept!.bytes)).toBe(body);
    }
    expect(metrics.get('PoisonMessages')).toEqual([1, 1]);
  });

  it('of several shards is complete with its last arrival, in any order and with duplicates', async () => {
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
