// The best single score so far by what was spent, next to random search.

import * as Plot from '@observablehq/plot';
import { useMemo, useState } from 'preact/hooks';
import { greatest, least } from '../../../kernel/long-lists.ts';
import { type AnytimeStep, anytime } from '../../analysis/anytime.ts';
import { chartAxis, quantityOf, rangeOf } from '../../analysis/chart-axis.ts';
import { noiseOf } from '../../analysis/noise.ts';
import { CURRENCIES, CURRENCY_QUANTITY, type Currency } from '../../analysis/spending.ts';
import { withSelectionBias } from '../../selection-bias.ts';
import { armColumn, armInWords } from '../arm-words.ts';
import { Choice } from '../choice.tsx';
import { Legend, type LegendItem } from '../legend.tsx';
import { AsTable, type Column } from '../numbers-table.tsx';
import { Nothing, Section } from '../panel.tsx';
import { PlotFigure } from '../plot-figure.tsx';
import type { RunView } from '../run-view.ts';
import { withinReach } from '../within-reach.ts';
import {
  currencyName,
  knownError,
  objectiveOnAxis,
  spentInWords,
  spentOnAxis,
  value,
  valueWithError,
} from '../words.ts';
import { noiseInWords } from './noise-words.ts';

const COLOURS = { main: 'var(--search)', baseline: 'var(--baseline)' } as const;

type Height = 'top' | 'all';

export function Anytime({ view }: { view: RunView }) {
  const { search, objective, words } = view;
  const { config, hasBaseline, money } = view.page.head;
  const [spending, setSpending] = useState<Currency>('examples');
  const [height, setHeight] = useState<Height>('top');
  const noise = useMemo(() => noiseOf(search), [search]);
  const steps = useMemo(
    () =>
      (['main', 'baseline'] as const).flatMap((arm) =>
        anytime(search, arm, objective, spending, noise),
      ),
    [search, objective, spending, noise],
  );
  const options = useMemo(
    () => optionsOf(steps, view, spending, height),
    [steps, view, spending, height],
  );
  const hasBudgets = new Set(search.map(({ examples }) => examples)).size > 1;
  return (
    <Section
      id="anytime"
      title="Optimization history"
      lead={`${withSelectionBias(`Best single ${objective.name} so far by cost of the search`, objective, config)}.`}
      help={[
        'The search and random search count their cost separately, in the order of the ledger and without the final phase.',
        `Diverged ${words.training}s count as cost. Cached results cost nothing.`,
        'The band is ± one standard error of the best single score.',
        noiseInWords(noise, view),
        ...(hasBudgets
          ? [`The curve combines scores of ${words.training}s with different budgets.`]
          : []),
      ]}
    >
      {steps.length === 0 ? (
        <Nothing>No evaluation has a score yet.</Nothing>
      ) : (
        <>
          <div class="controls">
            <Choice
              label="Cost axis:"
              options={CURRENCIES.filter((one) => one !== 'usd' || money !== null).map(
                (one) => [one, currencyName(one, words)] as const,
              )}
              chosen={spending}
              choose={setSpending}
            />
            <Choice
              label="Score range:"
              options={[
                ['top', 'best scores'],
                ['all', 'all scores'],
              ]}
              chosen={height}
              choose={setHeight}
            />
          </div>
          <PlotFigure label={inWords(steps, view, spending)} options={options} />
          <Legend items={legendOf(hasBaseline)} />
          <AsTable
            caption="Best single score so far"
            columns={columnsOf(view, spending)}
            rows={steps}
          />
        </>
      )}
    </Section>
  );
}

function legendOf(hasBaseline: boolean): LegendItem[] {
  const ofBaseline: LegendItem = {
    ...{ label: 'best single score, random search ± SE', colour: COLOURS.baseline },
    shape: 'dashes',
  };
  return [
    { label: 'best single score, search ± SE', colour: COLOURS.main, shape: 'line' },
    ...(hasBaseline ? [ofBaseline] : []),
  ];
}

