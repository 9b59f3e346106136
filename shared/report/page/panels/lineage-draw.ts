// Draws the lineage: edges beneath, candidates above, what is highlighted last, with its genes where there is room.

import type { ZoomTransform } from 'd3';
import { greatest } from '../../../kernel/long-lists.ts';
import type { Candidate, Lineage } from '../../analysis/lineage.ts';
import type { LineageLayout } from '../../analysis/lineage-layout.ts';
import type { RunPage } from '../../page-data.ts';
import { addShape, fitted } from '../canvas-marks.ts';
import type { Palette } from '../use-palette.ts';
import { mutationInWords } from './edge-in-words.ts';
import { placeLabels } from './place-labels.ts';

export const HEIGHT = 560;
/** In CSS pixels from parent to child, or no label of theirs is told from its neighbours. */
const LEAST_STEP = 40;
/** Height of the columns' heads. */
const HEAD = 34;
/** Radius of a point that is selected. */
const POINT = 7;
const MARGIN = { top: 46, side: 24, bottom: 10 } as const;

export interface LineagePlan {
  readonly layout: LineageLayout;
  readonly lineage: Lineage;
  readonly path: readonly Candidate[];
  readonly kin: Kin | null;
  readonly width: number;
  readonly page: RunPage;
  readonly transform: ZoomTransform;
}

interface Kin {
  readonly candidateId: string;
  readonly ancestors: ReadonlySet<string>;
  readonly descendants: ReadonlySet<string>;
}

type Point = readonly [number, number];
type Edge = readonly [Point, Point];

/** In CSS pixels, before zooming. */
export function basePlace(
  { x, y }: { readonly x: number; readonly y: number },
  width: number,
): Point {
  return [
    MARGIN.side + x * (width - 2 * MARGIN.side),
    MARGIN.top + y * (HEIGHT - MARGIN.top - MARGIN.bottom),
  ];
}

/** In CSS pixels, as it is zoomed; null for a candidate that is not in the picture. */
export function placeIn(plan: LineagePlan, candidateId: string): Point | null {
  const placed = plan.layout.places.get(candidateId);
  return placed === undefined ? null : plan.transform.apply([...basePlace(placed, plan.width)]);
}

export function drawLineage(
  context: CanvasRenderingContext2D,
  plan: LineagePlan,
  palette: Palette,
): void {
  const { kin, path, layout } = plan;
  const points = new Map<string, Point>();
  for (const id of layout.places.keys()) points.set(id, placeIn(plan, id) as Point);
  const all = [...layout.places.values()].map(({ candidate }) => candidate);
  const edges = (children: Iterable<Candidate>, isDrawn: (parent: string) => boolean): Edge[] =>
    [...children].flatMap(({ candidateId, parents }) =>
      parents.flatMap((parent): Edge[] => {
        const [from, to] = [points.get(parent), points.get(candidateId)];
        return from && to && isDrawn(parent) && isInView(from, to, plan.width) ? [[from, to]] : [];
      }),
    );
  context.lineCap = 'round';
  context.globalAlpha = kin === null ? 0.8 : 0.45;
  strokeEdges(
    context,
    edges(all, () => true),
    palette.line,
    all.length > 2000 ? 0.6 : 1,
  );
  drawPoints(context, plan, points, palette);
  context.globalAlpha = 1;
  const onPath = new Set(path.map(({ candidateId }) => candidateId));
  strokeEdges(
    context,
    edges(path, (parent) => onPath.has(parent)),
    palette.champion,
    3.5,
  );
  dots(context, [...onPath], points, palette.champion, 4.5);
  if (kin !== null) {
    const { candidateId, ancestors, descendants } = kin;
    const self = (id: string) => id === candidateId;
    const above = all.filter(({ candidateId: id }) => ancestors.has(id) || self(id));
    const below = all.filter(({ candidateId: id }) => descendants.has(id));
    const isBelow = (id: string) => self(id) || descendants.has(id);
    context.setLineDash([5, 4]);
    strokeEdges(context, edges(below, isBelow), palette.baseline, 1.6);
    context.setLineDash([]);
    strokeEdges(
      context,
      edges(above, (id) => ancestors.has(id)),
      palette.mark,
      2,
    );
    dots(context, [...descendants], points, palette.baseline, 3);
    dots(context, [...ancestors], points, palette.mark, 3.5);
    dots(context, [candidateId], points, palette.mark, 7);
  }
  drawHeads(context, plan, palette);
  drawGenes(context, plan, points, palette);
}

/** Whether a whole point is seen there, below the heads of the columns. */
export function isInSight([x, y]: Point, width: number): boolean {
  return x >= POINT && x <= width - POINT && y >= HEAD + POINT && y <= HEIGHT - POINT;
}

function isInView([x1, y1]: Point, [x2, y2]: Point, width: number): boolean {
  return !(
    Math.max(x1, x2) < 0 ||
    Math.min(x1, x2) > width ||
    Math.max(y1, y2) < 0 ||
    Math.min(y1, y2) > HEIGHT
  );
}

