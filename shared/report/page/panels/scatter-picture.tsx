// The points of the evaluations on a canvas: found by pointer or arrow keys, chosen by a click or Enter.
import { Delaunay, extent, quantile, scaleLinear, scaleLog } from 'd3';
import { useCallback, useMemo, useRef, useState } from 'preact/hooks';
import { chartAxis, logTicks, quantityOf } from '../../analysis/chart-axis.ts';
import type { Measure, ScatterPoint } from '../../analysis/scatter-points.ts';
import { armInWords } from '../arm-words.ts';
import { CanvasFigure, pointOf } from '../canvas-figure.tsx';
import { ring, tip } from '../canvas-marks.ts';
import { useSelection } from '../panel.tsx';
import type { RunView } from '../run-view.ts';
import { stageInWords } from '../stage-in-words.ts';
import { type Palette, usePalette } from '../use-palette.ts';
import { useSeen } from '../use-seen.ts';
import { useWidth } from '../use-width.ts';
import { count, value } from '../words.ts';
import { drawScatter, type Frame, HEIGHT, MARGIN, yOf } from './scatter-draw.ts';
import { costInWords, MEASURE_WORDS } from './scatter-words.ts';

export function ScatterPicture({
  view,
  measure,
  points,
  front,
  isUpper,
}: {
  view: RunView;
  measure: Measure;
  points: readonly ScatterPoint[];
  front: readonly ScatterPoint[];
  isUpper: boolean;
}) {
  const place = useRef<HTMLDivElement>(null);
  const top = useRef<HTMLDivElement>(null);
  const width = useWidth(place);
  const isSeen = useSeen(place);
  const palette = usePalette();
  const { selected, select } = useSelection();
  const [found, setFound] = useState<ScatterPoint | null>(null);
  const frame = useMemo(
    () => frameOf(points, width, view.objective, isUpper),
    [points, width, view, isUpper],
  );
  const shown = useMemo(
    () => points.filter(({ fitness }) => fitness === null || frame.isWithin(fitness)),
    [points, frame],
  );
  const near = useMemo(
    () =>
      Delaunay.from(
        shown,
        ({ cost }) => frame.x(cost),
        (point) => yOf(frame, point),
      ),
    [shown, frame],
  );
  const draw = useCallback(
    (context: CanvasRenderingContext2D) => {
      if (isSeen && width > 0)
        drawScatter(context, { frame, shown, front, palette, view, measure });
    },
    [frame, shown, front, palette, view, measure, isSeen, width],
  );
  const drawOver = useCallback(
    (context: CanvasRenderingContext2D) => {
      for (const point of shown) {
        if (point.row.candidateId === selected) {
          ring(context, frame.x(point.cost), yOf(frame, point), 8, palette.mark);
        }
      }
      if (found !== null) drawFound(context, found, frame, palette, tipOf(found, view, measure));
    },
    [shown, selected, found, frame, palette, view, measure],
  );
  const at = ([x, y]: readonly [number, number]) => {
    const point = shown[near.find(x, y)];
    if (point === undefined) return null;
    const distance = Math.hypot(frame.x(point.cost) - x, yOf(frame, point) - y);
    return distance < 24 ? point : null;
  };
  const byKey = (event: KeyboardEvent) => {
    const next = nextBy(event.key, shown, found, frame);
    if (next !== null) setFound(next);
    else if (event.key === 'Enter' && found !== null) select(found.row.candidateId);
    else if (event.key === 'Escape') setFound(null);
    else return;
    event.preventDefault();
  };
  const label =
    `${count(shown.length)} evaluations, ${view.objective.name} against ${MEASURE_WORDS[measure]}. ` +
    'Arrow keys move between points: left and right by cost, up and down by score. Enter selects.';
  return (
    <div>
      <div ref={place} class="picture">
        <CanvasFigure
          {...{ label, width, draw, drawOver, top }}
          height={HEIGHT}
          onPointerMove={(event) => setFound(at(pointOf(event)))}
          onPointerLeave={() => setFound(null)}
          onClick={(event) => {
            const point = at(pointOf(event));
            if (point !== null) select(point.row.candidateId);
          }}
          onKeyDown={byKey}
        />
      </div>
      <p class="said" aria-live="polite">
        {found === null
          ? 'Point at an evaluation, or use the arrow keys.'
          : tipOf(found, view, measure).join(', ')}
      </p>
      <ul class="legend">
        <li class="of-search">● search</li>
        {view.page.head.hasBaseline && <li class="of-baseline">▲ random search</li>}
        {view.page.head.config.finalPhase !== null && <li class="of-mark">■ final phase</li>}
        <li class="of-bad">× no score (diverged, censored or failed)</li>
        <li class="of-champion">— Pareto front of the search</li>
      </ul>
    </div>
  );
}

function frameOf(
  points: readonly ScatterPoint[],
  width: number,
  objective: RunView['objective'],
  isUpper: boolean,
): Frame {
  const readings = points.flatMap(({ fitness }) => fitness ?? []);
  const middle = quantile(readings, 0.5) ?? 0;
  const kept = isUpper
    ? readings.filter((one) => (objective.direction === 'maximize' ? one >= middle : one <= middle))
    : readings;
  const [low = 0, high = 1] = extent(kept);
  const [least = 1, most = 1] = extent(points, ({ cost }) => cost);
  const yAxis = chartAxis(quantityOf(objective), kept, { count: 7 });
  const across = [least / 1.1, most * 1.1] as const;
  return {
    x: scaleLog(across, [MARGIN.left, Math.max(MARGIN.left + 1, width - 12)]),
    y: scaleLinear(yAxis.domain, [HEIGHT - MARGIN.bottom - MARGIN.strip, MARGIN.top]),
    xTicks: logTicks(across, Math.max(2, Math.floor(width / 90))),
    yAxis,
    width,
    isWithin: (fitness) => fitness >= low && fitness <= high,
  };
}

function nextBy(
  key: string,
  shown: readonly ScatterPoint[],
  found: ScatterPoint | null,
  frame: Frame,
): ScatterPoint | null {
  if (!key.startsWith('Arrow')) return null;
  const isAcross = key === 'ArrowLeft' || key === 'ArrowRight';
  const step = key === 'ArrowRight' || key === 'ArrowUp' ? 1 : -1;
  const rank = (point: ScatterPoint) => (isAcross ? point.cost : -yOf(frame, point));
  const sorted = [...shown].sort((a, b) => rank(a) - rank(b) || a.row.index - b.row.index);
  const place = sorted.findIndex(({ row }) => row.index === found?.row.index);
  if (place < 0) return sorted[step > 0 ? 0 : sorted.length - 1] ?? null;
  return sorted[place + step] ?? found;
}

function tipOf({ row, cost, fitness }: ScatterPoint, view: RunView, measure: Measure): string[] {
  const { objective, page } = view;
  const whose = armInWords(row.arm);
  const reading =
    fitness === null ? (row.status ?? 'running') : `${objective.name} ${value(fitness, objective)}`;
  const stage = stageInWords(page, row.batch);
  return [row.candidateId, `${stage}, ${whose}`, reading, costInWords(cost, measure)];
}

function drawFound(
  context: CanvasRenderingContext2D,
  point: ScatterPoint,
  frame: Frame,
  palette: Palette,
  lines: readonly string[],
) {
  const [x, y] = [frame.x(point.cost), yOf(frame, point)];
  ring(context, x, y, 7, palette.ink);
  tip(context, [x, y], lines, [frame.width, HEIGHT], palette);
}
