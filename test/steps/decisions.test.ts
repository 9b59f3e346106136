// What a step decides when things go wrong: failures, caps, forged ledgers.

import { describe, expect, it } from 'vitest';
import { lastLine } from '../../cli/last-line.ts';
import type { EvaluationRequest } from '../../shared/contracts/evaluation.ts';
import type { LedgerEvent } from '../../shared/contracts/ledger-events.ts';
import { LEDGER_FORMAT } from '../../shared/contracts/ledger-format.ts';
import type { Dataset } from '../../shared/data/dataset.ts';
import { Corrupt, type InvalidInput, Retryable } from '../../shared/kernel/errors.ts';
import { finalPhaseReserve } from '../../shared/search/final-stages.ts';
import { strategies } from '../../shared/search/registry.ts';
import { close } from '../../shared/steps/close.ts';
import { evaluate } from '../../shared/steps/evaluate.ts';
import { missingRequests, plan } from '../../shared/steps/plan.ts';
import { resolveConfig } from '../../shared/steps/prepare-run.ts';
import { replay } from '../../shared/steps/replay.ts';
import { apply, fold, openBatches, type RunState, startOf } from '../../shared/steps/run-state.ts';
import type { Trainer } from '../../shared/training/trainer.ts';
import {
  fakeReply,
  freshRun,
  memoryStore,
  OWN_ENGINE,
  runFake,
  shuffledPool,
  started,
} from './fake-run.ts';
import { memoryBlobs } from './memory-blobs.ts';

const SMALL = {
  strategy: { name: 'tournament', population: 10, generations: 3 },
  finalPhase: null,
};

/** A run whose first batch has failed in its first evaluations, the others done. */
function withFailures(count: number): RunState {
  const state = startOf(started(SMALL), strategies);
  const planned = plan(state, 'now');
  if (typeof planned === 'string') throw new Error('a fresh run has a batch to plan');
  apply(state, planned);
  for (const [index, one] of planned.evaluations.entries()) {
    if (index < count) state.failures.set(one.evaluationKey, 'no disk');
    else apply(state, finished({ ...one, keepWeights: false }));
  }
  return state;
}

function finished(request: EvaluationRequest): LedgerEvent {
  const reply = fakeReply(request);
  if (!('result' in reply)) throw new Error('the fake training does not fail');
  const { result } = reply;
  const id = `evaluation-${request.evaluationKey}`;
  return { v: LEDGER_FORMAT, id, at: 'now', type: 'evaluation-finished', result };
}

describe('requests of a batch', () => {
  it('are what it misses, each once, the longest trainings first', () => {
    const state = startOf(started(SMALL), strategies);
    const planned = plan(state, 'now');
    if (typeof planned === 'string') throw new Error('a fresh run has a batch to plan');
    apply(state, planned);
    const batch = openBatches(state)[0]!;
    const sizes = new Map(planned.evaluations.map((one) => [one.evaluationKey, one.forwardFlops!]));
    const all = missingRequests(state, batch);
    expect(all.map((one) => sizes.get(one.evaluationKey))).toEqual(
      [...sizes.values()].sort((a, b) => b - a),
    );
    apply(state, finished(all[3]!));
    expect(missingRequests(state, batch)).toEqual(all.toSpliced(3, 1));
  });
});

it('requests of a trainer module, whose sizes nobody knows, go by their examples', () => {
  const strategy = { name: 'random', population: 6, generations: 1 };
  const own = started({ strategy, baseline: true, finalPhase: null }, strategies, OWN_ENGINE);
  const state = startOf(own, strategies);
  const planned = plan(state, 'now');
  if (typeof planned === 'string') throw new Error('a fresh run has a batch to plan');
  const evaluations = planned.evaluations.map((one, index) => {
    const budget = { ...one.budget, examples: 64 * (1 + (index % 3)) };
    return { ...one, budget };
  });
  const batch = { planned: { ...planned, evaluations }, facts: null };
  const examples = missingRequests(state, batch).map(({ budget }) => budget.examples);
  expect(examples).toEqual(examples.toSorted((a, b) => b - a));
  expect(examples).toHaveLength(12);
  expect(planned.evaluations.some((one) => Object.hasOwn(one, 'parameters'))).toBe(false);
});

