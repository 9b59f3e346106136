// Paired comparisons: Wilcoxon's signed-rank test, exact, and Hodges and Lehmann's estimate of the
// shift with its interval. Imports nothing of Node.
// Source: Hollander, Wolfe and Chicken, Nonparametric Statistical Methods (2014), chapter 3.

export interface SignedRank {
  /** Pairs that differ; the others say nothing about the direction. */
  readonly pairs: number;
  /** Sum of the ranks of positive differences; ties have their mean rank. */
  readonly statistic: number;
  /** One-sided: how likely so large a statistic is, were either sign as likely. 1 without a pair. */
  readonly pValue: number;
}

export interface Shift {
  /** Median of the means of all pairs of differences, each with itself included. */
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
  /** What the interval covers at least: 95 %, or less where there are fewer than six differences. */
  readonly confidence: number;
}

/** The exact test that differences are positive. @param differences first less second, a pair each */
export function signedRankTest(differences: readonly number[]): SignedRank {
  const ranked = doubledRanks(differences.filter((difference) => difference !== 0));
  const doubled = ranked.reduce((sum, { rank, sign }) => sum + (sign > 0 ? rank : 0), 0);
  const counts = distribution(ranked.map(({ rank }) => rank));
  const extreme = counts.slice(doubled).reduce((sum, count) => sum + count, 0);
  const pValue = extreme / 2 ** ranked.length;
  return { pairs: ranked.length, statistic: doubled / 2, pValue };
}

/** @throws RangeError without a difference */
export function hodgesLehmann(differences: readonly number[]): Shift {
  const count = differences.length;
  if (count === 0) throw new RangeError('no differences');
  const averages = differences
    .flatMap((a, index) => differences.slice(index).map((b) => (a + b) / 2))
    .sort((a, b) => a - b);
  const middle = averages.length / 2;
  const at = (index: number) => averages[index] as number;
  const estimate =
    averages.length % 2 === 1 ? at(Math.floor(middle)) : (at(middle - 1) + at(middle)) / 2;
  const { cut, confidence } = intervalCut(count);
  return { estimate, low: at(cut), high: at(averages.length - 1 - cut), confidence };
}

/**
 * Averages to leave out at either end: as many as keep each tail within 2.5 %; of too few
 * differences none, and the confidence is what that gives.
 */
function intervalCut(count: number): { cut: number; confidence: number } {
  const ranks = Array.from({ length: count }, (_, index) => 2 * (index + 1));
  const chances = distribution(ranks).map((ways) => ways / 2 ** count);
  let tail = 0;
  let cut = 0;
  // Statistics without ties are whole, their doubles even.
  for (let statistic = 0; tail + (chances[2 * statistic] ?? 1) <= 0.025; statistic += 1) {
    tail += chances[2 * statistic] ?? 0;
    cut = statistic;
  }
  return { cut, confidence: Math.min(0.95, 1 - 2 * (chances[0] ?? 0)) };
}

/** Twice the rank of each absolute difference, so that the mean ranks of ties are whole. */
function doubledRanks(differences: readonly number[]) {
  const sizes = differences.map(Math.abs);
  return differences.map((difference) => {
    const size = Math.abs(difference);
    const below = sizes.filter((other) => other < size).length;
    const equal = sizes.filter((other) => other === size).length;
    return { rank: 2 * below + equal + 1, sign: Math.sign(difference) };
  });
}

/** In how many of the 2^n choices of signs the doubled statistic takes each value. */
function distribution(doubled: readonly number[]): number[] {
  let counts = [1];
  for (const rank of doubled) {
    const next = [...counts, ...new Array<number>(rank).fill(0)];
    for (const [value, ways] of counts.entries()) {
      next[value + rank] = (next[value + rank] ?? 0) + ways;
    }
    counts = next;
  }
  return counts;
}
