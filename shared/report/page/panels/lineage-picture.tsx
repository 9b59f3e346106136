// The picture of the lineage: found by pointer, or by arrow keys from parent to child and among siblings.
import { Delaunay } from 'd3';
import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import {
  ancestorsOf,
  type Candidate,
  descendantsOf,
  type Lineage,
} from '../../analysis/lineage.ts';
import { lineageLayout } from '../../analysis/lineage-layout.ts';
import { CanvasFigure, pointOf } from '../canvas-figure.tsx';
import { ring, tip } from '../canvas-marks.ts';
import { useSelection } from '../panel.tsx';
import type { RunView } from '../run-view.ts';
import { stageInWords } from '../stage-in-words.ts';
import { usePalette } from '../use-palette.ts';
import { useSeen } from '../use-seen.ts';
import { useWidth } from '../use-width.ts';
import { count, value } from '../words.ts';
import { edgeInWords } from './edge-in-words.ts';
import {
  basePlace,
  drawLineage,
  HEIGHT,
  isInSight,
  type LineagePlan,
  placeIn,
} from './lineage-draw.ts';
import { neighbour } from './lineage-neighbour.ts';
import { useZoom } from './use-zoom.ts';

export function LineagePicture({
  view,
  lineage,
  candidates,
  path,
}: {
  view: RunView;
  lineage: Lineage;
  candidates: readonly Candidate[];
  /** From the first ancestor to the champion. */
  path: readonly Candidate[];
}) {
  const place = useRef<HTMLDivElement>(null);
  const top = useRef<HTMLDivElement>(null);
  const width = useWidth(place);
  const isSeen = useSeen(place);
  const palette = usePalette();
  const zoom = useZoom(top, width, HEIGHT);
  const { selected, turn, select } = useSelection();
  const [found, setFound] = useState<Candidate | null>(null);
  const layout = useMemo(() => lineageLayout(candidates, view.objective), [candidates, view]);
  const kin = useMemo(
    () =>
      selected === null
        ? null
        : {
            candidateId: selected,
            ancestors: ancestorsOf(lineage, selected),
            descendants: descendantsOf(lineage, selected),
          },
    [lineage, selected],
  );
  const plan: LineagePlan = useMemo(
    () => ({ layout, lineage, path, kin, width, page: view.page, transform: zoom.transform }),
    [layout, lineage, path, kin, width, view, zoom.transform],
  );
  const placed = useMemo(() => [...layout.places.values()], [layout]);
  const near = useMemo(() => Delaunay.from(placed, ...coordinates(width)), [placed, width]);
  const draw = useCallback(
    (context: CanvasRenderingContext2D) => {
      if (isSeen && width > 0) drawLineage(context, plan, palette);
    },
    [plan, palette, isSeen, width],
  );
  const drawOver = useCallback(
    (context: CanvasRenderingContext2D) => {
      const at = found && placeIn(plan, found.candidateId);
      if (!at || !found) return;
      ring(context, ...at, 8, palette.ink);
      tip(context, at, tipOf(found, view), [width, HEIGHT], palette);
    },
    [found, plan, palette, view, width],
  );
  const at = (point: readonly [number, number]) => {
    const index = near.find(...zoom.transform.invert([...point]));
    const candidate = placed[index]?.candidate ?? null;
    const there = candidate && placeIn(plan, candidate.candidateId);
    return there && Math.hypot(there[0] - point[0], there[1] - point[1]) < 18 ? candidate : null;
  };
  const showIt = (candidateId: string) => {
    const there = placeIn(plan, candidateId);
    if (there && !isInSight(there, width)) zoom.centre(...zoom.transform.invert([...there]));
  };
  const goTo = (candidate: Candidate) => {
    setFound(candidate);
    showIt(candidate.candidateId);
  };
  // Wherever on the page it was selected. A picture that is moved later stays where it is put.
  useEffect(() => {
    if (selected !== null) showIt(selected);
  }, [turn]);
  const byKey = (event: KeyboardEvent) => {
    const chosen = selected !== null && layout.places.get(selected)?.candidate;
    const start = found ?? (chosen || path.at(-1)) ?? candidates[0];
    const there = found && placeIn(plan, found.candidateId);
    const next = start && neighbour(event.key, start, found !== null, lineage);
    if (event.shiftKey && event.key in MOVES) zoom.move(...(MOVES[event.key] as Move));
    else if (next) goTo(next);
    else if (event.key === 'Enter' && found !== null) select(found.candidateId);
    else if (event.key === '+' || event.key === '=') zoom.by(1.5, there);
    else if (event.key === '-') zoom.by(1 / 1.5, there);
    else if (event.key === '0') zoom.reset();
    else if (event.key === 'Escape') setFound(null);
    else return;
    event.preventDefault();
  };
  const label =
    `Lineage of ${count(candidates.length)} candidates. Right arrow: child; left: parent; up and down: siblings. ` +
    'Enter selects; plus, minus and 0 zoom. Shift with an arrow key moves the picture.';
  return (
    <div>
      <div class="controls">
        <button type="button" onClick={() => zoom.by(1.5)}>
          Zoom in
        </button>
        <button type="button" onClick={() => zoom.by(1 / 1.5)}>
          Zoom out
        </button>
        <button type="button" onClick={zoom.reset}>
          Show all
        </button>
      </div>
      <div ref={place} class="picture">
        <CanvasFigure
          {...{ label, width, draw, drawOver, top }}
          height={HEIGHT}
          onPointerMove={(event) => setFound(at(pointOf(event)))}
          onPointerLeave={() => setFound(null)}
          onClick={(event) => {
            top.current?.focus({ preventScroll: true });
            const candidate = at(pointOf(event));
            if (candidate !== null) select(candidate.candidateId);
          }}
          onKeyDown={byKey}
        />
      </div>
      <p class="said" aria-live="polite">
        {found === null
          ? 'Click the picture; then scroll to zoom, drag to move, or use the arrow keys.'
          : tipOf(found, view).join('; ')}
      </p>
      <ul class="legend">
        <li class="of-champion">━ path from the first ancestor</li>
        <li class="of-mark">─ ancestors of the selection</li>
        <li class="of-baseline">┄ descendants of the selection</li>
        <li class="of-bad">× no score</li>
      </ul>
    </div>
  );
}

type Move = readonly [number, number];

const MOVES: Readonly<Record<string, Move>> = {
  ArrowLeft: [-80, 0],
  ArrowRight: [80, 0],
  ArrowUp: [0, -80],
  ArrowDown: [0, 80],
};

function coordinates(width: number) {
  const where = (one: { readonly x: number; readonly y: number }) => basePlace(one, width);
  return [
    (one: { readonly x: number; readonly y: number }) => where(one)[0],
    (one: { readonly x: number; readonly y: number }) => where(one)[1],
  ] as const;
}

function tipOf(candidate: Candidate, view: RunView): string[] {
  const { candidateId, batch, fitness, parents, children } = candidate;
  const from = parents.length === 0 ? '' : ` from ${parents.join(' and ')}`;
  return [
    `${candidateId}, ${stageInWords(view.page, batch)}`,
    `${view.objective.name} ${value(fitness, view.objective)}, ${children.length === 1 ? 'one child' : `${count(children.length)} children`}`,
    `${edgeInWords(candidate)}${from}`,
  ];
}
