// Whether two readings put genomes in the same order, and how sure that is. Imports nothing of Node.
import { mean } from 'd3';

export interface RankCorrelation {
  readonly pairs: number;
  /** Spearman's ρ; null of fewer than three pairs, or where a side has one value only. */
  readonly rho: number | null;
  /** 95 %; null of fewer than four pairs. */
  readonly interval: { readonly low: number; readonly high: number } | null;
}

/** The 97.5 % quantile of the normal distribution. */
const Z = 1.959964;

/**
 * Spearman's ρ with an interval by Fisher's z, whose standard error is √((1 + ρ²/2)/(n − 3)).
 * @see Bonett and Wright, Sample Size Requirements for Estimating Pearson, Kendall and Spearman
 * Correlations (2000)
 */
export function spearman(pairs: readonly (readonly [number, number])[]): RankCorrelation {
  const n = pairs.length;
  const rho = n < 3 ? null : correlation(meanRanks(pairs, 0), meanRanks(pairs, 1));
  if (rho === null || n < 4) return { pairs: n, rho, interval: null };
  // At ±1 Fisher's z has no end: the interval is then this one point, which no few pairs deserve.
  if (Math.abs(rho) >= 1) return { pairs: n, rho, interval: null };
  const error = Math.sqrt((1 + (rho * rho) / 2) / (n - 3));
  const at = (z: number) => Math.tanh(Math.atanh(rho) + z * error);
  return { pairs: n, rho, interval: { low: at(-Z), high: at(Z) } };
}

/** Ranks from 1, ties by their mean rank. */
export function ranksOf(values: readonly number[]): number[] {
  const order = values.map((_, index) => index).sort((a, b) => less(values, a, b));
  const ranks = new Array<number>(values.length).fill(0);
  let start = 0;
  while (start < order.length) {
    const value = values[order[start] as number];
    let end = start;
    while (end + 1 < order.length && values[order[end + 1] as number] === value) end += 1;
    for (let place = start; place <= end; place += 1) {
      ranks[order[place] as number] = (start + end) / 2 + 1;
    }
    start = end + 1;
  }
  return ranks;
}

/** Infinities are equal to themselves, which their difference is not. */
function less(values: readonly number[], a: number, b: number): number {
  const [first, second] = [values[a] as number, values[b] as number];
  return first === second ? 0 : first - second;
}

function meanRanks(pairs: readonly (readonly [number, number])[], side: 0 | 1): number[] {
  return ranksOf(pairs.map((pair) => pair[side]));
}

function correlation(a: readonly number[], b: readonly number[]): number | null {
  const [middleOfA, middleOfB] = [mean(a) as number, mean(b) as number];
  let [product, squareOfA, squareOfB] = [0, 0, 0];
  for (const [index, rank] of a.entries()) {
    const [x, y] = [rank - middleOfA, (b[index] as number) - middleOfB];
    product += x * y;
    squareOfA += x * x;
    squareOfB += y * y;
  }
  return squareOfA === 0 || squareOfB === 0 ? null : product / Math.sqrt(squareOfA * squareOfB);
}
