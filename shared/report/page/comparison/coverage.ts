// What an interval of a median is worth, in words.
import type { MedianInterval } from '../../analysis/median-interval.ts';

/** Of one number there is no interval. */
export function coverageInWords({ count, coverage, isRange }: MedianInterval): string {
  if (count === 1) return 'one run: no interval';
  const share = `${(100 * coverage).toFixed(count < 6 ? 0 : 1)} %`;
  return isRange ? `range of ${count}, covers ${share}` : `${share} of ${count}`;
}
