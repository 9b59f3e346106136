// Draws the scatter of the evaluations: axes, points by arm and status, the Pareto front.
import type { ScaleContinuousNumeric } from 'd3';
import { type ChartAxis, digitsOf } from '../../analysis/chart-axis.ts';
import type { Measure, ScatterPoint } from '../../analysis/scatter-points.ts';
import { addShape, type Shape } from '../canvas-marks.ts';
import type { RunView } from '../run-view.ts';
import type { Palette } from '../use-palette.ts';
import { objectiveOnAxis } from '../words.ts';
import { costTick, MEASURE_WORDS } from './scatter-words.ts';

export const HEIGHT = 420;
/** In CSS pixels; the strip holds what has no reading. */
export const MARGIN = { top: 26, left: 66, bottom: 40, strip: 26 } as const;

export interface Frame {
  readonly x: ScaleContinuousNumeric<number, number>;
  readonly y: ScaleContinuousNumeric<number, number>;
  readonly xTicks: readonly number[];
  readonly yAxis: ChartAxis;
  readonly width: number;
  readonly isWithin: (fitness: number) => boolean;
}

/** Those without a reading in a strip beneath the axis. */
export function yOf({ y }: Frame, { fitness }: ScatterPoint): number {
  return fitness === null ? HEIGHT - MARGIN.bottom - MARGIN.strip / 2 : y(fitness);
}

interface Picture {
  readonly frame: Frame;
  readonly shown: readonly ScatterPoint[];
  readonly front: readonly ScatterPoint[];
  readonly palette: Palette;
  readonly view: RunView;
  readonly measure: Measure;
}

export function drawScatter(context: CanvasRenderingContext2D, picture: Picture): void {
  const { frame, shown, palette } = picture;
  drawAxes(context, picture);
  const groups: [Shape, string, (point: ScatterPoint) => boolean][] = [
    ['triangle', palette.baseline, (one) => !one.isFinish && one.row.arm === 'baseline'],
    ['circle', palette.search, (one) => !one.isFinish && one.row.arm === 'main'],
    ['square', palette.mark, (one) => one.isFinish],
  ];
  const radius = shown.length > 3000 ? 2.2 : 3.2;
  context.globalAlpha = shown.length > 3000 ? 0.55 : 0.75;
  for (const [shape, colour, isOf] of groups) {
    context.beginPath();
    for (const point of shown) {
      if (point.fitness === null || !isOf(point)) continue;
      addShape(context, shape, frame.x(point.cost), yOf(frame, point), radius);
    }
    context.fillStyle = colour;
    context.fill();
  }
  context.globalAlpha = 1;
  context.beginPath();
  for (const point of shown) {
    if (point.fitness === null) {
      addShape(context, 'cross', frame.x(point.cost), yOf(frame, point), 3);
    }
  }
  context.strokeStyle = palette.bad;
  context.lineWidth = 1.2;
  context.stroke();
  drawFront(context, picture);
}

function drawAxes(
  context: CanvasRenderingContext2D,
  { frame, palette, view, measure }: Picture,
): void {
  const { x, xTicks, y, yAxis, width } = frame;
  const foot = HEIGHT - MARGIN.bottom;
  context.fillStyle = palette.quiet;
  context.strokeStyle = palette.line;
  context.lineWidth = 1;
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  for (const tick of yAxis.ticks) {
    line(context, MARGIN.left, y(tick), width - 12, y(tick));
    context.fillText(yAxis.tickFormat(tick), MARGIN.left - 8, y(tick), MARGIN.left - 8);
  }
  line(context, MARGIN.left, foot - MARGIN.strip, width - 12, foot - MARGIN.strip);
  context.fillText('no score', MARGIN.left - 8, foot - MARGIN.strip / 2);
  context.textAlign = 'center';
  context.textBaseline = 'top';
  let end = Number.NEGATIVE_INFINITY;
  const digits = digitsOf(xTicks);
  for (const tick of xTicks) {
    line(context, x(tick), foot, x(tick), foot + 4);
    const words = costTick(tick, measure, digits);
    const half = context.measureText(words).width / 2;
    if (x(tick) - half < end + 6 || x(tick) + half > width) continue;
    context.fillText(words, x(tick), foot + 7);
    end = x(tick) + half;
  }
  context.fillStyle = palette.ink;
  context.textAlign = 'right';
  context.fillText(`${MEASURE_WORDS[measure]} (log) →`, width - 12, foot + 24);
  context.textAlign = 'left';
  context.fillText(`↑ ${objectiveOnAxis(view.objective)}`, 4, 4);
}

function drawFront(context: CanvasRenderingContext2D, { front, frame, palette }: Picture): void {
  context.beginPath();
  let before: number | null = null;
  for (const { cost, fitness } of front) {
    if (fitness === null || !frame.isWithin(fitness)) continue;
    if (before === null) context.moveTo(frame.x(cost), frame.y(fitness));
    else {
      context.lineTo(frame.x(cost), before);
      context.lineTo(frame.x(cost), frame.y(fitness));
    }
    before = frame.y(fitness);
  }
  if (before !== null) context.lineTo(frame.width - 12, before);
  context.strokeStyle = palette.champion;
  context.lineWidth = 2;
  context.stroke();
}

function line(
  context: CanvasRenderingContext2D,
  fromX: number,
  fromY: number,
  toX: number,
  toY: number,
): void {
  context.beginPath();
  context.moveTo(fromX, fromY);
  context.lineTo(toX, toY);
  context.stroke();
}
