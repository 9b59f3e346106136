// How far two series of readings of the same things agree.
import { greatest } from '../shared/kernel/long-lists.ts';

export interface Agreement {
  readonly count: number;
  /** Of the second minus the first. */
  readonly meanDifference: number;
  readonly standardError: number;
  readonly meanAbsolute: number;
  readonly worst: number;
  /** Place of the worst. */
  readonly worstAt: number;
  /** Spearman's rank correlation, ties at their mean rank. */
  readonly rankCorrelation: number;
}

export function agreementOf(first: readonly number[], second: readonly number[]): Agreement {
  const differences = first.map((value, index) => second[index]! - value);
  const absolute = differences.map(Math.abs);
  const meanDifference = mean(differences);
  const variance = mean(differences.map((one) => (one - meanDifference) ** 2));
  const worst = greatest(absolute);
  return {
    count: first.length,
    meanDifference,
    standardError: Math.sqrt(variance / (first.length - 1)),
    meanAbsolute: mean(absolute),
    worst,
    worstAt: absolute.indexOf(worst),
    rankCorrelation: correlation(ranksOf(first), ranksOf(second)),
  };
}

function ranksOf(values: readonly number[]): number[] {
  return values.map((value) => {
    const below = values.filter((other) => other < value).length;
    const equal = values.filter((other) => other === value).length;
    return below + (equal - 1) / 2;
  });
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const [meanA, meanB] = [mean(a), mean(b)];
  const product = a.reduce((sum, value, i) => sum + (value - meanA) * (b[i]! - meanB), 0);
  const square = (values: readonly number[], center: number) =>
    values.reduce((sum, value) => sum + (value - center) ** 2, 0);
  return product / Math.sqrt(square(a, meanA) * square(b, meanB));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