describe('closing a batch', () => {
  it('with a fifth failed goes on, with more it stops and tells the reason', () => {
    const closed = close(withFailures(2), 'now')!;
    expect(closed.facts.map((fact) => fact.status).filter((one) => one === 'failed').length).toBe(
      2,
    );
    expect(() => close(withFailures(3), 'now')).toThrow(Retryable);
    expect(() => close(withFailures(3), 'now')).toThrow(/3 of 10 .* no disk/);
  });

  it('that failed tells the commonest reason, of equals the first', () => {
    const refused = (reasons: readonly string[]) => {
      const state = withFailures(reasons.length);
      const [...keys] = state.failures.keys();
      for (const [index, reason] of reasons.entries()) state.failures.set(keys[index]!, reason);
      return () => close(state, 'now');
    };
    expect(refused(['no disk', 'no memory', 'no memory'])).toThrow(
      /3 of 10 .* failed; .* \(2 of 3\): no memory$/,
    );
    expect(refused(['b', 'a', 'c', 'a', 'b'])).toThrow(/5 of 10 .* failed; .* \(2 of 5\): b$/);
    expect(refused(['', '', ''])).toThrow(/unknown reason$/);
  });

  it.each(['max-seconds', 'budget-usd'] as const)(
    'by %s censors what is missing, ends the search, and is told as not reproducible',
    (stop) => {
      const state = startOf(started({ ...SMALL, finalPhase: undefined }), strategies);
      const planned = plan(state, 'now');
      if (typeof planned === 'string') throw new Error('a fresh run has a batch to plan');
      const events: LedgerEvent[] = [state.started, planned];
      for (const one of planned.evaluations.slice(0, 4)) {
        events.push(finished({ ...one, keepWeights: false }));
      }
      for (const event of events.slice(1)) apply(state, event);
      const closed = close(state, 'now', stop)!;
      apply(state, closed);
      const statuses = closed.facts.map(({ status }) => status);
      expect(statuses.filter((status) => status === 'censored')).toHaveLength(6);
      expect(state).toMatchObject({ stop, isReproducible: false });
      // The finish was put aside: it goes on over what there is.
      expect(plan(state, 'now')).toMatchObject({ phase: 'final', label: 're-ranking' });
      expect(replay([...events, closed], strategies).matches).toBe(true);
      expect(lastLine(state, '', 0)).toMatchObject({ stop, reproducible: false });
    },
  );

  it('waits while something is missing', () => {
    const state = startOf(started(SMALL), strategies);
    expect(close(state, 'now')).toBeUndefined();
    const planned = plan(state, 'now');
    if (typeof planned !== 'string') apply(state, planned);
    expect(close(state, 'now')).toBeUndefined();
    expect(plan(state, 'now')).toBe('wait');
  });

  it('forgets why trainings failed: asked for again, they are tried again', () => {
    const state = withFailures(2);
    apply(state, close(state, 'now')!);
    expect(state.failures.size).toBe(0);
  });

  it('never lets a failed or censored candidate be a parent', async () => {
    const losing = (request: EvaluationRequest) =>
      request.evaluationKey.startsWith('0') ? { request, failure: 'x' } : fakeReply(request);
    const { state } = await freshRun(SMALL, shuffledPool(2, 1, losing));
    const lost = state.batches.flatMap(({ facts }) =>
      facts!.filter((fact) => fact.status === 'failed').map((fact) => fact.candidateId),
    );
    const parents = state.batches.flatMap(({ planned }) =>
      planned.evaluations.flatMap((one) => one.parents),
    );
    expect(lost.length).toBeGreaterThan(0);
    expect(parents.filter((parent) => lost.includes(parent))).toEqual([]);
  });
});

