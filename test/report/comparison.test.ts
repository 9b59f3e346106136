// Runs side by side: curves, an equal budget, groups, pairs of seeds, what differs, what is refused.
import { describe, expect, it } from 'vitest';
import type { RunStarted } from '../../shared/contracts/ledger-events.ts';
import { anytime } from '../../shared/report/analysis/anytime.ts';
import { comparisonSummary } from '../../shared/report/analysis/comparison-summary.ts';
import { costLedger } from '../../shared/report/analysis/cost-ledger.ts';
import { bandOf, bestAt, equalBudget } from '../../shared/report/analysis/equal-budget.ts';
import { runDifferences } from '../../shared/report/analysis/run-differences.ts';
import { runGroups } from '../../shared/report/analysis/run-groups.ts';
import { searchCurve } from '../../shared/report/analysis/search-curve.ts';
import { refuseIncomparable } from '../../shared/report/comparison-page.ts';
import type { ComparedRun, EvaluationRow } from '../../shared/report/page-data.ts';
import { training } from './analysis-rows.ts';

const UP = { name: 'accuracy', direction: 'maximize' } as const;

interface Wanted {
  readonly name: string;
  readonly seed?: number;
  readonly strategy?: Readonly<Record<string, string | number>>;
  readonly test?: number | null;
  /** The best reading after 100, 200 … examples. */
  readonly bests?: readonly number[];
  readonly head?: Partial<ComparedRun['head']>;
}

function run({ name, seed = 1, strategy = {}, test = null, bests = [0.5], head = {} }: Wanted) {
  const spending = (trainings: number) => ({
    ...{ evaluations: trainings, examples: trainings * 100, cpuSeconds: trainings, usd: null },
  });
  const testScores =
    test === null ? null : [{ evaluationKey: 'k', correct: test * 1000, total: 1000 }];
  const config = { seed, strategy: { name: 'tournament', ...strategy }, objectives: [UP] };
  return {
    name,
    head: {
      ...{ runId: name, startedAt: '', isFinished: true, endOfSearch: null, isReproducible: true },
      ...{ ledgerHash: name, engine: 'onnx 1', hasBaseline: false, testScores, config },
      ...{ objectives: [{ ...UP, format: 'number' as const }], best: null },
      data: { id: 'digits', name: 'digits', generated: false },
      ...head,
    },
    spent: spending(bests.length),
    reused: 0,
    curve: bests.map((best, index) => ({ ...spending(index + 1), best })),
    readingExamples: [100],
    retrained: test,
  } as unknown as ComparedRun;
}

describe('the curve of a search', () => {
  const row = (reading: number | null, more: Partial<EvaluationRow> = {}) =>
    ({
      ...{ dispatch: 'train', examples: 100, status: reading === null ? 'diverged' : 'completed' },
      ...{ values: [reading], arm: 'main', batch: 0, countError: null },
      training: more.dispatch === 'known' ? null : training({ examplesSeen: 100 }),
      ...more,
    }) as EvaluationRow;

  it('has its rises alone; what diverged is paid for, what was known is not', () => {
    const rows = [row(null), row(0.5), row(0.4), row(0.6, { dispatch: 'known' }), row(0.7)];
    const { points, spent } = searchCurve(rows, UP);
    expect(points.map(({ examples, best }) => [examples, best])).toEqual([
      [200, 0.5],
      [300, 0.6],
      [400, 0.7],
    ]);
    expect(spent).toEqual({ evaluations: 4, examples: 400, cpuSeconds: 4, usd: null });
  });

  it('goes down where less is better, counts money where it is paid, and nothing under way', () => {
    const paid = { training: training({ usd: 0.25 }) };
    const rows = [row(3, paid), row(5, paid), row(2, paid)];
    const open = row(1, { status: null, training: null });
    const found = searchCurve([...rows, open], { name: 'loss', direction: 'minimize' });
    expect(found.points.map(({ best }) => best)).toEqual([3, 2]);
    expect(found.spent).toMatchObject({ evaluations: 3, usd: 0.75 });
  });

  it('counts the examples that were seen, as the panels of a run do', () => {
    const rows = [
      // Mini-batches are whole: 960 of 1,000.
      row(0.5, { examples: 1000, training: training({ examplesSeen: 960 }) }),
      row(null, { examples: 1000, training: training({ examplesSeen: 320 }) }),
      row(0.6, { examples: 1000, training: training({ examplesSeen: 960 }) }),
      row(0.6, { examples: 1000, dispatch: 'known' }),
      row(null, { examples: 1000, status: 'failed', training: null }),
      row(null, { examples: 1000, status: 'censored', training: null }),
      row(null, { examples: 1000, dispatch: 'censored', status: 'censored', training: null }),
    ];
    const { spent, points } = searchCurve(rows, UP);
    expect(spent).toMatchObject({ evaluations: 3, examples: 2240 });
    expect(points.map(({ examples }) => examples)).toEqual([960, 2240]);
    expect(spent).toEqual(costLedger([], rows).total);
    expect(anytime(rows, 'main', UP, 'examples').map(({ spent }) => spent)).toEqual([960, 2240]);
  });
});

