// A worker that dies anywhere, is told twice, or comes too late: one result an evaluation, no
// candidate lost, and the ledger hash of the undisturbed run.
import { expect, it } from 'vitest';
import { readArrivals } from '../../functions/aws/arrivals.ts';
import { cachedResults, keepFirst } from '../../functions/aws/result-cache.ts';
import { buryLetter } from '../../functions/protocol/dead-letters.ts';
import { planStage } from '../../functions/protocol/plan-stage.ts';
import { work } from '../../functions/protocol/work.ts';
import { embeddedRun, failsOnce } from './embedded-run.ts';
import {
  closeFirst,
  freshGeneration,
  freshLongGeneration,
  freshSearch,
  planned,
  upToLast,
} from './first-stage.ts';
import { attempt, carryOn, type InProcess } from './in-process.ts';
import { Crash, rootError } from './observed-clients.ts';
import { describeOnEmulator } from './on-emulator.ts';
import { pipeline, usePipeline } from './use-pipeline.ts';

describeOnEmulator('a worker', () => {
  usePipeline();

  it('that dies after any of its calls causes no loss after redelivery', async () => {
    const { tools, tokens, calls } = pipeline;
    const steps = await callsOfLast(pipeline);
    expect(steps).toEqual(expect.arrayContaining(['PutItemCommand', 'UpdateItemCommand']));
    for (const [index, step] of steps.entries()) {
      const config = freshGeneration();
      const { place, token, messages } = await planned(pipeline, config);
      const last = await upToLast(pipeline, messages);
      calls.crashAfter(index + 1);
      expect(await rootError(work(last, attempt(), tools)), step).toBeInstanceOf(Crash);
      calls.heal();
      await work(last, attempt(2), tools);
      expect(tokens.outputOf(token), step).toMatchObject({ status: 'arrived', batch: 0 });
      const { ledgerHash } = await carryOn(pipeline, await closeFirst(pipeline, place));
      expect(ledgerHash, step).toBe((await embeddedRun(config)).ledgerHash);
    }
  });

  it('that dies after its arrival, without redelivery, is found by the next Plan', async () => {
    const { tools, tokens, calls } = pipeline;
    const steps = await callsOfLast(pipeline);
    const kept = steps.indexOf('PutItemCommand');
    for (const [later, step] of steps.slice(kept).entries()) {
      const { place, token, messages } = await planned(pipeline, freshGeneration());
      const last = await upToLast(pipeline, messages);
      calls.crashAfter(kept + later + 1);
      expect(await rootError(work(last, attempt(), tools)), step).toBeInstanceOf(Crash);
      calls.heal();
      tokens.expire(token);
      const next = tokens.issue();
      await planStage({ ...place, resend: true, token: next }, tools);
      // The result is in the cache, so that nothing is sent.
      expect(await pipeline.take(), step).toEqual([]);
      expect(tokens.outputOf(next), step).toMatchObject({ status: 'arrived', batch: 0 });
    }
  });

  it('that receives a message twice, also concurrently, stores one result and one arrival', async () => {
    const config = freshSearch();
    const { place, token, messages } = await planned(pipeline, config);
    const { tools, tokens } = pipeline;
    await Promise.all(messages.flatMap((m) => [m, m]).map((m) => work(m, attempt(), tools)));
    const keys = messages.map(({ request }) => request.evaluationKey);
    const results = await cachedResults(tools.table, keys);
    const trainedAgain = { ...results.get(keys[0]!)!, loss: 99 };
    expect(await keepFirst(tools.table, trainedAgain, tools.now())).toEqual(results.get(keys[0]!));
    await Promise.all(messages.map((message) => work(message, attempt(2), tools)));
    expect(tokens.outputOf(token)).toMatchObject({ status: 'arrived' });
    const stage = { ...place, batch: 0, count: messages.length };
    const arrivals = await readArrivals(tools.table, stage);
    expect(arrivals.map(({ index }) => index)).toEqual(messages.map((_, index) => index));
    const { ledgerHash } = await carryOn(pipeline, await closeFirst(pipeline, place));
    expect(ledgerHash).toBe((await embeddedRun(config)).ledgerHash);
  });

  it('that cannot count a piece sends none, so redelivery starts no second chain', async () => {
    const { tools, calls } = pipeline;
    const config = freshLongGeneration();
    const { messages } = await planned(pipeline, config);
    const inPieces = { ...tools, pieceMs: 0 };
    let isWritten = false;
    calls.onAttempt((name) => {
      isWritten ||= name === 'PutObjectCommand';
      if (isWritten && name === 'UpdateItemCommand') throw new Error('cannot count');
    });
    await expect(work(messages[0]!, attempt(), inPieces)).rejects.toThrow();
    calls.heal();
    expect(await work(messages[0]!, attempt(2), inPieces)).toBe('continued');
    expect(await pipeline.take()).toHaveLength(1);
  });

  it('sends no token before the last arrival', async () => {
    const { token, messages } = await planned(pipeline, freshSearch());
    const last = await upToLast(pipeline, messages);
    for (const message of messages.slice(0, -1)) await work(message, attempt(2), pipeline.tools);
    expect(pipeline.tokens.outputOf(token)).toBeUndefined();
    await work(last, attempt(), pipeline.tools);
    expect(pipeline.tokens.outputOf(token)).toBeDefined();
  });

  it('whose evaluation already failed keeps the failure and caches the result', async () => {
    const config = freshSearch();
    const { place, messages } = await planned(pipeline, config);
    const late = await upToLast(pipeline, messages);
    expect(await buryLetter(JSON.stringify(late), pipeline.tools)).toBe('failed');
    await work(late, attempt(5), pipeline.tools);
    const { ledgerHash } = await carryOn(pipeline, await closeFirst(pipeline, place));
    // A later proposal of the genome finds the late result.
    const fails = failsOnce(late.request.evaluationKey);
    expect(ledgerHash).toBe((await embeddedRun(config, fails)).ledgerHash);
    expect(ledgerHash).not.toBe((await embeddedRun(config)).ledgerHash);
  });

  it('returns the result of the whole training from pieces, one delivered twice', async () => {
    const config = freshLongGeneration();
    const { tools } = pipeline;
    const { place, token, messages } = await planned(pipeline, config);
    let pieces = 0;
    for (let rest = messages; rest.length > 0; rest = await pipeline.take()) {
      for (const message of rest) {
        const outcome = await work(message, attempt(), { ...tools, pieceMs: 0 });
        if (outcome !== 'continued') continue;
        // The next piece is there already: the second delivery only passes it on.
        if (pieces === 0) expect(await work(message, attempt(2), tools)).toBe('continued');
        pieces += 1;
      }
    }
    expect(pipeline.tokens.outputOf(token)).toMatchObject({ status: 'arrived' });
    expect(pieces).toBeGreaterThanOrEqual(messages.length);
    const { ledgerHash } = await carryOn(pipeline, await closeFirst(pipeline, place));
    expect(ledgerHash).toBe((await embeddedRun(config)).ledgerHash);
  });
});

/** The calls of services that the last worker of a stage makes, undisturbed. */
async function callsOfLast(pipeline: InProcess): Promise<string[]> {
  const { tools, calls } = pipeline;
  const { messages } = await planned(pipeline, freshGeneration());
  const last = await upToLast(pipeline, messages);
  calls.forget();
  await work(last, attempt(), tools);
  return [...calls.names];
}