function strokeEdges(
  context: CanvasRenderingContext2D,
  edges: readonly Edge[],
  colour: string,
  lineWidth: number,
): void {
  context.beginPath();
  for (const [[x1, y1], [x2, y2]] of edges) {
    context.moveTo(x1, y1);
    context.lineTo(x2, y2);
  }
  context.strokeStyle = colour;
  context.lineWidth = lineWidth;
  context.stroke();
}

function drawPoints(
  context: CanvasRenderingContext2D,
  { layout, transform, width }: LineagePlan,
  points: ReadonlyMap<string, Point>,
  palette: Palette,
): void {
  const places = [...layout.places.values()];
  const radius = Math.min(4, (places.length > 2000 ? 1.3 : 2.4) * Math.sqrt(transform.k));
  for (const isRead of [true, false]) {
    context.beginPath();
    for (const { candidate } of places) {
      const point = points.get(candidate.candidateId);
      if (!point || (candidate.fitness !== null) !== isRead) continue;
      if (!isInView(point, point, width)) continue;
      addShape(context, isRead ? 'circle' : 'cross', ...point, radius);
    }
    context.fillStyle = palette.search;
    context.strokeStyle = palette.bad;
    context.lineWidth = 1;
    if (isRead) context.fill();
    else context.stroke();
  }
}

function dots(
  context: CanvasRenderingContext2D,
  ids: readonly string[],
  points: ReadonlyMap<string, Point>,
  colour: string,
  radius: number,
): void {
  context.beginPath();
  for (const id of ids) {
    const point = points.get(id);
    if (point) addShape(context, 'circle', ...point, radius);
  }
  context.fillStyle = colour;
  context.fill();
}

/** What each column is, where there is room. */
function drawHeads(
  context: CanvasRenderingContext2D,
  { layout, page, transform, width }: LineagePlan,
  palette: Palette,
): void {
  context.fillStyle = palette.card;
  context.fillRect(0, 0, width, HEAD);
  context.fillStyle = palette.quiet;
  context.textBaseline = 'middle';
  context.textAlign = 'center';
  const ends = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { batch, x } of layout.columns) {
    const { phase = 'search', label = '' } = page.batches[batch] ?? {};
    const isFinal = phase === 'final';
    const words = isFinal ? label : String(batch);
    const half = context.measureText(words).width / 2;
    const own = transform.applyX(basePlace({ x, y: 0 }, width)[0]);
    const middle = transform.k === 1 ? Math.min(Math.max(own, half), width - half) : own;
    // A second line, for stages of the finish alone.
    const line = ends.findIndex((end, line) => middle - half > end + 8 && (line === 0 || isFinal));
    if (line < 0) continue;
    context.fillText(words, middle, 10 + 15 * line);
    ends[line] = middle + half;
  }
}

/** Names of the mutated genes on the edges of the path. */
function drawGenes(
  context: CanvasRenderingContext2D,
  { path, width }: LineagePlan,
  points: ReadonlyMap<string, Point>,
  palette: Palette,
): void {
  context.font = '11px system-ui, sans-serif';
  const steps = path.flatMap(({ candidateId, parents: [parent], changes }) => {
    const [from, to] = [points.get(parent ?? ''), points.get(candidateId)];
    const lines = changes.map((change) => fitted(context, mutationInWords(change), width - 10));
    return from && to ? [{ from, to, lines }] : [];
  });
  const wanted = steps.flatMap(({ from, to, lines }) => {
    if (lines.length === 0 || to[0] - from[0] < LEAST_STEP) return [];
    const across = greatest(lines.map((line) => context.measureText(line).width)) + 6;
    const middle: Point = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2];
    return [{ lines, middle, width: across, height: 13 * lines.length + 4 }];
  });
  const taken = steps.flatMap(({ from, to }) => pointsAlong(from, to));
  context.textAlign = 'left';
  context.textBaseline = 'alphabetic';
  context.lineWidth = 1;
  for (const label of placeLabels(wanted, taken, width, HEIGHT)) {
    const { lines, middle, left, top, width: across, height } = label;
    context.strokeStyle = palette.champion;
    context.beginPath();
    context.moveTo(...middle);
    context.lineTo(left + across / 2, top < middle[1] ? top + height : top);
    context.stroke();
    context.globalAlpha = 0.88;
    context.fillStyle = palette.card;
    context.fillRect(left, top, across, height);
    context.globalAlpha = 1;
    context.fillStyle = palette.champion;
    for (const [index, line] of lines.entries()) {
      context.fillText(line, left + 3, top + 12 + 13 * index);
    }
  }
}

/** So close together that no label of one would be read as another's. */
function pointsAlong(from: Point, to: Point): Point[] {
  const pieces = Math.max(1, Math.ceil(Math.hypot(to[0] - from[0], to[1] - from[1]) / 10));
  return Array.from({ length: Math.min(pieces, 200) + 1 }, (_, n): Point => {
    const share = n / Math.min(pieces, 200);
    return [from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1])];
  });
}