describe('an equal budget', () => {
  const runs = [
    run({ name: 'a', bests: [0.1, 0.2, 0.3] }),
    run({ name: 'b', bests: [0.4, 0.5] }),
    run({ name: 'c', bests: [0.6, 0.7, 0.8, 0.9] }),
  ];

  it('is the most that all have spent, and what comes after it does not count', () => {
    expect(equalBudget(runs, 'examples')).toBe(200);
    expect(runs.map((one) => bestAt(one, 'examples', 200))).toEqual([0.2, 0.5, 0.7]);
    expect(bestAt(runs[0]!, 'examples', 99)).toBeNull();
  });

  it('ends a median where the first of its runs ends', () => {
    const band = bandOf(runs, 'examples', 1000);
    expect(band.map(({ spent, median, low, high }) => [spent, median, low, high])).toEqual([
      [100, 0.4, 0.1, 0.6],
      [200, 0.5, 0.2, 0.7],
    ]);
  });
});

describe('groups', () => {
  const runs = [
    run({ name: 'a', strategy: { population: 8 } }),
    run({ name: 'b', strategy: { population: 8 }, seed: 2 }),
    run({ name: 'c', strategy: { population: 16 } }),
    run({ name: 'd', strategy: { name: 'random', population: 8 } }),
  ];
  const names = (grouping: Parameters<typeof runGroups>[1]) =>
    runGroups(runs, grouping).map(({ name, runs: members }) => [name, members.length]);

  it('are of one strategy and settings, of one strategy, or one run', () => {
    expect(names('settings')).toEqual([
      ['tournament, population 8', 2],
      ['tournament, population 16', 1],
      ['random', 1],
    ]);
    expect(names('strategy')).toEqual([
      ['tournament', 3],
      ['random', 1],
    ]);
    expect(names('run')).toHaveLength(4);
  });

  it('name a final phase that other runs of the strategy do not have, without its settings', () => {
    const [, second] = runs;
    const config = { ...second!.head.config, finalPhase: { epochs: 5 } };
    const finished = { ...second!, head: { ...second!.head, config } } as ComparedRun;
    const found = runGroups([runs[0]!, finished], 'settings').map(({ name }) => name);
    expect(found).toEqual(['tournament, finalPhase without', 'tournament, finalPhase with one']);
  });

  it('tell what they mix', () => {
    expect(runGroups(runs, 'strategy').map(({ mixed }) => mixed)).toEqual([
      ['strategy.population'],
      [],
    ]);
  });
});

