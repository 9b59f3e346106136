// What a paired test says in words, and loudly what it cannot say.
import { counted } from '../../../kernel/counted.ts';
import { canTell, type PairedTest } from '../../analysis/paired-tests.ts';
import type { PrintedObjective } from '../../percent.ts';
import { differenceInWords } from '../../percent.ts';

const LEVEL = 0.05;

/** As many digits as tell values apart. */
export function pValue(p: number): string {
  return p >= 0.001 ? String(Number(p.toPrecision(2))) : p.toExponential(1);
}

export function shiftInWords({ shift }: PairedTest, objective: PrintedObjective): string {
  const words = (difference: number) => differenceInWords(difference, objective);
  const { estimate, low, high, confidence } = shift;
  if (confidence <= 0) return words(estimate);
  const share = `${Number((100 * confidence).toFixed(1))} %`;
  return `${words(estimate)} (${share} interval ${words(low)} to ${words(high)})`;
}

/** @param tests how many could reach 5 % */
export function verdict(
  { seeds, test, shift, adjusted, leastPValue }: PairedTest,
  tests: number,
): string {
  if (seeds.length === 1) return 'one seed of each is no comparison.';
  if (test.pairs === 0) return 'no pair differs.';
  const least = Math.min(1, leastPValue * tests);
  const corrected = tests > 1 ? ' once corrected for the number of tests' : '';
  if (!canTell({ leastPValue })) {
    return `${counted(test.pairs, 'differing pair')} can give no p under ${pValue(leastPValue)}, whatever the runs: this proves nothing either way. Six are the fewest that can.`;
  }
  if (adjusted <= LEVEL) {
    const which = shift.estimate < 0 ? 'second' : 'first';
    return `the ${which} is higher, by more than chance is likely to give (p = ${pValue(adjusted)}${corrected}); with these settings, on this data set.`;
  }
  if (least > LEVEL) {
    return `no difference was shown (p = ${pValue(adjusted)}${corrected}), and with ${counted(test.pairs, 'pair')} and ${tests} tests none could have been: no corrected p under ${pValue(least)} is possible.`;
  }
  return `no difference was shown (p = ${pValue(adjusted)}${corrected}), which is not to say that there is none: the interval tells which shifts go with these pairs.`;
}
