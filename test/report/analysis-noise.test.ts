// Noise and what is made of it: bands of the curves by generation and by what was spent.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anytime } from '../../shared/report/analysis/anytime.ts';
import { generations } from '../../shared/report/analysis/generations.ts';
import { noiseOf, readingError } from '../../shared/report/analysis/noise.ts';
import { commonBudget, standings } from '../../shared/report/analysis/standings.ts';
import { DIVERGED, DOWN, row, training, UP } from './analysis-rows.ts';

const twice = (genomeHash: string, first: number, second: number, more = {}) => [
  row({ genomeHash, reading: first, replicate: 0, ...more }),
  row({ genomeHash, reading: second, replicate: 1, ...more }),
];

describe('noise', () => {
  it('pools variances within genomes by their degrees of freedom', () => {
    const rows = [
      ...twice('a', 1, 3),
      row({ genomeHash: 'a', reading: 5, replicate: 2 }),
      ...twice('b', 10, 10),
      row({ reading: 99 }),
    ];
    // Squares 8 on 2 and 0 on 1: 8 / 3.
    expect(noiseOf(rows)).toEqual({ deviation: Math.sqrt(8 / 3), genomes: 2, freedom: 3 });
  });

  it('does not compare budgets, count a known reading twice, or take what diverged', () => {
    const [first, second] = twice('a', 1, 3);
    const known = row({ genomeHash: 'a', reading: 1, replicate: 0, dispatch: 'known' });
    expect(
      noiseOf([first!, row({ genomeHash: 'a', reading: 3, replicate: 1, examples: 64 })]),
    ).toBe(null);
    expect(noiseOf([first!, known])).toBe(null);
    expect(noiseOf([first!, row({ genomeHash: 'a', replicate: 1, ...DIVERGED })])).toBe(null);
    expect(noiseOf([first!, second!, known])).toMatchObject({ genomes: 1, freedom: 1 });
  });

  it('does not depend on how good the genomes are', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1 }), (levels) => {
        const rows = levels.flatMap((level, n) => twice(`g${n}`, level, level + 2));
        expect(noiseOf(rows)?.deviation).toBeCloseTo(Math.SQRT2, 10);
      }),
    );
  });

  it('falls back to the error of counting, and is 0 where nothing is known', () => {
    expect(readingError({ deviation: 0.4, genomes: 1, freedom: 1 }, 4, 0.1)).toBe(0.2);
    expect(readingError(null, 4, 0.1)).toBe(0.05);
    expect(readingError(null, 1, null)).toBe(0);
  });
});

describe('generations', () => {
  it("take the best candidate's mean of its replicates, with the noise of so many", () => {
    const rows = [
      row({ genomeHash: 'a', reading: 0.9 }),
      row({ genomeHash: 'a', reading: 0.5, replicate: 1 }),
      row({ genomeHash: 'b', reading: 0.8 }),
      row(DIVERGED),
    ];
    const [found] = generations(rows, UP, { deviation: 0.2, genomes: 1, freedom: 1 });
    expect(found).toMatchObject({ best: 0.8, bestError: 0.2, readings: 3 });
    const [least] = generations(rows, DOWN, { deviation: 0.2, genomes: 1, freedom: 1 });
    expect(least?.best).toBeCloseTo(0.7);
    expect(least?.bestError).toBeCloseTo(0.2 / Math.SQRT2);
  });

  it('are none of a population that all diverged', () => {
    expect(generations([row(DIVERGED)], UP)).toEqual([]);
  });
});

describe('anytime', () => {
  const rows = [
    row({ ...DIVERGED, training: training({ examplesSeen: 10 }) }),
    row({ reading: 0.5, training: training() }),
    row({ reading: 0.9, arm: 'baseline', training: training() }),
    row({ reading: 0.7, training: training({ trainMs: 2000, setupMs: 500, evalMs: 500 }) }),
    row({ reading: 0.7, dispatch: 'known' }),
    row({ reading: 0.6, training: training({ usd: 2 }) }),
  ];

  it('steps where a reading is the best so far, after all that was paid before', () => {
    const steps = anytime(rows, 'main', UP, 'examples');
    expect(steps.map(({ spent, best }) => [spent, best])).toEqual([
      [650, 0.5],
      [1290, 0.7],
      [1930, 0.7],
    ]);
  });

  it('counts seconds of training, its setup included, and of scoring, dollars, and either direction', () => {
    expect(anytime(rows, 'main', UP, 'cpuSeconds').at(-1)?.spent).toBe(5.5);
    expect(anytime(rows, 'main', UP, 'usd').at(-1)?.spent).toBe(2);
    expect(anytime(rows, 'main', DOWN, 'examples').map(({ best }) => best)).toEqual([0.5, 0.5]);
  });

  it('never gets worse, and ends with all that the arm spent', () => {
    const reading = fc.option(fc.double({ min: 0, max: 1, noNaN: true }));
    fc.assert(
      fc.property(fc.array(reading), (readings) => {
        const some = readings.map((one) =>
          row({ ...(one === null ? DIVERGED : { reading: one }), training: training() }),
        );
        const steps = anytime(some, 'main', UP, 'examples');
        for (const [n, { best }] of steps.entries()) {
          expect(best).toBeGreaterThanOrEqual(steps[n - 1]?.best ?? 0);
        }
        if (steps.length > 0) expect(steps.at(-1)?.spent).toBe(640 * some.length);
      }),
    );
  });
});

describe('standings', () => {
  it('are means on the largest budget, none where a replicate diverged', () => {
    const found = standings([
      row({ genomeHash: 'a', reading: 0.1, examples: 64 }),
      ...twice('a', 0.4, 0.6),
      ...twice('b', 0.4, 0.6),
      row({ genomeHash: 'b', replicate: 2, ...DIVERGED }),
      row({ genomeHash: 'c', status: 'failed', values: [null] }),
    ]);
    expect(found.get('a')).toMatchObject({ mean: 0.5, values: [0.4, 0.6], examples: 640 });
    expect(found.get('b')?.mean).toBe(null);
    expect(found.has('c')).toBe(false);
  });

  it('the common budget is that of most rows', () => {
    expect(commonBudget([row(), row(), row({ examples: 64 })])).toBe(640);
    expect(commonBudget([])).toBe(undefined);
  });
});
