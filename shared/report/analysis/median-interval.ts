// The median of a few numbers with its exact interval, which assumes no distribution: two of the numbers in
// their order. Imports nothing of Node.
// Source: David and Nagaraja, Order Statistics (2003), section 7.1.

export interface MedianInterval {
  readonly count: number;
  readonly median: number;
  readonly low: number;
  readonly high: number;
  /** How often such an interval holds the median, at least: 95 % or more from six numbers on, else of the range. */
  readonly coverage: number;
  /** Whether low and high are the least and the greatest: no narrower one would do. */
  readonly isRange: boolean;
}

/** @returns null of no numbers */
export function medianInterval(values: readonly number[]): MedianInterval | null {
  const count = values.length;
  if (count === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const at = (index: number) => sorted[index] as number;
  const { cut, coverage } = intervalCut(count);
  return {
    count,
    median: (at(Math.floor((count - 1) / 2)) + at(Math.floor(count / 2))) / 2,
    low: at(cut),
    high: at(count - 1 - cut),
    coverage,
    isRange: cut === 0,
  };
}

/** Numbers to leave out at either end: as many as keep each tail of the sign test within 2.5 %. */
function intervalCut(count: number): { cut: number; coverage: number } {
  let chance = 0.5 ** count;
  let tail = chance;
  let cut = 0;
  for (;;) {
    const next = (chance * (count - cut)) / (cut + 1);
    if (tail + next > 0.025) break;
    chance = next;
    tail += next;
    cut += 1;
  }
  return { cut, coverage: Math.max(0, 1 - 2 * tail) };
}
