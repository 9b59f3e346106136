// The chart of one gene's drift: median and quantile bands of a number, stacked shares of a category.
import * as Plot from '@observablehq/plot';
import { chartAxis, logAxis } from '../../analysis/chart-axis.ts';
import type {
  CategoricalDrift,
  GeneDrift,
  NumericDrift,
  QuantileRow,
  ShareRow,
} from '../../analysis/drift.ts';
import { countOf, decimal, share } from '../words.ts';

export interface DriftChart {
  /** In words. */
  readonly label: string;
  readonly options: Plot.PlotOptions;
}

/** Between two names beside a chart, as a share of its height. */
const LEAST_APART = 0.13;

/** Later categories begin anew: their names stand beside the chart. */
const CATEGORY_COLOURS = [
  'var(--search)',
  'var(--baseline)',
  'var(--champion)',
  'var(--mark)',
  'var(--quiet)',
  'var(--line)',
  'var(--bad)',
  'var(--ink)',
];

export function categoryColour(place: number): string {
  return CATEGORY_COLOURS[place % CATEGORY_COLOURS.length] ?? 'var(--ink)';
}

export function driftChart(gene: GeneDrift): DriftChart {
  switch (gene.type) {
    case 'numeric':
      return { label: numberInWords(gene), options: numericOptions(gene) };
    case 'categorical':
      return { label: categoryInWords(gene), options: categoricalOptions(gene) };
  }
}

const x = ({ batch }: { readonly batch: number }) => batch;

function frame(rows: readonly { readonly batch: number }[]): Plot.PlotOptions {
  return { height: 170, x: { label: 'generation', ...chartAxis('count', rows.map(x)) } };
}

/** Of medians and bands of a gene. */
function geneAxis({ rows, isLog, isInteger }: NumericDrift): Plot.ScaleOptions {
  const values = rows.flatMap(({ deciles, median, arm }) =>
    arm === 'main' ? [...deciles, median] : [median],
  );
  if (!isLog) return chartAxis(isInteger ? 'integer' : 'number', values, { count: 4 });
  return { type: 'log', ...logAxis(values, 4) };
}

/** An area needs two. */
function isOneBatch(rows: readonly { readonly batch: number }[]): boolean {
  return rows.every(({ batch }) => batch === rows[0]?.batch);
}

function numericOptions(gene: NumericDrift): Plot.PlotOptions {
  const { rows } = gene;
  const ofMain = rows.filter(({ arm }) => arm === 'main');
  const ofBaseline = rows.filter(({ arm }) => arm === 'baseline');
  const band = (y1: (row: QuantileRow) => number, y2: (row: QuantileRow) => number) =>
    Plot.areaY(ofMain, { x, y1, y2, fill: 'var(--search)', fillOpacity: 0.18 });
  return {
    ...frame(rows),
    y: { label: null, grid: true, ...geneAxis(gene) },
    marks: [
      band(
        ({ deciles }) => deciles[0],
        ({ deciles }) => deciles[1],
      ),
      band(
        ({ quartiles }) => quartiles[0],
        ({ quartiles }) => quartiles[1],
      ),
      Plot.lineY(ofBaseline, {
        ...{ x, y: 'median', stroke: 'var(--baseline)', strokeDasharray: '4 3' },
      }),
      Plot.lineY(ofMain, {
        ...{ x, y: 'median', stroke: 'var(--search)', strokeWidth: 2.5 },
        ...(isOneBatch(rows) ? { marker: 'dot' as const } : {}),
      }),
      Plot.tip(
        ofMain,
        Plot.pointerX({
          ...{ x, y: 'median' },
          title: ({ batch, median, quartiles, count }: QuantileRow) =>
            `generation ${batch}\nmedian ${short(median)}\nmiddle 50 % ${short(quartiles[0])} to ${short(quartiles[1])}\n${countOf(count, 'gene')}`,
        }),
      ),
    ],
  };
}

function categoricalOptions({ rows, values }: CategoricalDrift): Plot.PlotOptions {
  const ofMain = rows.filter(({ arm }) => arm === 'main');
  const last = ofMain.filter(({ batch }) => batch === ofMain.at(-1)?.batch);
  const areas = {
    ...{ y1: 'from', y2: 'to', z: 'value', stroke: 'var(--card)', strokeWidth: 1 },
    fill: ({ value }: ShareRow) => categoryColour(values.indexOf(value)),
  };
  return {
    ...frame(rows),
    marginRight: 64,
    y: { label: null, ...chartAxis('share', [0, 1], { count: 2 }) },
    color: { type: 'identity' },
    marks: [
      isOneBatch(rows)
        ? Plot.rect(ofMain, { ...areas, x1: x, x2: ({ batch }: ShareRow) => batch + 0.3 })
        : Plot.areaY(ofMain, { ...areas, x }),
      Plot.text(apart(last), {
        x: ({ batch }: ShareRow) => batch + (isOneBatch(rows) ? 0.3 : 0),
        y: middle,
        text: 'value',
        textAnchor: 'start',
        dx: 6,
        fill: 'var(--ink)',
      }),
      Plot.tip(
        ofMain,
        Plot.pointer({
          ...{ x, y: middle },
          title: ({ batch, value, from, to, count }: ShareRow) =>
            `generation ${batch}\n${value}: ${share(to - from)}, ${countOf(count, 'gene')}`,
        }),
      ),
    ],
  };
}

/** Of the categories with the largest shares, those whose names stand apart. */
function apart(rows: readonly ShareRow[]): ShareRow[] {
  const kept: ShareRow[] = [];
  for (const row of rows.toSorted((a, b) => b.to - b.from - (a.to - a.from))) {
    const isFree = kept.every((one) => Math.abs(middle(one) - middle(row)) >= LEAST_APART);
    if (row.to > row.from && isFree) kept.push(row);
  }
  return kept;
}

function middle({ from, to }: ShareRow): number {
  return (from + to) / 2;
}

function numberInWords({ gene, rows }: NumericDrift): string {
  const ofMain = rows.filter(({ arm }) => arm === 'main');
  const [first, last] = [ofMain[0], ofMain.at(-1)];
  if (first === undefined || last === undefined) return `${gene}: no data yet.`;
  return (
    `${gene}: median from ${short(first.median)} in generation ${first.batch} to ` +
    `${short(last.median)} in generation ${last.batch}.`
  );
}

function categoryInWords({ gene, rows, values }: CategoricalDrift): string {
  const ofMain = rows.filter(({ arm }) => arm === 'main');
  const shares = values.map((name) => {
    const own = ofMain.filter(({ value }) => value === name);
    const at = (row: ShareRow | undefined) => (row ? share(row.to - row.from) : '–');
    return `${name} from ${at(own[0])} to ${at(own.at(-1))}`;
  });
  return `${gene}, shares from the first generation to the last: ${shares.join(', ')}.`;
}

/** Three digits. */
function short(number: number): string {
  return decimal(number, 3);
}
