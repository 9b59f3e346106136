// What the finish says of the search: rank correlations, falls, and shares of outcomes.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { finalists, secondReadings } from '../../shared/report/analysis/finalists.ts';
import { outcomes, totalOutcomes } from '../../shared/report/analysis/outcomes.ts';
import { ranksOf, spearman } from '../../shared/report/analysis/rank-correlation.ts';
import type { EvaluationRow, RunPage } from '../../shared/report/page-data.ts';
import { DIVERGED, DOWN, row, UP } from './analysis-rows.ts';

describe('rank correlation', () => {
  it('is that of scipy 1.15, with the interval of Bonett and Wright', () => {
    const x = [1, 2, 3, 4, 5, 5, 7];
    const y = [2, 1, 4, 3, 7, 5, 6];
    const { rho, interval, pairs } = spearman(x.map((value, n) => [value, y[n]!] as const));
    // scipy.stats.spearmanr: 0.8648999641877367
    expect([pairs, rho]).toEqual([7, expect.closeTo(0.8648999641877367, 6)]);
    const error = Math.sqrt((1 + 0.8648999641877367 ** 2 / 2) / 4);
    expect(interval?.low).toBeCloseTo(
      Math.tanh(Math.atanh(0.8648999641877367) - 1.959964 * error),
      6,
    );
    expect(interval?.high).toBeCloseTo(
      Math.tanh(Math.atanh(0.8648999641877367) + 1.959964 * error),
      6,
    );
  });

  it('says nothing of too few, of one value only, and gives no interval to a perfect order', () => {
    expect(
      spearman([
        [1, 2],
        [2, 3],
      ]),
    ).toEqual({ pairs: 2, rho: null, interval: null });
    expect(
      spearman([
        [1, 2],
        [1, 3],
        [1, 4],
      ]).rho,
    ).toBe(null);
    expect(
      spearman([
        [1, 2],
        [2, 3],
        [3, 4],
        [4, 5],
      ]),
    ).toMatchObject({ rho: 1, interval: null });
    expect(
      spearman([
        [1, 2],
        [2, 3],
        [3, 1],
      ]),
    ).toMatchObject({ rho: -0.5, interval: null });
  });

  it('depends on the order alone', () => {
    const pair = fc.tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 20 }));
    fc.assert(
      fc.property(fc.array(pair), (pairs) => {
        expect(spearman(pairs.map(([a, b]) => [Math.exp(a), b ** 3]))).toEqual(spearman(pairs));
      }),
    );
  });

  it('ranks ties by their mean, those of infinity too', () => {
    expect(ranksOf([3, -Infinity, 3, -Infinity, 9])).toEqual([3.5, 1.5, 3.5, 1.5, 5]);
  });
});

describe('finalists', () => {
  const labels = ['generation 0', 're-ranking', 'retraining'];
  const batches = labels.map((label, batch) => ({
    ...{ batch, label, phase: batch > 0 ? 'final' : 'search' },
  }));
  const page = (evaluations: readonly EvaluationRow[]) =>
    ({
      ...{ batches, evaluations, head: { champion: { genomeHash: 'a' } } },
      genomes: { large: { parameters: 9 }, small: { parameters: 1 } },
    }) as unknown as RunPage;
  const afresh = { batch: 1, examples: 6400 };
  const rows = [
    row({ genomeHash: 'b', reading: 0.8 }),
    row({ genomeHash: 'a', reading: 0.9 }),
    row({ genomeHash: 'x', reading: 0.1 }),
    row({ genomeHash: 'a', reading: 0.7, replicate: 1, candidateId: 're-ranking-a', ...afresh }),
    row({ genomeHash: 'a', reading: 0.5, replicate: 2, candidateId: 're-ranking-a', ...afresh }),
    row({ genomeHash: 'b', replicate: 1, candidateId: 're-ranking-b', ...DIVERGED, ...afresh }),
    row({ genomeHash: 'a', reading: 0.95, replicate: 3, batch: 2, examples: 64_000 }),
  ];

  it('are found by genome, the best of the search first, each stage with its own budget', () => {
    const [a, b, none] = finalists(page(rows), UP);
    expect(a).toMatchObject({ candidateId: 'a', isChampion: true });
    expect(a?.search).toMatchObject({ mean: 0.9, replicates: 1, examples: 640, error: null });
    expect(a?.reranked).toMatchObject({ mean: 0.6, replicates: 2, examples: 6400 });
    expect(a?.reranked?.error).toBeCloseTo(0.1);
    expect(a?.retrained).toMatchObject({ mean: 0.95, examples: 64_000 });
    expect(b).toMatchObject({ candidateId: 'b', reranked: null, isChampion: false });
    expect(none).toBe(undefined);
    expect(finalists(page(rows), DOWN).map(({ candidateId }) => candidateId)).toEqual(['b', 'a']);
  });

  it('stand as the search ranked them: larger budgets first, ties by fewer parameters', () => {
    const ranked = finalists(
      page([
        row({ genomeHash: 'short', reading: 0.9 }),
        row({ genomeHash: 'large', reading: 0.8, examples: 1920 }),
        row({ genomeHash: 'small', reading: 0.8, examples: 1920 }),
        ...['short', 'large', 'small'].map((genomeHash) => row({ genomeHash, ...afresh })),
      ]),
      UP,
    );
    expect(ranked.map(({ genomeHash }) => genomeHash)).toEqual(['small', 'large', 'short']);
  });

  it('the second reading less the first, of one budget, falls where the first was luck', () => {
    const some = [
      row({ genomeHash: 'a', reading: 0.9 }),
      row({ genomeHash: 'a', reading: 0.8, replicate: 1 }),
      row({ genomeHash: 'a', reading: 0.1, replicate: 2 }),
      row({ genomeHash: 'b', reading: 0.9 }),
      row({ genomeHash: 'b', reading: 0.6, replicate: 1 }),
      row({ genomeHash: 'c', reading: 0.9 }),
      row({ genomeHash: 'c', reading: 0.1, replicate: 1, examples: 64 }),
    ];
    expect(secondReadings(some, UP)?.mean).toBeCloseTo(-0.2);
    expect(secondReadings(some, UP)).toMatchObject({ count: 2, error: expect.closeTo(0.1) });
    expect(secondReadings(some, DOWN)?.mean).toBeCloseTo(0.2);
    expect(secondReadings([row()], UP)).toBe(null);
  });
});

describe('outcomes', () => {
  it('count every planned evaluation once', () => {
    const rows = [
      row(),
      row({ dispatch: 'known' }),
      row({ dispatch: 'known', ...DIVERGED }),
      row(DIVERGED),
      row({ dispatch: 'censored', status: 'censored' }),
      row({ status: 'failed' }),
      row({ status: null }),
      row({ arm: 'baseline' }),
      row({ batch: 1 }),
    ];
    const found = outcomes(rows);
    expect(found.map(({ arm, batch, planned }) => [arm, batch, planned])).toEqual([
      ['main', 0, 7],
      ['baseline', 0, 1],
      ['main', 1, 1],
    ]);
    expect(totalOutcomes(found, 'main')).toEqual({
      planned: 8,
      counts: {
        completed: 2,
        cached: 2,
        diverged: 1,
        censored: 1,
        failed: 1,
        running: 1,
      },
    });
  });
});