function optionsOf(
  steps: readonly AnytimeStep[],
  { objective, words }: RunView,
  spending: Currency,
  height: Height,
): Plot.PlotOptions {
  const wanted = height === 'top' ? topOf(steps) : allOf(steps);
  const bests = steps.map(({ best }) => best);
  const y = chartAxis(quantityOf(objective), bests, { wanted });
  const near = withinReach(y.domain);
  const spent = steps.map((step) => step.spent);
  return {
    height: 320,
    x: { label: spentOnAxis(spending, words), ...chartAxis(CURRENCY_QUANTITY[spending], spent) },
    y: { label: objectiveOnAxis(objective), grid: true, ...y },
    marks: [
      ...(['baseline', 'main'] as const).flatMap((arm) => {
        const own = steps.filter((step) => step.arm === arm);
        return [
          Plot.areaY(own, {
            ...{ x: 'spent', curve: 'step-after', fill: COLOURS[arm], fillOpacity: 0.2 },
            y1: ({ best, error }: AnytimeStep) => near(best - error),
            y2: ({ best, error }: AnytimeStep) => near(best + error),
            clip: true,
          }),
          Plot.lineY(own, {
            ...{ x: 'spent', curve: 'step-after', stroke: COLOURS[arm], clip: true },
            y: ({ best }: AnytimeStep) => near(best),
            ...(arm === 'main' ? { strokeWidth: 2.5 } : { strokeWidth: 2, strokeDasharray: '5 3' }),
          }),
        ];
      }),
      Plot.tip(
        steps,
        Plot.pointer({
          ...{ x: 'spent', y: 'best' },
          title: ({ arm, spent, best, error: spread, candidateId }: AnytimeStep) =>
            `${armInWords(arm)}: ${valueWithError(best, spread || null, objective)}\n${candidateId}, after ${spentInWords(spent, spending, words)}`,
        }),
      ),
    ],
  };
}

/** From what an arm had read best after a twentieth of its spending; what was worse before is left out. */
function topOf(steps: readonly AnytimeStep[]): [number, number] {
  const late = (['main', 'baseline'] as const).flatMap((arm) => {
    const own = steps.filter((step) => step.arm === arm);
    const start = (own.at(-1)?.spent ?? 0) / 20;
    const place = own.findLastIndex(({ spent }) => spent <= start);
    return own.slice(Math.max(0, place));
  });
  const low = least(late.map(({ best }) => best));
  const high = greatest(late.map(({ best }) => best));
  // Of the bands as much is seen as a third of what the curves take.
  const room = (high - low) / 3 || Math.abs(high) / 100 || 1;
  return [low - room, high + room];
}

function allOf(steps: readonly AnytimeStep[]) {
  return rangeOf(steps.flatMap(({ best, error }) => [best - error, best + error]));
}

function columnsOf({ objective, page, words }: RunView, spending: Currency): Column<AnytimeStep>[] {
  const isNumber = true;
  return [
    ...armColumn<AnytimeStep>(page.head.hasBaseline),
    { head: 'cost', cell: ({ spent }) => spentInWords(spent, spending, words), isNumber },
    { head: 'best single score so far', cell: ({ best }) => value(best, objective), isNumber },
    { head: 'SE', cell: (step) => knownError(step.error, objective), isNumber },
    { head: 'candidate', cell: ({ candidateId }) => candidateId },
  ];
}

function inWords(
  steps: readonly AnytimeStep[],
  { objective, words }: RunView,
  spending: Currency,
): string {
  const ends = (['main', 'baseline'] as const).flatMap((arm) => {
    const last = steps.findLast((step) => step.arm === arm);
    return last === undefined
      ? []
      : `${armInWords(arm)} ended at ${value(last.best, objective)} after ${spentInWords(last.spent, spending, words)}`;
  });
  return `Best single score (${objective.name}) so far by ${spentOnAxis(spending, words)}: ${ends.join('; ')}.`;
}
