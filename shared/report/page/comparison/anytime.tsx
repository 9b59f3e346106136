// How the best single score rose with what was spent: each run, and each group's median with its band.

import { useMemo, useState } from 'preact/hooks';
import { greatest } from '../../../kernel/long-lists.ts';
import { bandOf, equalBudget } from '../../analysis/equal-budget.ts';
import { medianInterval } from '../../analysis/median-interval.ts';
import { type Currency, spentOf } from '../../analysis/spending.ts';
import { Nothing, Section } from '../panel.tsx';
import { PlotFigure } from '../plot-figure.tsx';
import { count, seconds, usd, value } from '../words.ts';
import { anytimeOptions } from './anytime-options.ts';
import type { ComparisonView } from './comparison-view.ts';
import { coverageInWords } from './coverage.ts';

const CURRENCIES: Readonly<Record<Currency, { name: string; words: (spent: number) => string }>> = {
  examples: {
    name: 'Training examples',
    words: (spent) => `${count(spent)} training examples seen`,
  },
  cpuSeconds: { name: 'CPU-seconds', words: (spent) => `${seconds(spent)} of CPU time` },
  usd: { name: 'USD', words: usd },
};

export function Anytime({ view }: { view: ComparisonView }) {
  const [currency, setCurrency] = useState<Currency>('examples');
  const [isAll, setAll] = useState(false);
  const { runs, objective } = view;
  const isPaid = runs.every(({ spent }) => spent.usd !== null);
  const equal = equalBudget(runs, currency);
  const most = greatest(runs.map(({ spent }) => spentOf(spent, currency)));
  const options = useMemo(
    () => anytimeOptions(view, currency, isAll ? most : equal),
    [view, currency, isAll, most, equal],
  );
  const hasReading = (isAll ? most : equal) > 0 && runs.some(({ curve }) => curve.length > 0);
  const { words } = CURRENCIES[currency];
  return (
    <Section
      id="anytime"
      title="Best single score, by what was spent"
      lead={`Thin: each run’s best single score of ${objective.name} so far. Bold: the median of a group; its band is ${bandsInWords(view)} Bands hold at each place by itself, not along the whole curve. It is too high by selection, the more so the more was evaluated; the best of a run, in the table, is a mean over replicates.`}
      isWide
    >
      <fieldset class="controls choice">
        <legend>Axis</legend>
        {(['examples', 'cpuSeconds', 'usd'] as const)
          .filter((one) => one !== 'usd' || isPaid)
          .map((one) => (
            <button
              type="button"
              key={one}
              aria-pressed={one === currency}
              onClick={() => setCurrency(one)}
            >
              {CURRENCIES[one].name}
            </button>
          ))}
        <label>
          <input type="checkbox" checked={isAll} onChange={() => setAll(!isAll)} /> beyond the equal
          budget
        </label>
      </fieldset>
      {hasReading ? (
        <PlotFigure label={inWords(view, currency, words(equal))} options={options} />
      ) : (
        <Nothing>Within this budget there is no reading: a run has only begun.</Nothing>
      )}
      <p class="note">
        {isAll
          ? `All runs have spent ${words(equal)} (the dotted line); beyond it a median ends where the first run of its group ends.`
          : `Cut at ${words(equal)}, which all runs have spent: an equal budget.`}{' '}
        The axis begins at what the worst run had read after a quarter of it.
        {currency === 'cpuSeconds' &&
          ' Seconds of other machines, or of one that was busy otherwise, are not alike.'}
      </p>
      {runs.some(({ readingExamples }) => readingExamples.length > 1) && (
        <p class="note">
          Some of these searches read candidates by trainings of different lengths: a rise may be
          that of a longer training alone.
        </p>
      )}
    </Section>
  );
}

/** One sentence for each size of group. */
function bandsInWords({ groups }: ComparisonView): string {
  const sizes = [...new Set(groups.map(({ runs }) => runs.length))].sort((a, b) => a - b);
  const kinds = sizes.map((size) => {
    const interval = medianInterval(Array.from({ length: size }, (_, n) => n));
    if (interval === null || size === 1) return 'nothing for one run';
    const { isRange, coverage } = interval;
    const share = `${(100 * coverage).toFixed(1)} %`;
    return isRange
      ? `the range of ${size} runs (it covers their median ${share} of the time)`
      : `for ${size} runs the exact interval of the median by order statistics (${share})`;
  });
  return `${kinds.join('; ')}.`;
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
