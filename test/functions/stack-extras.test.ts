// What a page tells of the money of a run on AWS: its lines add up to the budget, and nobody pays twice.
import { describe, expect, it } from 'vitest';
import { attemptWorstCase, functionCost } from '../../functions/aws/cost-model.ts';
import { stackExtras } from '../../functions/aws/stack-extras.ts';
import type { EvaluationResult } from '../../shared/contracts/evaluation.ts';
import { strategies } from '../../shared/search/registry.ts';
import { prepareRun, resolveConfig } from '../../shared/steps/prepare-run.ts';
import { type RunState, startOf } from '../../shared/steps/run-state.ts';
import { engineOf, onnxIdentity } from '../../shared/training/identity.ts';

const workerCost = functionCost({ memoryMb: 1024, timeoutSeconds: 120 });
const settings = { stack: 'Evolambda', workerCost, maxConcurrency: 8 };
const purse = { used: 0.5e9, spent: 0.2e9, finishReserve: 0.25e9 };
const paged = { budgetUsd: 1, purse, manifest: undefined, hasResults: true };

describe('the money on a page', () => {
  it('adds up: trainings, all else, what is reserved, put aside and free', () => {
    const { money } = stackExtras(stateWith([result('a'), result('b')]), paged, settings);
    const usd = money!.lines.map((line) => line.usd);
    // Two of a hundred seconds at 0.0000166667 each, and their requests.
    expect(usd[0]).toBeCloseTo(2 * 100 * 0.0000166667, 4);
    expect(usd[0]! + usd[1]!).toBeCloseTo(0.2, 9);
    expect(usd.slice(2)).toEqual([0.05, 0.25, 0.5].map((amount) => expect.closeTo(amount, 9)));
    expect(money).toMatchObject({ budgetUsd: 1, spentUsd: 0.2 });
  });

  it('is one line where the results are not known, and ends with nothing put aside', () => {
    const over = { used: 0.2e9, spent: 0.2e9, finishReserve: 0 };
    const { money } = stackExtras(
      stateWith([]),
      { ...paged, purse: over, hasResults: false },
      settings,
    );
    expect(money!.lines).toEqual([
      { what: 'spent', usd: 0.2 },
      { what: 'free', usd: 0.8 },
    ]);
  });

  it('counts no training that an earlier run had paid for, and never more than was spent', () => {
    const earlier = result('a', '2026-11-24T00:00:00.000Z');
    const state = stateWith([earlier]);
    const { usdOf, money } = stackExtras(state, paged, settings);
    expect([usdOf(earlier), money!.lines[0]!.usd]).toEqual([null, 0]);
    expect(usdOf(result('b'))).toBeLessThan(attemptWorstCase(workerCost) / 1e9);
    const many = Array.from({ length: 1000 }, (_, n) => result(`r${n}`));
    const [trainings, rest] = stackExtras(stateWith(many), paged, settings).money!.lines;
    expect([trainings!.usd, rest!.usd]).toEqual([0.2, 0]);
  });
});

it('the command for a baseline brings the configuration here and starts it on the same stack', () => {
  const commandOn = (stack: string, baseline: boolean) =>
    stackExtras(stateWith([], { baseline }), paged, { ...settings, stack }).baselineCommand;
  expect(commandOn('Evolambda', false)).toBe(
    'npm exec --no -- evolambda results priced && ' +
      'npm exec --no -- evolambda start --config runs/priced/config.json --baseline',
  );
  expect(commandOn('Mine', false)).toContain('evolambda start --stack Mine --config');
  expect(commandOn('Mine', true)).toBeNull();
});

function stateWith(results: readonly EvaluationResult[], input: object = {}): RunState {
  const shape = { height: 28, width: 28, channels: 1 };
  const data = { id: 'mnist', hash: 'h', splitId: 's', shape, classes: 10 };
  const { started } = prepareRun(
    resolveConfig(input, strategies),
    { ...data, generated: false, trainCount: 50_000 },
    engineOf(onnxIdentity()),
    'priced',
    '2026-11-25T00:00:00.000Z',
  );
  const state = startOf(started, strategies);
  for (const one of results) state.results.set(one.evaluationKey, one);
  return state;
}

function result(evaluationKey: string, finishedAt = '2026-11-25T00:05:00.000Z'): EvaluationResult {
  return {
    ...{ evaluationKey, status: 'completed', objectives: null, loss: null, points: [] },
    ...{ examplesSeen: 1, parameters: 1, trainFlops: 1 },
    ...{ setupMs: 1000, trainMs: 99_000, evalMs: 1000 },
    engine: engineOf(onnxIdentity()),
    provenance: {
      ...{ startedAt: finishedAt, finishedAt, attempt: 1 },
      ...{ worker: 'w', host: 'h', cpu: 'c', coldStart: false },
    },
  };
}
