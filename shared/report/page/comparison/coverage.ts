// The coverage of an interval of a median.
import type { MedianInterval } from '../../analysis/median-interval.ts';
import { share, count as shown } from '../words.ts';

/** One number has no interval. */
export function coverageInWords({ count, coverage, isRange }: MedianInterval): string {
  if (count === 1) return 'one run, no interval';
  return isRange
    ? `range of ${shown(count)} runs, covers ${share(coverage)}`
    : `${share(coverage)} CI, ${shown(count)} runs`;
}
