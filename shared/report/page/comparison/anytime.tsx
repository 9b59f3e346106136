// The best single score by cost: each run, and each group's median with its band.

import { useMemo, useState } from 'preact/hooks';
import { greatest } from '../../../kernel/long-lists.ts';
import { bandOf, equalBudget } from '../../analysis/equal-budget.ts';
import { medianInterval } from '../../analysis/median-interval.ts';
import { CURRENCIES, type Currency, spentOf } from '../../analysis/spending.ts';
import { Nothing, Section } from '../panel.tsx';
import { PlotFigure } from '../plot-figure.tsx';
import { countOf, currencyName, share, spentInWords, value } from '../words.ts';
import { anytimeOptions } from './anytime-options.ts';
import type { ComparisonView } from './comparison-view.ts';
import { coverageInWords } from './coverage.ts';

export function Anytime({ view }: { view: ComparisonView }) {
  const [currency, setCurrency] = useState<Currency>('examples');
  const [isAll, setAll] = useState(false);
  const { runs, objective, words } = view;
  const isPaid = runs.every(({ spent }) => spent.usd !== null);
  const equal = equalBudget(runs, currency);
  const most = greatest(runs.map(({ spent }) => spentOf(spent, currency)));
  const options = useMemo(
    () => anytimeOptions(view, currency, isAll ? most : equal),
    [view, currency, isAll, most, equal],
  );
  const hasReading = (isAll ? most : equal) > 0 && runs.some(({ curve }) => curve.length > 0);
  const shared = spentInWords(equal, currency, words);
  return (
    <Section
      id="anytime"
      title={`Best score by ${currencyName(currency, words)}`}
      lead={`${view.withBias(`Best single ${objective.name} so far: runs as thin lines, group medians as bold lines`)}.`}
      help={[
        'The bias of selection grows with the number of evaluations. The best search score in the table of runs is a mean over replicates.',
        ...bandsInWords(view),
        'The band holds at each point separately, not for the whole curve.',
        'The axis starts at the score of the worst run after a quarter of the budget.',
        ...(currency === 'cpuSeconds'
          ? ['CPU times of different machines are not comparable.']
          : []),
        ...(runs.some(({ readingExamples }) => readingExamples.length > 1)
          ? [
              `Some searches use ${words.training}s with different budgets: a larger budget alone can improve the score.`,
            ]
          : []),
      ]}
      isWide
    >
      <fieldset class="controls choice">
        <legend>Cost axis</legend>
        {CURRENCIES.filter((one) => one !== 'usd' || isPaid).map((one) => (
          <button
            type="button"
            key={one}
            aria-pressed={one === currency}
            onClick={() => setCurrency(one)}
          >
            {currencyName(one, words)}
          </button>
        ))}
        <label>
          <input type="checkbox" checked={isAll} onChange={() => setAll(!isAll)} /> Beyond the equal
          budget
        </label>
      </fieldset>
      {hasReading ? (
        <PlotFigure label={inWords(view, currency, shared)} options={options} />
      ) : (
        <Nothing>No score within this budget yet.</Nothing>
      )}
      <p class="note">
        {isAll
          ? `Equal budget: ${shared} (dotted line). A median ends with the first run of its group.`
          : `Equal budget: ${shared}, the most that all runs have spent.`}
      </p>
    </Section>
  );
}

/** One sentence per size of group. */
function bandsInWords({ groups }: ComparisonView): string[] {
  const sizes = [...new Set(groups.map(({ runs }) => runs.length))].sort((a, b) => a - b);
  return sizes.map((size) => {
    const interval = medianInterval(Array.from({ length: size }, (_, n) => n));
    if (interval === null || size === 1) return 'A group of one run has no band.';
    const { isRange, coverage } = interval;
    return isRange
      ? `The band of a group of ${countOf(size, 'run')} is their range, which covers the median with a probability of ${share(coverage)}.`
      : `The band of a group of ${countOf(size, 'run')} is the exact interval of the median by order statistics (${share(coverage)}).`;
  });
}

function inWords({ groups, objective }: ComparisonView, currency: Currency, at: string): string {
  const equal = equalBudget(
    groups.flatMap(({ runs }) => runs),
    currency,
  );
  const ends = groups.map(({ name, runs }) => {
    const last = bandOf(runs, currency, equal).at(-1);
    if (last === undefined) return `${name} has no median`;
    return `${name} ${value(last.median, objective)} (${coverageInWords(last)}: ${value(last.low, objective)} to ${value(last.high, objective)})`;
  });
  return `Median best single score of ${objective.name} after ${at}: ${ends.join('; ')}.`;
}
