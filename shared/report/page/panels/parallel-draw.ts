// Draws parallel coordinates: axes with their bounds, lines by rank of fitness, what the limits leave out in grey.
import { interpolateCividis } from 'd3';
import { greatest } from '../../../kernel/long-lists.ts';
import { digitsOf } from '../../analysis/chart-axis.ts';
import { type Axis, type Limit, placeOn } from '../../analysis/parallel-axes.ts';
import { percent } from '../../percent.ts';
import { fitted } from '../canvas-marks.ts';
import { shortened } from '../fit-labels.ts';
import type { Palette } from '../use-palette.ts';
import { count, decimal, objectiveOnAxis } from '../words.ts';
import type { ParallelLine } from './parallel-data.ts';

export const HEIGHT = 400;
const MARGIN = { top: 84, side: 46, bottom: 40 } as const;
/** Between two axes, in CSS pixels. */
const LEAST_STEP = 68;
/** Names of axes rise to the right, so steeply that neighbours stay apart. */
const SLOPE = Math.PI / 9;
const LETTER = 7;
/** Height of a label. */
const LINE = 16;
/** Lines of about the same rank share a colour and a stroke. */
const COLOURS = 24;

export interface ParallelPlan {
  readonly axes: readonly Axis[];
  readonly lines: readonly ParallelLine[];
  readonly isIn: ReadonlySet<ParallelLine>;
  readonly limits: ReadonlyMap<string, Limit>;
  readonly width: number;
}

export function xOf({ axes, width }: ParallelPlan, index: number): number {
  if (axes.length === 1) return width / 2;
  return MARGIN.side + (index / (axes.length - 1)) * (width - MARGIN.side - rightOf(axes));
}

/** In CSS pixels, so that no label lies on a neighbour's. */
export function leastWidth(axes: readonly Axis[]): number {
  return MARGIN.side + LEAST_STEP * Math.max(1, axes.length - 1) + rightOf(axes);
}

/** Room for the names of the last axes. */
function rightOf(axes: readonly Axis[]): number {
  const needs = axes.map((axis, index) => {
    const across = nameOf(axis).length * LETTER * Math.cos(SLOPE);
    return across - LEAST_STEP * (axes.length - 1 - index);
  });
  return Math.max(MARGIN.side, greatest(needs));
}

function nameOf(axis: Axis): string {
  const name = shortened(axis.name);
  if (axis.kind === 'category') return name;
  if (axis.objective !== undefined) return objectiveOnAxis({ ...axis.objective, name });
  return axis.isLog ? `${name} (log)` : name;
}

/** @param place from 0 at the foot to 1; null stands beneath */
export function yOf(place: number | null): number {
  const foot = HEIGHT - MARGIN.bottom;
  return place === null ? foot + 18 : foot - place * (foot - MARGIN.top);
}

/** From 0 to 1 on the axis, for a y in CSS pixels. */
export function placeAt(y: number): number {
  const foot = HEIGHT - MARGIN.bottom;
  return Math.min(1, Math.max(0, (foot - y) / (foot - MARGIN.top)));
}

/** The better, the further from the paper. */
export function colourOf(share: number, { isDark }: Palette): string {
  return interpolateCividis(isDark ? 0.15 + 0.85 * share : 0.9 - 0.9 * share);
}

export function drawParallel(
  context: CanvasRenderingContext2D,
  plan: ParallelPlan,
  palette: Palette,
): void {
  const { lines, isIn } = plan;
  const read = lines.filter(({ fitness }) => fitness !== null);
  const shown = read.filter((line) => isIn.has(line));
  context.lineWidth = lines.length > 2000 ? 0.6 : 1;
  context.globalAlpha = 0.25;
  strokeLines(
    context,
    plan,
    lines.filter((line) => !isIn.has(line)),
    palette.line,
  );
  context.globalAlpha = lines.length > 2000 ? 0.35 : 0.6;
  context.setLineDash([2, 4]);
  strokeLines(
    context,
    plan,
    lines.filter((line) => line.fitness === null && isIn.has(line)),
    palette.quiet,
  );
  context.setLineDash([]);
  const ranks = new Map(read.map((line, index) => [line, index / Math.max(1, read.length - 1)]));
  for (let colour = 0; colour < COLOURS; colour += 1) {
    const own = shown.filter(
      (line) => Math.min(COLOURS - 1, Math.floor((ranks.get(line) ?? 0) * COLOURS)) === colour,
    );
    strokeLines(context, plan, own, colourOf((colour + 0.5) / COLOURS, palette));
  }
  context.globalAlpha = 1;
  drawAxes(context, plan, palette);
}

