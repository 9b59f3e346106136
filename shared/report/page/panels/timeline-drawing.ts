// Where the bars of the timeline lie, and how they are drawn.
import { bisector } from 'd3';
import { chartAxis } from '../../analysis/chart-axis.ts';
import type { Bar, WorkerTimes } from '../../analysis/worker-times.ts';
import type { Palette } from '../use-palette.ts';

/** In CSS pixels. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly rowHeight: number;
  /** Of the names; none where rows are too thin for them. */
  readonly left: number;
  readonly x: (time: number) => number;
}

const TOP = 10;
const BOTTOM = 18;

export function frameOf({ workers, from, to }: WorkerTimes, width: number): Frame {
  const rowHeight = Math.max(1, Math.min(24, Math.floor(480 / Math.max(1, workers.length))));
  const longest = workers.reduce((most, { name }) => Math.max(most, name.length), 0);
  const left = rowHeight >= 12 ? Math.min(120, 10 + 7 * longest) : 4;
  const span = Math.max(1, to - from);
  return {
    width,
    height: TOP + rowHeight * workers.length + BOTTOM,
    rowHeight,
    left,
    x: (time) => left + ((time - from) / span) * (width - left - 4),
  };
}

/** The bar at a place, or at most three pixels beside it. */
export function barAt(times: WorkerTimes, frame: Frame, x: number, y: number): Bar | null {
  const worker = times.workers[Math.floor((y - TOP) / frame.rowHeight)];
  if (worker === undefined) return null;
  const distance = ({ start, end }: Bar) => Math.max(0, frame.x(start) - x, x - frame.x(end));
  const after = bisector(({ start }: Bar) => frame.x(start)).right(worker.bars, x);
  const near = worker.bars.slice(Math.max(0, after - 1), after + 1);
  const [first] = near.sort((a, b) => distance(a) - distance(b));
  return first !== undefined && distance(first) <= 3 ? first : null;
}

/** From bar to bar along a worker, and to the nearest in time of the worker above or below. */
export function nextBar({ workers }: WorkerTimes, current: Bar | null, key: string): Bar | null {
  const steps: Readonly<Record<string, readonly [number, number]>> = {
    ArrowLeft: [0, -1],
    ArrowRight: [0, 1],
    ArrowUp: [-1, 0],
    ArrowDown: [1, 0],
  };
  const step = steps[key];
  if (step === undefined) return null;
  if (current === null) return workers[0]?.bars[0] ?? null;
  const at = workers.findIndex(({ name }) => name === current.training.worker);
  const [over, along] = step;
  if (along !== 0) {
    const own = workers[at]?.bars ?? [];
    return own[own.findIndex(({ row }) => row.index === current.row.index) + along] ?? null;
  }
  const bars = workers[at + over]?.bars ?? [];
  const place = bisector(({ start }: Bar) => start).center(bars, current.start);
  return bars[place] ?? null;
}

interface Look {
  readonly palette: Palette;
  readonly selected: string | null;
  readonly current: Bar | null;
}

/** @param planned when each batch was */
export function paintTimeline(
  context: CanvasRenderingContext2D,
  times: WorkerTimes,
  frame: Frame,
  planned: readonly number[],
  { palette, selected, current }: Look,
): void {
  const { width, height, rowHeight, left, x } = frame;
  context.clearRect(0, 0, width, height);
  context.strokeStyle = palette.line;
  for (const time of planned) {
    context.beginPath();
    context.moveTo(x(time), 0);
    context.lineTo(x(time), height - BOTTOM);
    context.stroke();
  }
  context.font = '12px system-ui, sans-serif';
  context.textBaseline = 'middle';
  for (const [place, { name, bars }] of times.workers.entries()) {
    const top = TOP + place * rowHeight;
    if (rowHeight >= 12) {
      context.fillStyle = palette.quiet;
      context.fillText(name, 0, top + rowHeight / 2, left - 6);
    }
    for (const bar of bars) {
      const barWidth = Math.max(1, x(bar.end) - x(bar.start) - (rowHeight >= 6 ? 0.5 : 0));
      const full = Math.max(1, rowHeight * 0.85);
      const barHeight = full * heightOf(bar);
      const isMarked = bar.row.candidateId === selected || bar === current;
      context.fillStyle = isMarked ? palette.ink : palette[colourOf(bar)];
      context.fillRect(x(bar.start), top + full - barHeight, barWidth, barHeight);
      if (bar.training.coldStart) {
        coldMark(context, x(bar.start), top, Math.min(4, rowHeight), palette.mark);
      }
    }
  }
  paintTimes(context, times, frame, palette.quiet);
}

function isLost({ row: { status } }: Bar): boolean {
  return status !== null && status !== 'completed';
}

function colourOf(bar: Bar): 'bad' | 'search' | 'baseline' {
  if (isLost(bar)) return 'bad';
  return bar.row.arm === 'main' ? 'search' : 'baseline';
}

/** What colours say is said by height too. */
function heightOf(bar: Bar): number {
  if (isLost(bar)) return 0.35;
  return bar.row.arm === 'main' ? 1 : 0.7;
}

function coldMark(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  size: number,
  colour: string,
) {
  context.fillStyle = colour;
  context.beginPath();
  context.moveTo(x - size, y - size);
  context.lineTo(x + size, y - size);
  context.lineTo(x, y + size / 2);
  context.fill();
}

function paintTimes(
  context: CanvasRenderingContext2D,
  { from, to }: WorkerTimes,
  { width, height, left, x }: Frame,
  colour: string,
) {
  const [unit, name] = UNITS.find(([unit]) => to - from >= 2 * unit) ?? [1000, 's'];
  const count = Math.max(1, Math.min(4, Math.floor((width - left) / 80)));
  const { ticks, tickFormat } = chartAxis('amount', [0, (to - from) / unit], { count });
  context.fillStyle = colour;
  context.textAlign = 'left';
  for (const tick of ticks) {
    const words = `${tickFormat(tick)} ${name}`;
    const half = context.measureText(words).width / 2;
    const middle = x(from + tick * unit);
    if (tick * unit > to - from) continue;
    const start = Math.min(Math.max(middle - half, left), width - 2 * half);
    context.fillText(words, start, height - BOTTOM / 2);
  }
}

/** In milliseconds. */
const UNITS = [
  [3_600_000, 'h'],
  [60_000, 'min'],
] as const;
