// A ledger on AWS, read as one of a single machine: every result is an event before the close that it
// decided, and what decided nothing is left out, so that replay makes the same decisions.
import { randomInt, randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { followRun } from '../../cli/remote/followed-run.ts';
import { dynamoRunStore } from '../../functions/aws/dynamo-run-store.ts';
import { keepFirst } from '../../functions/aws/result-cache.ts';
import type { EvaluationRequest, EvaluationResult } from '../../shared/contracts/evaluation.ts';
import type { LedgerEvent } from '../../shared/contracts/ledger-events.ts';
import { strategies } from '../../shared/search/registry.ts';
import { replay } from '../../shared/steps/replay.ts';
import { fakeReply, freshRun, shuffledPool } from '../steps/fake-run.ts';
import { deployedStack, describeOnEmulator } from './on-emulator.ts';
import { storesOf } from './small-digits.ts';

const NOW = new Date().toISOString();

/** A run in which one evaluation was lost; its result came too late. */
async function disturbedRun() {
  // Of its own, so that no other test's results lie under its keys.
  const seed = randomInt(2 ** 31);
  const late: EvaluationResult[] = [];
  const reply = (request: EvaluationRequest) => {
    const whole = fakeReply(request);
    if (late.length > 0 || !('result' in whole)) return whole;
    late.push(whole.result);
    return { request, failure: 'lost' };
  };
  const config = { seed, strategy: { name: 'tournament', population: 8, generations: 3 } };
  const { state, events } = await freshRun(config, shuffledPool(2, 0, reply));
  const results = events.flatMap((event) =>
    event.type === 'evaluation-finished' ? [event.result] : [],
  );
  const recorded = events.filter(({ type }) => type !== 'evaluation-finished');
  return { state, recorded, results, late };
}

describeOnEmulator('a run that is followed', () => {
  it('has its results before the closes that they decided, and replays', async () => {
    const { state, recorded, results, late } = await disturbedRun();
    const { table, bucket } = storesOf(deployedStack());
    for (const result of [...results, ...late]) await keepFirst(table, result, NOW);
    const runId = `followed-${randomUUID().slice(0, 8)}`;
    await dynamoRunStore({ table, bucket, runId }).append(recorded);

    const events: LedgerEvent[] = [];
    const run = followRun({ table, bucket }, runId, (event) => {
      events.push(event);
    });
    await run.catchUp();
    await run.catchUp();
    expect(events.filter(({ type }) => type !== 'evaluation-finished')).toEqual(recorded);
    const told = events.flatMap((event) =>
      event.type === 'evaluation-finished' ? [event.result.evaluationKey] : [],
    );
    expect(told.toSorted()).toEqual(results.map((result) => result.evaluationKey).toSorted());
    expect(told).not.toContain(late[0]!.evaluationKey);
    const { ledgerHash } = state;
    expect(replay(events, strategies)).toMatchObject({ state: { ledgerHash }, matches: true });
  });

  it('is read from where it was left, an open batch result by result', async () => {
    const { recorded, results } = await disturbedRun();
    const { table, bucket } = storesOf(deployedStack());
    const runId = `followed-${randomUUID().slice(0, 8)}`;
    const store = dynamoRunStore({ table, bucket, runId });
    const events: string[] = [];
    const run = followRun({ table, bucket }, runId, (event) => {
      events.push(event.id);
    });
    await run.catchUp();
    expect([run.state, events]).toEqual([undefined, []]);
    const [started, planned, closed] = recorded as [LedgerEvent, LedgerEvent, LedgerEvent];
    await store.append([started, planned]);
    await run.catchUp();
    expect(events).toEqual(['run-started', 'planned-0']);
    const ofFirst = results.filter(
      ({ evaluationKey }) =>
        planned.type === 'generation-planned' &&
        planned.evaluations.some((one) => one.evaluationKey === evaluationKey),
    );
    for (const [index, result] of ofFirst.entries()) {
      await keepFirst(table, result, NOW);
      await run.catchUp();
      expect(events).toHaveLength(3 + index);
    }
    await store.append([closed]);
    await run.catchUp();
    expect(events.at(-1)).toBe('closed-0');
    expect(new Set(events).size).toBe(events.length);
  });
});
