// Evaluations that a run takes from an earlier one: cached for every door that counts, and in no rate and no ETA.

import { describe, expect, it } from 'vitest';
import { reuseKnown, runLoop } from '../../cli/embedded/run-loop.ts';
import { progress } from '../../cli/progress.ts';
import { remainingSeconds } from '../../cli/remaining-time.ts';
import { summary } from '../../cli/summary.ts';
import type { EvaluationRequest } from '../../shared/contracts/evaluation.ts';
import type { LedgerEvent } from '../../shared/contracts/ledger-events.ts';
import { grouped } from '../../shared/kernel/counted.ts';
import { costLedger } from '../../shared/report/analysis/cost-ledger.ts';
import { outcomes } from '../../shared/report/analysis/outcomes.ts';
import { comparedRun } from '../../shared/report/comparison-page.ts';
import { type PageExtras, runPage } from '../../shared/report/run-page.ts';
import { strategies } from '../../shared/search/registry.ts';
import { speedFrom } from '../../shared/steps/evaluation-time.ts';
import { runResult } from '../../shared/steps/run-result.ts';
import { startOf } from '../../shared/steps/run-state.ts';
import { manualClock } from '../embedded/manual-clock.ts';
import { fakeReply, freshRun, memoryStore, shuffledPool, started } from './fake-run.ts';

const EXTRAS: PageExtras = {
  ...{ dataName: 'fake', classes: [], baselineCommand: null, money: null },
  ...{ usdOf: () => null, misclassified: null, missing: [], model: null },
};
const config = (generations: number) => ({
  ...{ strategy: { name: 'random', population: 5, generations }, finalPhase: null, baseline: true },
});

/** Replies of a run at such a time, of which each training took a second. */
const at = (finishedAt: string) => (request: EvaluationRequest) => {
  const reply = fakeReply(request);
  if (!('result' in reply)) return reply;
  const provenance = { ...reply.result.provenance, startedAt: finishedAt, finishedAt };
  return { request, result: { ...reply.result, trainMs: 1000, trainFlops: 1e6, provenance } };
};

async function extended() {
  const before = shuffledPool(2, 0, at('2019-12-31T12:00:00.000Z'));
  const { state: first } = await freshRun(config(3), before);
  const begun = started(config(5));
  const store = memoryStore([begun]);
  const state = startOf(begun, strategies);
  const said: string[] = [];
  const none = () => undefined;
  const terminal = { say: (line: string) => said.push(line), status: none, result: none };
  let ms = 0;
  const clock = () => {
    ms += 1000;
    return ms;
  };
  const follow = progress(state, { ...terminal, debug: none, warn: none }, { workers: 1, clock });
  const pool = shuffledPool(2, 0, at('2020-01-02T00:00:00.000Z'));
  const recorder = { store, known: first.results, clock: manualClock(), onEvent: follow };
  await reuseKnown(state, recorder);
  const left = remainingSeconds(state, speedFrom(1000, Infinity), 1, 100);
  const deadline = new AbortController().signal;
  await runLoop(state, { ...recorder, queue: pool, pool, deadline });
  return { first, state, said, left, events: store.events as LedgerEvent[] };
}

describe('evaluations of the run that is continued', () => {
  it('are cached at every door, and the hash is that of a run from the beginning', async () => {
    const { first, state, said, left, events } = await extended();
    const { state: whole } = await freshRun(config(5));
    expect(state.ledgerHash).toBe(whole.ledgerHash);
    const reused = first.results.size;
    const fresh = state.results.size - reused;
    expect([reused, fresh]).toEqual([30, 20]);

    // One worker, a second for each of 10 planned trainings, of which 0.87 is expected, and of 10 expected ones.
    expect(left).toBeCloseTo(18.7);
    const lines = said.filter((line) => line.startsWith('generation'));
    for (const line of lines.slice(0, 3)) {
      expect(line).toMatch(
        / trained 0 \(0 baseline\) {2}cached 10 {2}diverged \d \(\d baseline\) {2}elapsed \d+\.\d s$/,
      );
    }
    expect(lines[3]).toMatch(
      / trained 10 \(5 baseline\) {2}cached 0 .+\/s {2}elapsed .+ {2}ETA .+$/,
    );

    expect(runResult(state)).toMatchObject({ evaluations: fresh, cached: reused });
    expect(runResult(state).baseline).toMatchObject({ evaluations: 10 });
    const seen = fresh * state.started.config.budget.examples;
    expect(summary(state, 'here').join('\n')).toMatch(
      new RegExp(
        `^Trainings +${fresh} on ${grouped(seen)} examples \\(baseline included\\); ${reused} further results from the cache$`,
        'm',
      ),
    );

    const { batches, evaluations } = runPage(state, events, EXTRAS);
    expect(costLedger(batches, evaluations).total).toMatchObject({
      evaluations: 20,
      cpuSeconds: 20,
    });
    const known = outcomes(evaluations).map(({ counts }) => counts.cached);
    expect(known).toEqual([5, 5, 5, 5, 5, 5, 0, 0, 0, 0]);
  });

  it('are spent by the search that a comparison looks at, and named there', async () => {
    const { state, events } = await extended();
    const { spent, reused } = comparedRun('a', state, events, EXTRAS);
    expect([spent.evaluations, reused]).toEqual([25, 15]);
    expect(spent.cpuSeconds).toBeCloseTo(25);
  });
});