export function strokeLines(
  context: CanvasRenderingContext2D,
  plan: ParallelPlan,
  lines: readonly ParallelLine[],
  colour: string,
): void {
  const xs = plan.axes.map((_, index) => xOf(plan, index));
  context.beginPath();
  for (const { cells } of lines) {
    for (const [index, axis] of plan.axes.entries()) {
      const y = yOf(placeOn(axis, cells[axis.name]));
      if (index === 0) context.moveTo(xs[index] ?? 0, y);
      else context.lineTo(xs[index] ?? 0, y);
    }
  }
  context.strokeStyle = colour;
  context.stroke();
}

function drawAxes(context: CanvasRenderingContext2D, plan: ParallelPlan, palette: Palette): void {
  for (const [index, axis] of plan.axes.entries()) {
    const x = xOf(plan, index);
    context.strokeStyle = palette.quiet;
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(x, yOf(0));
    context.lineTo(x, yOf(1));
    context.stroke();
    context.fillStyle = palette.ink;
    context.textAlign = 'left';
    context.textBaseline = 'middle';
    context.save();
    context.translate(x - 4, yOf(1) - 22);
    context.rotate(-SLOPE);
    context.fillText(nameOf(axis), 0, 0);
    context.restore();
    for (const [words, place] of ticksOf(axis)) {
      label(context, fitted(context, words, LEAST_STEP - 2), x, yOf(place), palette);
    }
    drawLimit(context, plan.limits.get(axis.name), axis, x, palette);
  }
}

function ticksOf(axis: Axis): readonly (readonly [string, number])[] {
  if (axis.kind === 'number') {
    const digits = Math.max(4, digitsOf([axis.min, axis.max]));
    const words = (end: number) => {
      if (axis.objective?.format === 'percent') return percent(end);
      return Number.isInteger(end) ? count(end) : decimal(end, digits);
    };
    if (axis.min === axis.max) return [[words(axis.min), 0.5]];
    return [
      [words(axis.max), 1],
      [words(axis.min), 0],
    ];
  }
  // Of many categories some have no room for their name.
  const step = Math.ceil((axis.values.length * LINE) / (yOf(0) - yOf(1)));
  return axis.values
    .map((value) => [value, placeOn(axis, value) ?? 0] as const)
    .filter((_, index) => index % step === 0);
}

function label(
  context: CanvasRenderingContext2D,
  words: string,
  x: number,
  y: number,
  palette: Palette,
): void {
  const half = context.measureText(words).width / 2 + 2;
  context.globalAlpha = 0.8;
  context.fillStyle = palette.card;
  context.fillRect(x - half, y - 8, 2 * half, 16);
  context.globalAlpha = 1;
  context.fillStyle = palette.ink;
  context.textAlign = 'center';
  context.fillText(words, x, y);
}

function drawLimit(
  context: CanvasRenderingContext2D,
  limit: Limit | undefined,
  axis: Axis,
  x: number,
  palette: Palette,
): void {
  if (limit === undefined) return;
  const [low, high] =
    limit.kind === 'range'
      ? [placeOn(axis, limit.low) ?? 0, placeOn(axis, limit.high) ?? 1]
      : [(placeOn(axis, limit.value) ?? 0) - 0.04, (placeOn(axis, limit.value) ?? 0) + 0.04];
  context.strokeStyle = palette.mark;
  context.lineWidth = 2;
  context.strokeRect(x - 8, yOf(high), 16, Math.max(2, yOf(low) - yOf(high)));
}