describe('the ledger hash', () => {
  it('ignores times, hosts and run ids', async () => {
    const { events, state } = await freshRun(SMALL);
    const elsewhere = structuredClone(events).map((event): LedgerEvent => {
      const moved = { ...event, at: 'another time' };
      if (moved.type === 'run-started') return { ...moved, runId: 'another run' };
      if (moved.type !== 'evaluation-finished') return moved;
      const provenance = { ...moved.result.provenance, host: 'far', worker: 'w9', attempt: 3 };
      return { ...moved, result: { ...moved.result, provenance, trainMs: 1e6 } };
    });
    expect(fold(elsewhere, strategies).ledgerHash).toBe(state.ledgerHash);
  });

  it.each([
    ['a fact', 'generation-closed', /"correct":\d+/, '"correct":1'],
    ['a status', 'generation-closed', /"completed"/, '"diverged"'],
    ['a genome', 'generation-planned', /"units":\d+/, '"units":200'],
    ['a hash of a genome', 'generation-planned', /"genomeHash":"."*/, '"genomeHash":"x'],
    ['a parent', 'generation-planned', /"parents":\["g0/, '"parents":["g9'],
    ['a dispatch', 'generation-planned', /"dispatch":"train"/, '"dispatch":"known"'],
    ['a result', 'evaluation-finished', /"correct":\d+/, '"correct":1'],
  ] as const)('or its replay notices %s that was changed', async (_, type, pattern, forgery) => {
    const { events } = await freshRun(SMALL);
    const index = events.findLastIndex(
      (event) => event.type === type && pattern.test(JSON.stringify(event)),
    );
    const text = JSON.stringify(events[index]).replace(pattern, forgery);
    const forged = events.with(index, JSON.parse(text) as LedgerEvent);
    expect(noticed(forged)).toBe(true);
    expect(noticed(events)).toBe(false);
  });

  it('refuses events out of turn', async () => {
    const { events } = await freshRun(SMALL);
    const closes = events.filter((event) => event.type === 'generation-closed');
    expect(() => fold([...events, closes[0]!], strategies)).toThrow(Corrupt);
    const plans = events.filter((event) => event.type === 'generation-planned');
    expect(() => fold([events[0]!, plans[1]!], strategies)).toThrow(Corrupt);
    expect(() => fold([events[0]!, closes[0]!], strategies)).toThrow(Corrupt);
  });
});

function noticed(events: readonly LedgerEvent[]): boolean {
  try {
    return !replay(events, strategies).matches;
  } catch (error) {
    return error instanceof Corrupt;
  }
}

describe('an evaluation', () => {
  it('that should inherit weights is rejected: a fresh training is not what its key says', async () => {
    const state = withFailures(0);
    const [planned] = state.batches[0]!.planned.evaluations;
    const inheriting = { ...planned!, keepWeights: false };
    const request = {
      ...inheriting,
      start: { from: 'parent', evaluationKey: 'p', morphisms: [] } as const,
    };
    const untouched = {} as Trainer;
    await expect(evaluate(request, {} as Dataset, untouched, memoryBlobs())).rejects.toThrow(
      /start\.from: "parent" is not allowed; expected scratch/,
    );
  });
});

describe('caps with a finish', () => {
  it('keep enough for the finish, and the whole run stays under them', async () => {
    const finalPhase = { rerank: 2, rerankReplicates: 2, retrain: 1, epochs: 1, seeds: 2 };
    const first = started({ ...SMALL, finalPhase, maxExamples: 200_000 });
    const store = memoryStore([first]);
    const state = await runFake(store, shuffledPool(3, 3));
    const reserve = finalPhaseReserve(first.config, first.data.trainCount);
    expect(state.stop).toBe('max-examples');
    expect(state.sent.examples).toBeLessThanOrEqual(200_000);
    expect(state.sent.examples).toBeGreaterThan(200_000 - reserve.examples);
    expect(state.campaign.main.finish!.memory.champion).not.toBeNull();
  });
});

describe('a configuration', () => {
  it('names faults of its parts and of its strategy together', () => {
    const wrong = {
      space: { genes: { a: { type: 'integer', min: 0.5, max: 2 } } },
      strategy: { name: 'tournament', winProbability: 2 },
      finalPhase: { seeds: -1 },
    };
    const paths = faultPaths(wrong);
    expect(paths).toContain('space.genes.a.min');
    expect(paths).toContain('finalPhase.seeds');
    expect(paths).toContain('strategy.winProbability');
  });

  it.each([
    [{ strategy: { name: 'annealing' } }, ['strategy.name']],
    [{ strategy: { name: 'tournament', population: 3, elites: 4 } }, ['strategy.elites']],
    [[], ['(whole input)']],
  ])('%j is refused', (input, paths) => {
    expect(faultPaths(input)).toEqual(paths);
  });
});

function faultPaths(input: unknown): string[] {
  try {
    resolveConfig(input, strategies);
  } catch (error) {
    return (error as InvalidInput).faults.map((fault) => fault.path);
  }
  return [];
}
