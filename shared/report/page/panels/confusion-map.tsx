// A confusion matrix of many classes, drawn: a point for each pair, the lighter or darker the more often.
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { usePalette } from '../use-palette.ts';
import { count } from '../words.ts';

/** Of a side, in pixels of the canvas. */
const SIDE = 768;
const MOVES: Readonly<Record<string, readonly [number, number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

export function ConfusionMap({
  matrix,
  nameOf,
}: {
  matrix: readonly (readonly number[])[];
  nameOf: (label: number) => string;
}) {
  const place = useRef<HTMLCanvasElement>(null);
  const palette = usePalette();
  const [[row, column], setCell] = useState<readonly [number, number]>([0, 0]);
  const classes = matrix.length;
  useLayoutEffect(() => {
    const context = place.current?.getContext('2d');
    if (context) paint(context, matrix, palette.card, palette.bad, palette.champion);
  }, [matrix, palette]);
  const clamped = (cell: number) => Math.min(classes - 1, Math.max(0, cell));
  const press = (event: KeyboardEvent) => {
    const move = MOVES[event.key];
    if (move === undefined) return;
    event.preventDefault();
    setCell([clamped(row + move[0]), clamped(column + move[1])]);
  };
  const point = (event: PointerEvent) => {
    const { left, top, width, height } = (
      event.currentTarget as HTMLCanvasElement
    ).getBoundingClientRect();
    const cell = (at: number, side: number) => clamped(Math.floor((at / side) * classes));
    setCell([cell(event.clientY - top, height), cell(event.clientX - left, width)]);
  };
  return (
    <>
      {/* biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: arrow keys go through its cells */}
      <canvas
        ref={place}
        class="confusion-map"
        width={SIDE}
        height={SIDE}
        tabIndex={0}
        role="application"
        aria-label={`Confusion matrix of ${count(classes)} classes. Arrow keys move between cells; the text below shows the cell. Lists of the most confused pairs and of all classes follow.`}
        onKeyDown={press}
        onPointerMove={point}
        onPointerDown={point}
      />
      <p class="note" aria-live="polite">
        {nameOf(row)}, predicted as {nameOf(column)}: {count(matrix[row]?.[column] ?? 0)}
      </p>
    </>
  );
}

function paint(
  context: CanvasRenderingContext2D,
  matrix: readonly (readonly number[])[],
  paper: string,
  wrong: string,
  right: string,
) {
  const side = SIDE / matrix.length;
  context.globalAlpha = 1;
  context.fillStyle = paper;
  context.fillRect(0, 0, SIDE, SIDE);
  for (const [label, row] of matrix.entries()) {
    const total = row.reduce((sum, times) => sum + times, 0);
    for (const [read, times] of row.entries()) {
      if (times === 0) continue;
      // Of few mistakes each is to be seen: a root, and a least shade.
      context.globalAlpha = 0.25 + 0.75 * Math.sqrt(times / total);
      context.fillStyle = read === label ? right : wrong;
      context.fillRect(read * side, label * side, Math.max(1, side), Math.max(1, side));
    }
  }
}
