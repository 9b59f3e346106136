// The statistics of a comparison against values from elsewhere: scipy 1.17 (quantile_test, binom, wilcoxon with
// method exact) and R's p.adjust.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { medianInterval } from '../../shared/report/analysis/median-interval.ts';
import { holm, leastPValue, twoSided } from '../../shared/report/analysis/paired-tests.ts';

describe('the interval of a median', () => {
  it.each([
    // scipy: quantile_test(x, q=median(x), p=.5).confidence_interval(.95); 1 - 2 * binom.cdf(k - 1, n, .5)
    [6, 1, 6, 0.96875],
    [9, 2, 8, 0.9609375],
    [10, 2, 9, 0.978515625],
    [15, 4, 12, 0.96484375],
    [20, 6, 15, 0.9586105346679688],
    [25, 8, 18, 0.9567147493362427],
  ])('of %i numbers goes from the %i. to the %i.', (count, low, high, coverage) => {
    const found = medianInterval(Array.from({ length: count }, (_, index) => count - index));
    expect(found).toMatchObject({ count, low, high, median: (count + 1) / 2 });
    expect(found?.coverage).toBeCloseTo(coverage, 12);
  });

  it('of fewer than six is the range, and covers what a range does', () => {
    expect(medianInterval([])).toBeNull();
    expect(medianInterval([7])).toMatchObject({ median: 7, low: 7, high: 7, coverage: 0 });
    expect(medianInterval([3, 1, 2, 5, 4])).toEqual({
      ...{ count: 5, median: 3, low: 1, high: 5 },
      ...{ coverage: 1 - 2 / 2 ** 5, isRange: true },
    });
  });

  it('covers 95 % from six numbers on, and a narrower one would not', () => {
    fc.assert(
      fc.property(fc.integer({ min: 6, max: 60 }), (count) => {
        const found = medianInterval(Array.from({ length: count }, (_, index) => index));
        const ways = binomials(count);
        const covered = (cut: number) =>
          1 - (2 * ways.slice(0, cut + 1).reduce((sum, one) => sum + one, 0)) / 2 ** count;
        expect(found?.coverage).toBeCloseTo(covered(found?.low ?? 0), 9);
        expect(covered(found?.low ?? 0)).toBeGreaterThanOrEqual(0.95);
        expect(covered((found?.low ?? 0) + 1)).toBeLessThan(0.95);
      }),
      { numRuns: 30 },
    );
  });
});

describe('paired tests', () => {
  it('two-sided: 10 of 256 either way round', () => {
    // scipy: wilcoxon(d, alternative='two-sided', method='exact').pvalue = 0.0390625
    const differences = [0.35, -0.1, 0.2, 0.5, 0.15, -0.05, 0.4, 0.25];
    expect(twoSided(differences)).toBe(0.0390625);
    expect(twoSided(differences.map((one) => -one))).toBe(0.0390625);
  });

  it('tell the least p that so many pairs can give', () => {
    expect([0, 1, 2, 5, 6, 10].map(leastPValue)).toEqual([1, 1, 0.5, 0.0625, 0.03125, 2 / 1024]);
    expect(twoSided([1, 2, 3, 4, 5])).toBe(leastPValue(5));
  });

  it('are corrected as p.adjust(p, "holm") does', () => {
    expect(holm([0.01, 0.04, 0.03, 0.005])).toEqual([0.03, 0.06, 0.06, 0.02]);
    expect(holm([0.03, 0.01, 0.5])).toEqual([0.06, 0.03, 0.5]);
    expect(holm([0.9, 0.8])).toEqual([1, 1]);
    expect(holm([])).toEqual([]);
  });
});

function binomials(count: number): number[] {
  const ways = [1];
  for (let k = 1; k <= count; k += 1) ways.push((ways[k - 1]! * (count - k + 1)) / k);
  return ways;
}
