// The chart of anytime curves, for Plot.

import * as Plot from '@observablehq/plot';
import { least } from '../../../kernel/long-lists.ts';
import { type ChartAxis, chartAxis, quantityOf } from '../../analysis/chart-axis.ts';
import { type BandPoint, bandOf, stepsOf } from '../../analysis/equal-budget.ts';
import { CURRENCY_QUANTITY, type Currency } from '../../analysis/spending.ts';
import { objectiveOnAxis, spentInWords, spentOnAxis, value } from '../words.ts';
import type { ComparisonView } from './comparison-view.ts';

const STEP = 'step-after';

export function anytimeOptions(
  view: ComparisonView,
  currency: Currency,
  budget: number,
): Plot.PlotOptions {
  const { groups, runs, objective, words } = view;
  const bands = groups.map((group) => ({ group, band: bandOf(group.runs, currency, budget) }));
  const x = 'spent';
  const equal = least(runs.map(({ spent }) => spent[currency] ?? 0));
  return {
    height: 380,
    marginRight: 20,
    x: {
      label: spentOnAxis(currency, words),
      ...chartAxis(CURRENCY_QUANTITY[currency], [0, budget]),
    },
    y: { label: objectiveOnAxis(objective), grid: true, ...axisOf(view, currency, budget) },
    marks: [
      ...(equal < budget ? [Plot.ruleX([equal], { strokeDasharray: '2 4' })] : []),
      ...bands.map(({ group, band }) =>
        Plot.areaY(group.runs.length > 1 ? band : [], {
          ...{ x, y1: 'low', y2: 'high', curve: STEP, clip: true },
          ...{ fill: group.look.colour, fillOpacity: 0.16 },
        }),
      ),
      ...groups.flatMap(({ runs: members, look }) =>
        members.length < 2
          ? []
          : members.map((run) =>
              Plot.lineY(stepsOf(run, currency, budget), {
                ...{ x, y: 'best', curve: STEP, clip: true },
                ...{ stroke: look.colour, strokeOpacity: 0.45, strokeWidth: 1 },
              }),
            ),
      ),
      ...bands.map(({ group: { look }, band }) =>
        Plot.lineY(band, {
          ...{ x, y: 'median', curve: STEP, clip: true },
          ...{ stroke: look.colour, strokeWidth: 2.5, strokeDasharray: look.dash },
        }),
      ),
      ...bands.map(({ group: { look }, band }) =>
        Plot.dot(band.slice(-1), { x, y: 'median', r: 5, fill: look.colour, symbol: look.symbol }),
      ),
      Plot.tip(
        bands.flatMap(({ group, band }) => band.map((point) => ({ name: group.name, ...point }))),
        Plot.pointer({
          ...{ x, y: 'median' },
          title: (point: BandPoint & { readonly name: string }) =>
            [
              point.name,
              spentInWords(point.spent, currency, words),
              `median ${value(point.median, objective)}`,
              `interval ${value(point.low, objective)} to ${value(point.high, objective)}`,
            ].join('\n'),
        }),
      ),
    ],
  };
}

/** From what the worst run had read after a quarter of the budget: first readings would press the rest flat. */
function axisOf(
  { runs, objective }: ComparisonView,
  currency: Currency,
  budget: number,
): ChartAxis {
  const early = budget / 4;
  const readings = runs.flatMap((run) => {
    const steps = stepsOf(run, currency, budget);
    const after = steps.filter(({ spent }) => spent >= early);
    const before = steps.findLast(({ spent }) => spent < early);
    return [...(before === undefined ? [] : [before]), ...after].map(({ best }) => best);
  });
  return chartAxis(quantityOf(objective), readings);
}