describe('what differs', () => {
  it('is nothing between seeds and strategies alone', () => {
    const runs = [
      run({ name: 'a', strategy: { elites: 2 }, test: 0.9 }),
      run({ name: 'b', strategy: { name: 'random' }, seed: 2, test: 0.9 }),
    ];
    expect(runDifferences(runs)).toEqual([]);
  });

  it('is told with the runs that have it', () => {
    const runs = [
      run({ name: 'a', test: 0.9, head: { engine: 'tfjs 4', ledgerHash: 'one' } }),
      run({ name: 'b', bests: [0.5, 0.6], head: { isFinished: false, ledgerHash: 'one' } }),
      run({ name: 'c', test: 0.8, head: { isReproducible: false, endOfSearch: 'max-seconds' } }),
    ];
    const found = runDifferences(runs).map(({ what, values }) => [
      what,
      values.map((one) => one.runs.join(' ')),
    ]);
    expect(found).toEqual([
      ['engine', ['a', 'b c']],
      ['training examples of the search', ['a c', 'b']],
      ['not ended', ['b']],
      ['ended early', ['c']],
      ['not reproducible', ['c']],
      ['no test accuracy', ['b']],
      ['duplicate runs', ['a b']],
    ]);
  });
});

describe('the summary', () => {
  it('tests pairs of seeds, corrected, and tells who has none', () => {
    const seeds = [1, 2, 3, 4, 5, 6];
    const of = (name: string, shift: number, some = seeds) =>
      some.map((seed) =>
        run({
          ...{ name: `${name}${seed}`, seed, strategy: { name } },
          ...{ test: 0.9 + shift + seed / 100, bests: [0.5 + shift * seed] },
        }),
      );
    const found = comparisonSummary([
      ...of('tournament', 0.02),
      ...of('random', 0),
      ...of('halving', 0, [77]),
    ]);
    expect(found.pairedTests).toMatchObject([
      {
        ...{ first: 'tournament', other: 'random', endpointId: 'test', seeds },
        ...{ pValue: 0.03125, adjusted: 0.0625, leastPValue: 0.03125 },
        shift: { estimate: 0.02 },
      },
      { endpointId: 'bestSingleScore', pValue: 0.03125, adjusted: 0.0625 },
    ]);
    expect(found.unpaired).toEqual([
      ['tournament', 'halving'],
      ['random', 'halving'],
    ]);
    expect(found.groups[0]?.endpoints.test).toMatchObject({ count: 6, coverage: 0.96875 });
  });

  it('does not correct for tests that could never reach 5 %', () => {
    const of = (name: string, shift: number, seeds: readonly number[]) =>
      seeds.map((seed) =>
        run({ name: `${name}${seed}`, seed, strategy: { name }, test: 0.8 + shift + seed / 100 }),
      );
    const all = [1, 2, 3, 4, 5, 6];
    const runs = [...of('tournament', 0.02, all), ...of('random', 0, all), ...of('own', 0.01, [1])];
    const adjusted = comparisonSummary(runs)
      .pairedTests.filter(({ endpointId }) => endpointId === 'test')
      .map((test) => [test.first, test.other, test.adjusted]);
    expect(adjusted).toEqual([
      ['tournament', 'random', 0.03125],
      ['tournament', 'own', 1],
      ['random', 'own', 1],
    ]);
  });

  it('takes several runs of a seed in one group as one pair', () => {
    const runs = [
      run({ name: 'a', test: 0.9 }),
      run({ name: 'b', test: 0.8 }),
      run({ name: 'c', test: 0.8, strategy: { name: 'random' } }),
    ];
    const [test] = comparisonSummary(runs).pairedTests;
    expect(test).toMatchObject({ seeds: [1], pValue: 1, leastPValue: 1 });
    expect(test?.differences[0]).toBeCloseTo(0.05, 9);
  });
});

it('other data and other objectives are refused, each run by name, all at once', () => {
  const started = (hash: string, objectives: readonly object[]) =>
    ({
      config: { objectives },
      data: { id: 'digits', hash, splitId: 'split' },
    }) as unknown as RunStarted;
  const down = { name: 'loss', direction: 'minimize' };
  const first = { name: 'a', started: started('one', [UP]) };
  expect(() => refuseIncomparable([first, { ...first, name: 'b' }])).not.toThrow();
  expect(() =>
    refuseIncomparable([
      first,
      { name: 'b', started: started('two', [UP]) },
      { name: 'c', started: started('two', [UP, down]) },
    ]),
  ).toThrow(
    /^b: data set digits \(data two.*differs from a; expected data set.*\nc: data set.*\nc: objectives accuracy \(maximize\), loss \(minimize\) differs from a/,
  );
});
