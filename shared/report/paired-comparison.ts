// Paired runs of two strategies in numbers, and as a table. Imports nothing of Node.
import type { Objective, ObjectiveDeclaration } from '../contracts/objective.ts';
import { greatest } from '../kernel/long-lists.ts';
import { differenceInWords, valueInWords } from './percent.ts';
import { hodgesLehmann, type Shift, type SignedRank, signedRankTest } from './signed-rank.ts';

export interface PairedComparison {
  readonly first: string;
  readonly other: string;
  readonly endpoint: string;
  readonly firstMean: number;
  readonly otherMean: number;
  /** First less other, a pair each. */
  readonly differences: readonly number[];
  /** One-sided: that the first is better. */
  readonly test: SignedRank;
  readonly shift: Shift;
}

/**
 * @param direction which values are better
 * @param readings of each strategy, a pair each, in one order
 */
export function comparePairs(
  endpoint: string,
  direction: ObjectiveDeclaration['direction'],
  [first, firsts]: readonly [string, readonly number[]],
  [other, others]: readonly [string, readonly number[]],
): PairedComparison {
  // Nine digits, and accuracies of 5,000 images have no more: equal means must be ties.
  const most = greatest([...firsts, ...others].map(Math.abs));
  const digits = most > 0 ? Math.min(100, Math.max(0, 9 - Math.ceil(Math.log10(most)))) : 9;
  const differences = firsts.map((value, pair) =>
    Number((value - (others[pair] ?? 0)).toFixed(digits)),
  );
  const mean = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  return {
    ...{ first, other, endpoint, differences },
    firstMean: mean(firsts),
    otherMean: mean(others),
    test: signedRankTest(direction === 'maximize' ? differences : differences.map((one) => -one)),
    shift: hodgesLehmann(differences),
  };
}

/** Lines of a Markdown table. */
export function comparisonTable(
  comparisons: readonly PairedComparison[],
  objective: Objective,
): string[] {
  const shift = (value: number) => differenceInWords(value, objective);
  const rows = comparisons.map(({ first, other, endpoint, firstMean, otherMean, test, ...row }) => {
    const { estimate, low, high, confidence } = row.shift;
    const interval = `${shift(low)} to ${shift(high)}`;
    const cells = [
      `${first} − ${other}`,
      endpoint,
      valueInWords(firstMean, objective),
      valueInWords(otherMean, objective),
      shift(estimate),
      confidence < 0.95 ? `${interval} (${(100 * confidence).toFixed(0)} %)` : interval,
      test.pValue.toPrecision(2),
      `${test.pairs}`,
    ];
    return `| ${cells.join(' | ')} |`;
  });
  const heads = [
    'comparison',
    'endpoint',
    'mean of first',
    'mean of other',
    'shift',
    '95 % confidence interval',
    'p',
    'pairs without ties',
  ];
  return [`| ${heads.join(' | ')} |`, `|${' --- |'.repeat(heads.length)}`, ...rows];
}
