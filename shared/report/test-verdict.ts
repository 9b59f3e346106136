// The interpretation of a paired test, and its limits: for the page and for `compare`. Imports nothing of Node.

import type { Objective } from '../contracts/objective.ts';
import { counted, grouped } from '../kernel/counted.ts';
import { canTell, type PairedTest } from './analysis/paired-tests.ts';
import { differenceInWords, pValue, share } from './percent.ts';

const LEVEL = 0.05;

export function shiftInWords({ shift }: PairedTest, objective: Objective): string {
  const words = (difference: number) => differenceInWords(difference, objective);
  const { estimate, low, high, confidence } = shift;
  if (confidence <= 0) return words(estimate);
  return `${words(estimate)} (${share(confidence)} CI ${words(low)} to ${words(high)})`;
}

/** @param tests how many could reach 5 % */
export function verdict(
  { seeds, test, shift, adjusted, leastPValue }: PairedTest,
  tests: number,
): string {
  if (seeds.length === 1) return 'no test with one seed per group.';
  if (test.pairs === 0) return 'no pair differs.';
  const least = Math.min(1, leastPValue * tests);
  const p = `p = ${pValue(adjusted)}${tests > 1 ? `, corrected for ${grouped(tests)} tests` : ''}`;
  if (!canTell({ leastPValue })) {
    return `not conclusive. With ${counted(test.pairs, 'differing pair')}, the smallest possible p is ${pValue(leastPValue)}; p < 0.05 needs at least six pairs.`;
  }
  if (adjusted <= LEVEL) {
    const which = shift.estimate < 0 ? 'second' : 'first';
    return `the ${which} is higher (${p}), for these settings and this data set.`;
  }
  if (least > LEVEL) {
    return `no significant difference (${p}). With ${counted(test.pairs, 'pair')}, the smallest possible corrected p is ${pValue(least)}.`;
  }
  return `no significant difference (${p}). The interval of the shift shows which differences are compatible with these pairs.`;
}
