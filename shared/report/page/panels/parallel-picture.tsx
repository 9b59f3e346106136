// The lines of the genomes on a canvas; a drag along an axis limits it, the limits' inputs do the same by keyboard.
import { quantileSorted } from 'd3';
import { useCallback, useMemo, useRef, useState } from 'preact/hooks';
import { type Axis, type Limit, placeOn, valueAt } from '../../analysis/parallel-axes.ts';
import { CanvasFigure, pointOf } from '../canvas-figure.tsx';
import { useSelection } from '../panel.tsx';
import type { RunView } from '../run-view.ts';
import { type Palette, usePalette } from '../use-palette.ts';
import { useSeen } from '../use-seen.ts';
import { useWidth } from '../use-width.ts';
import { count, value } from '../words.ts';
import type { ParallelLine } from './parallel-data.ts';
import {
  colourOf,
  drawParallel,
  HEIGHT,
  leastWidth,
  type ParallelPlan,
  placeAt,
  strokeLines,
  xOf,
  yOf,
} from './parallel-draw.ts';

interface Drag {
  readonly axis: Axis;
  readonly x: number;
  readonly from: number;
  readonly to: number;
}

export function ParallelPicture({
  view,
  axes,
  lines,
  isIn,
  limits,
  limit,
}: Omit<ParallelPlan, 'width'> & {
  view: RunView;
  limit: (name: string, change: Limit | null) => void;
}) {
  const place = useRef<HTMLDivElement>(null);
  const top = useRef<HTMLDivElement>(null);
  const window = useWidth(place);
  const width = window === 0 ? 0 : Math.max(window, leastWidth(axes));
  const isSeen = useSeen(place);
  const palette = usePalette();
  const { selected } = useSelection();
  const [drag, setDrag] = useState<Drag | null>(null);
  const plan = useMemo(
    () => ({ axes, lines, isIn, limits, width }),
    [axes, lines, isIn, limits, width],
  );
  const hashOf = (candidateId: string | null | undefined) =>
    view.byCandidate.get(candidateId ?? '')?.[0]?.genomeHash;
  const champion = hashOf((view.page.head.champion ?? view.page.head.best)?.candidateId);
  const chosen = hashOf(selected);
  const draw = useCallback(
    (context: CanvasRenderingContext2D) => {
      if (isSeen && width > 0) drawParallel(context, plan, palette);
    },
    [plan, palette, isSeen, width],
  );
  const drawOver = useCallback(
    (context: CanvasRenderingContext2D) => {
      const of = (hash: string | undefined) =>
        lines.filter(({ genomeHash }) => genomeHash === hash);
      context.lineWidth = 3.5;
      strokeLines(context, plan, of(champion), palette.champion);
      context.setLineDash([8, 4]);
      if (chosen !== champion) strokeLines(context, plan, of(chosen), palette.mark);
      context.setLineDash([]);
      if (drag === null) return;
      context.strokeStyle = palette.mark;
      context.lineWidth = 2;
      const [high, low] = [Math.min(drag.from, drag.to), Math.max(drag.from, drag.to)];
      context.strokeRect(drag.x - 10, high, 20, low - high);
    },
    [plan, lines, champion, chosen, palette, drag],
  );
  const begin = (event: PointerEvent) => {
    const [x, y] = pointOf(event);
    const index = axes.findIndex((_, index) => Math.abs(xOf(plan, index) - x) < 16);
    const axis = axes[index];
    if (axis === undefined || event.pointerType === 'touch') return;
    top.current?.setPointerCapture(event.pointerId);
    setDrag({ axis, x: xOf(plan, index), from: y, to: y });
  };
  const end = () => {
    if (drag !== null) limit(drag.axis.name, limitOf(drag));
    setDrag(null);
  };
  const label =
    `${count(lines.length)} genomes over ${axes.map(({ name }) => name).join(', ')}. ` +
    'The inputs below set limits; the table of all candidates has every value.';
  return (
    <div>
      <div ref={place} class="picture broad">
        <CanvasFigure
          {...{ label, width, draw, drawOver, top }}
          height={HEIGHT}
          onPointerDown={begin}
          onPointerMove={(event) => {
            if (drag !== null) setDrag({ ...drag, to: pointOf(event)[1] });
          }}
          onPointerUp={end}
        />
      </div>
      <Ramp lines={lines} view={view} palette={palette} />
      <ul class="legend">
        <li class="of-champion">━ champion, or without one the best candidate</li>
        <li class="of-mark">╍ selected</li>
        <li>┈ no score</li>
      </ul>
    </div>
  );
}

/** A click lets the axis go. */
function limitOf({ axis, from, to }: Drag): Limit | null {
  if (axis.kind === 'category') {
    const near = axis.values.toSorted(
      (a, b) => Math.abs(yOf(placeOn(axis, a)) - to) - Math.abs(yOf(placeOn(axis, b)) - to),
    )[0];
    return Math.abs(from - to) < 4 || near === undefined ? null : { kind: 'value', value: near };
  }
  if (Math.abs(from - to) < 4) return null;
  const rounded = (y: number) => Number(valueAt(axis, placeAt(y)).toPrecision(4));
  return { kind: 'range', low: rounded(Math.max(from, to)), high: rounded(Math.min(from, to)) };
}

/** The colours, with the worst, median and best score. */
function Ramp({
  lines,
  view,
  palette,
}: {
  lines: readonly ParallelLine[];
  view: RunView;
  palette: Palette;
}) {
  const readings = lines.flatMap(({ fitness }) => fitness ?? []);
  if (readings.length === 0) return null;
  return (
    <svg class="ramp" viewBox="0 0 320 34" role="img" aria-label="Colours by rank, worst to best">
      {Array.from({ length: 32 }, (_, index) => (
        <rect
          key={index}
          x={10 * index}
          width={10}
          height={14}
          fill={colourOf(index / 31, palette)}
        />
      ))}
      {[0, 0.5, 1].map((share) => (
        <text
          key={share}
          x={320 * share}
          y={30}
          text-anchor={share === 0 ? 'start' : share === 1 ? 'end' : 'middle'}
        >
          {share === 0.5 ? 'median ' : ''}
          {value(quantileSorted(readings, share), view.objective)}
        </text>
      ))}
    </svg>
  );
}
