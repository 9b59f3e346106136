// Candidates that diverge stop no run: what selection lacks is drawn at random. Only a search in which nothing
// completes for three generations ends, with the reason.
import { describe, expect, it } from 'vitest';
import { summary } from '../../cli/summary.ts';
import type { EvaluationRequest } from '../../shared/contracts/evaluation.ts';
import { strategies } from '../../shared/search/registry.ts';
import { barrenInWords } from '../../shared/steps/barren-search.ts';
import { plan } from '../../shared/steps/plan.ts';
import { replay } from '../../shared/steps/replay.ts';
import { runResult } from '../../shared/steps/run-result.ts';
import type { RunState } from '../../shared/steps/run-state.ts';
import { fakeReply, freshRun, memoryStore, runFake, shuffledPool } from './fake-run.ts';

const TOURNAMENT = { name: 'tournament', population: 10, generations: 5 };

/** Replies in which these evaluations diverge. */
function diverging(isDiverged: (request: EvaluationRequest) => boolean) {
  return (request: EvaluationRequest) => {
    const reply = fakeReply(request);
    if (!('result' in reply)) return reply;
    if (isDiverged(request)) {
      return {
        request,
        result: { ...reply.result, status: 'diverged' as const, objectives: null },
      };
    }
    const accuracy = { correct: 3000, total: 5000 };
    return {
      request,
      result: { ...reply.result, status: 'completed' as const, objectives: { accuracy } },
    };
  };
}

const all = () => true;

/** Of the search: parents, and whether the candidate was drawn at random for want of parents. */
function bred(state: RunState, generation: number) {
  return state.batches[generation]!.planned.evaluations.map(({ parents, operators }) => ({
    parents,
    isRandomised: operators.some(({ name }) => name === 'randomise'),
  }));
}

describe('a generation in which most candidates diverge', () => {
  /** All of the first generation diverge but so many, in the order of the plan. */
  async function withCompleted(count: number, strategy: { name: string } & object = TOURNAMENT) {
    const first = (await freshRun({ strategy, finalPhase: null })).state.batches[0]!;
    const lost = new Set(
      first.planned.evaluations.slice(count).map(({ evaluationKey }) => evaluationKey),
    );
    const reply = diverging(({ evaluationKey }) => lost.has(evaluationKey));
    return freshRun({ strategy, finalPhase: null }, shuffledPool(2, 0, reply));
  }

  // A tournament of three, and one besides two elites: selection needs three.
  it.each([
    { completed: 1, randomised: 2 },
    { completed: 2, randomised: 1 },
    { completed: 3, randomised: 0 },
  ])('with $completed completed has $randomised of the next drawn at random', async (given) => {
    const { state, events } = await withCompleted(given.completed);
    const next = bred(state, 1);
    expect(next.filter((one) => one.isRandomised)).toHaveLength(given.randomised);
    const completed = state.batches[0]!.facts!.flatMap(({ status, candidateId }) =>
      status === 'completed' ? candidateId : [],
    );
    for (const { isRandomised, parents } of next) {
      if (isRandomised) expect(parents).toEqual([]);
      else expect(completed).toContain(parents[0]);
    }
    expect(state.batches).toHaveLength(5);
    expect(replay(events, strategies).matches).toBe(true);
  });

  it('with none completed draws all of the next at random', async () => {
    const { state } = await withCompleted(0);
    expect(bred(state, 1).every((one) => one.isRandomised)).toBe(true);
    expect(state.batches).toHaveLength(5);
  });

  it('is no end of halving either, whose rungs are filled at random', async () => {
    const halving = { name: 'halving', population: 9, generations: 4, baseBatches: 1 };
    const { state, events } = await withCompleted(1, halving);
    expect(bred(state, 1).map((one) => one.isRandomised)).toEqual([false, true, true]);
    expect(state.batches).toHaveLength(4);
    expect(replay(events, strategies).matches).toBe(true);
  });
});

describe('three generations in a row without a completed candidate', () => {
  it('end the run, with the commonest reason and no champion', async () => {
    const { state, events } = await freshRun(
      { strategy: TOURNAMENT },
      shuffledPool(2, 0, diverging(all)),
    );
    expect(state.batches).toHaveLength(3);
    expect(plan(state, 'now')).toBe('done');
    const reason =
      'No candidate completed in 3 generations in a row: 30 of 30 evaluations diverged (the loss became NaN or exceeded 1e5).';
    expect(barrenInWords(state)).toContain(reason);
    expect(summary(state, 'runs/a').join('\n')).toContain(reason);
    expect(runResult(state)).toMatchObject({ best: null, stop: 'nothing-completed' });
    expect(replay(events, strategies).matches).toBe(true);
  });

  it('are three in a row: one completed candidate between them counts anew', async () => {
    const first = (await freshRun({ strategy: TOURNAMENT })).state.batches[0]!;
    let evaluated = 0;
    // The 25th evaluation is in the third generation, which none before it has completed.
    const reply = diverging(() => ++evaluated !== 25);
    const { state } = await freshRun({ strategy: TOURNAMENT }, shuffledPool(1, 0, reply));
    expect(first.planned.evaluations).toHaveLength(10);
    const completed = state.batches.map(
      ({ facts }) => facts!.filter(({ status }) => status === 'completed').length,
    );
    expect(completed).toEqual([0, 0, 1, 0, 0]);
    expect(runResult(state)).toMatchObject({ stop: null });
    expect(barrenInWords(state)).toBeNull();
  });

  it('end a resumed run as they end one that was not stopped', async () => {
    const pool = () => shuffledPool(2, 0, diverging(all));
    const whole = await freshRun({ strategy: TOURNAMENT }, pool());
    for (const kept of [1, 12, 20, whole.events.length]) {
      const resumed = await runFake(memoryStore(whole.events.slice(0, kept)), pool());
      expect(resumed.ledgerHash, `after ${kept} events`).toBe(whole.state.ledgerHash);
      expect(barrenInWords(resumed)).toBe(barrenInWords(whole.state));
    }
  });

  it('end no run where they are the baseline’s alone', async () => {
    const config = { strategy: TOURNAMENT, baseline: true, finalPhase: null };
    const alone = await freshRun({ ...config, baseline: false });
    const main = new Set(
      alone.state.batches.flatMap(({ planned }) =>
        planned.evaluations.map(({ evaluationKey }) => evaluationKey),
      ),
    );
    const reply = (request: EvaluationRequest) =>
      main.has(request.evaluationKey) ? fakeReply(request) : diverging(all)(request);
    const { state } = await freshRun(config, shuffledPool(2, 0, reply));
    expect(state.batches).toHaveLength(5);
    expect(runResult(state)).toMatchObject({ stop: null });
  });
});
