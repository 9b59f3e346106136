// Estimates with their intervals, one under the other.

import * as Plot from '@observablehq/plot';
import { useMemo } from 'preact/hooks';
import { greatest } from '../../kernel/long-lists.ts';
import { PlotFigure } from './plot-figure.tsx';

export interface IntervalRow {
  readonly label: string;
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
  /** Said where the pointer is. */
  readonly words: string;
}

/** @param label of the chart in words */
export function IntervalChart({
  rows,
  label,
  axis,
  isShare = true,
}: {
  rows: readonly IntervalRow[];
  label: string;
  axis: string;
  /** Ticks in percent. */
  isShare?: boolean;
}) {
  const options = useMemo(() => optionsOf(rows, axis, isShare), [rows, axis, isShare]);
  return <PlotFigure label={label} options={options} />;
}

function optionsOf(rows: readonly IntervalRow[], axis: string, isShare: boolean): Plot.PlotOptions {
  const longest = Math.max(0, greatest(rows.map(({ label }) => label.length)));
  return {
    height: 56 + 22 * rows.length,
    marginLeft: Math.min(190, 16 + 6 * longest),
    x: { label: axis, grid: true, tickSpacing: 60, ...(isShare ? { tickFormat: '.0%' } : {}) },
    y: { label: null, domain: rows.map(({ label }) => label), padding: 0.4, tickSize: 0 },
    marks: [
      Plot.ruleX([0], { stroke: 'var(--quiet)' }),
      Plot.ruleY(rows, {
        ...{ y: 'label', x1: 'low', x2: 'high' },
        ...{ stroke: 'var(--search)', strokeWidth: 3, strokeOpacity: 0.5 },
      }),
      Plot.dot(rows, { x: 'estimate', y: 'label', r: 4.5, fill: 'var(--search)' }),
      Plot.tip(rows, Plot.pointerY({ x: 'estimate', y: 'label', title: 'words' })),
    ],
  };
}
