// The statistics against values from elsewhere: scipy 1.15 (wilcoxon, method exact), R 4
// (wilcox.test with conf.int) and the tables of the papers named in the sources.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { comparePairs, comparisonTable } from '../../shared/report/paired-comparison.ts';
import { pairedDifference, wilson } from '../../shared/report/proportions.ts';
import { hodgesLehmann, signedRankTest } from '../../shared/report/signed-rank.ts';

describe('signed-rank test', () => {
  it('ten positive differences: 1 of 1,024', () => {
    const differences = Array.from({ length: 10 }, (_, n) => 0.1 + n);
    expect(signedRankTest(differences)).toEqual({ pairs: 10, statistic: 55, pValue: 1 / 1024 });
  });

  it("Hollander and Wolfe's depression data: V = 40, p = 0.01953", () => {
    // R: wilcox.test(x, y, paired = TRUE, alternative = "greater")
    const x = [1.83, 0.5, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.3];
    const y = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29];
    const found = signedRankTest(x.map((value, index) => value - y[index]!));
    expect(found.statistic).toBe(40);
    expect(found.pValue).toBeCloseTo(0.01953125, 10);
  });

  it('ties have their mean rank, zeros are left out, and the distribution is that of the ranks', () => {
    const found = signedRankTest([1, 1, -1, 2, 0, 3]);
    expect(found).toMatchObject({ pairs: 5, statistic: 13 });
    // Ranks 2, 2, 2, 4, 5: sums of 13 and more are 13 (three ways) and 15 (one) of 32.
    expect(found.pValue).toBeCloseTo(4 / 32, 12);
  });

  it('agrees with counting all signs', () => {
    const difference = fc.integer({ min: -6, max: 6 });
    fc.assert(
      fc.property(fc.array(difference, { maxLength: 8 }), (differences) => {
        const { statistic, pValue, pairs } = signedRankTest(differences);
        const sizes = differences.filter((value) => value !== 0).map(Math.abs);
        let extreme = 0;
        for (let signs = 0; signs < 2 ** pairs; signs += 1) {
          const signed = sizes.map((size, index) => ((signs >> index) & 1 ? size : -size));
          if (signedRankTest(signed).statistic >= statistic) extreme += 1;
        }
        expect(pValue).toBeCloseTo(extreme / 2 ** pairs, 12);
      }),
      { numRuns: 50 },
    );
  });
});

describe('Hodges and Lehmann', () => {
  it("Hollander and Wolfe's depression data: 0.46, 95 % 0.010 to 0.786", () => {
    const x = [1.83, 0.5, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.3];
    const y = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29];
    const found = hodgesLehmann(x.map((value, index) => value - y[index]!));
    expect(found.estimate).toBeCloseTo(0.46, 6);
    expect(found.low).toBeCloseTo(0.01, 6);
    expect(found.high).toBeCloseTo(0.786, 6);
    expect(found.confidence).toBe(0.95);
  });

  it('is the 9th average from either end of ten differences, as the tables say', () => {
    const differences = Array.from({ length: 10 }, (_, n) => 2 ** n);
    const averages = differences
      .flatMap((a, index) => differences.slice(index).map((b) => (a + b) / 2))
      .sort((a, b) => a - b);
    const { low, high } = hodgesLehmann(differences);
    expect([low, high]).toEqual([averages[8], averages[55 - 9]]);
  });

  it('says when there are too few differences for 95 %', () => {
    expect(hodgesLehmann([1, 2, 3])).toEqual({ estimate: 2, low: 1, high: 3, confidence: 0.75 });
  });
});

describe('proportions', () => {
  it('Wilson: 81 of 263, as in Newcombe (1998)', () => {
    const { low, high } = wilson(81, 263);
    expect([low, high].map((value) => value.toFixed(4))).toEqual(['0.2553', '0.3662']);
  });

  it('paired difference: 36, 12, 2, 0 of Newcombe (1998), table III', () => {
    const found = pairedDifference({ both: 36, championOnly: 12, baselineOnly: 2, neither: 0 });
    expect(found.estimate).toBeCloseTo(0.2, 12);
    expect(found.low.toFixed(4)).toBe('0.0569');
    expect(found.high.toFixed(4)).toBe('0.3404');
  });

  it('the same answers everywhere: no difference, and no width beyond that of chance', () => {
    const { estimate, low, high } = pairedDifference({
      both: 9800,
      championOnly: 0,
      baselineOnly: 0,
      neither: 200,
    });
    expect(estimate).toBe(0);
    expect(high - low).toBeLessThan(0.002);
  });
});

describe('a paired comparison', () => {
  const low = Array.from({ length: 6 }, (_, n) => 0.2 + n / 100);
  const high = low.map((value, n) => value + 0.05 + n / 1000);

  it('tests that the first is better, which a lower value is where the objective is minimised', () => {
    const p = (direction: 'maximize' | 'minimize', first: number[], other: number[]) =>
      comparePairs('primary', direction, ['a', first], ['b', other]).test.pValue;
    expect(p('minimize', low, high)).toBe(1 / 64);
    expect(p('minimize', high, low)).toBe(1);
    expect(p('maximize', high, low)).toBe(1 / 64);
    expect(p('maximize', low, high)).toBe(1);
  });

  it('prints accuracy in percent and points, a loss as the number that it is', () => {
    const row = (name: string, direction: 'maximize' | 'minimize') =>
      comparisonTable([comparePairs('primary', direction, ['a', low], ['b', high])], {
        name,
        direction,
        format: name === 'accuracy' ? 'percent' : 'number',
      }).at(-1)!;
    expect(row('loss', 'minimize')).toMatch(
      /^\| a − b \| primary \| 0\.225 \| 0\.2775 \| −0\.0525 \|/,
    );
    expect(row('loss', 'minimize')).not.toMatch(/points/);
    expect(row('accuracy', 'maximize')).toMatch(/\| 22\.50 % \| 27\.75 % \| −5\.25 points \|/);
  });
});
