// What a count of right answers on a test split says: intervals of the sampling of its images alone.
// How a network would have come out with another seed is not in them.

import type { PairedCounts } from '../contracts/ledger-events.ts';

/** The limit of `pairedDifference` of one run and its baseline. */
export const ONE_PAIR = 'this compares two networks, not two strategies';

/** The 97.5 % quantile of the normal distribution. */
const Z = 1.959964;

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * The 95 % interval of a proportion.
 * @see Wilson, Probable Inference, the Law of Succession, and Statistical Inference (1927)
 */
export function wilson(correct: number, total: number): Interval {
  const share = correct / total;
  const center = share + (Z * Z) / (2 * total);
  const spread = Z * Math.sqrt((share * (1 - share)) / total + (Z * Z) / (4 * total * total));
  const scale = 1 + (Z * Z) / total;
  return { low: (center - spread) / scale, high: (center + spread) / scale };
}

/**
 * The difference of two proportions of the same images, champion less baseline, with its 95 % interval.
 * @see Newcombe, Improved Confidence Intervals for the Difference Between Binomial Proportions Based
 * on Paired Data (1998), method 10
 */
export function pairedDifference(counts: PairedCounts): Interval & { readonly estimate: number } {
  const { both, championOnly, baselineOnly, neither } = counts;
  const total = both + championOnly + baselineOnly + neither;
  const first = both + championOnly;
  const second = both + baselineOnly;
  const [p, q] = [first / total, second / total];
  const [ofFirst, ofSecond] = [wilson(first, total), wilson(second, total)];
  const phi = correlation(counts, total);
  const width = (a: number, b: number) => Math.sqrt(Math.max(0, a * a - 2 * phi * a * b + b * b));
  return {
    estimate: p - q,
    low: p - q - width(p - ofFirst.low, ofSecond.high - q),
    high: p - q + width(ofFirst.high - p, q - ofSecond.low),
  };
}

/** φ of the two answers, corrected for continuity where it is positive; 0 where a margin is empty. */
function correlation(counts: PairedCounts, total: number): number {
  const { both, championOnly, baselineOnly, neither } = counts;
  const margins =
    (both + championOnly) *
    (baselineOnly + neither) *
    (both + baselineOnly) *
    (championOnly + neither);
  if (margins === 0) return 0;
  const product = both * neither - championOnly * baselineOnly;
  const corrected = product > 0 ? Math.max(0, product - total / 2) : product;
  return corrected / Math.sqrt(margins);
}
