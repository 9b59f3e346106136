// Estimates of shares with their intervals, one under the other. What is estimated below 0 is drawn at 0.

import * as Plot from '@observablehq/plot';
import { useMemo } from 'preact/hooks';
import { chartAxis } from '../analysis/chart-axis.ts';
import { shortened } from './fit-labels.ts';
import { PlotFigure } from './plot-figure.tsx';

export interface IntervalRow {
  readonly label: string;
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
  /** Shown beside the pointer. */
  readonly words: string;
}

/** @param label of the chart in words */
export function IntervalChart({
  rows,
  label,
  axis,
}: {
  rows: readonly IntervalRow[];
  label: string;
  axis: string;
}) {
  const options = useMemo(() => optionsOf(rows, axis), [rows, axis]);
  return <PlotFigure label={label} options={options} />;
}

function optionsOf(rows: readonly IntervalRow[], axis: string): Plot.PlotOptions {
  return {
    height: 56 + 22 * rows.length,
    marginLeft: 16,
    x: {
      ...{ label: axis, grid: true },
      ...chartAxis('share', [0, ...rows.map(({ high }) => high)]),
    },
    y: {
      ...{ label: null, domain: rows.map(({ label }) => label), padding: 0.4, tickSize: 0 },
      tickFormat: (name: string) => shortened(name),
    },
    marks: [
      Plot.ruleX([0], { stroke: 'var(--quiet)' }),
      Plot.ruleY(rows, {
        ...{
          y: 'label',
          x1: ({ low }: IntervalRow) => within(low),
          x2: ({ high }: IntervalRow) => within(high),
        },
        ...{ stroke: 'var(--search)', strokeWidth: 3, strokeOpacity: 0.5 },
      }),
      Plot.dot(rows, { x: middle, y: 'label', r: 4.5, fill: 'var(--search)' }),
      Plot.tip(rows, Plot.pointerY({ x: middle, y: 'label', title: 'words' })),
    ],
  };
}

function within(share: number): number {
  return Math.min(1, Math.max(0, share));
}

function middle({ estimate }: IntervalRow): number {
  return within(estimate);
}
