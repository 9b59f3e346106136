// Where a person draws: with mouse, pen or finger, or by keyboard with a cursor that is moved by the arrows.
import { useEffect, useRef, useState } from 'preact/hooks';
import {
  type Drawing,
  EMPTY,
  type Point,
  penDown,
  penMove,
  penUp,
  undo,
} from '../../analysis/drawing.ts';
import { type ImageSize, PEN } from '../../analysis/image-of-drawing.ts';

/** Of the canvas's longer side, in its own pixels; its style says how large it is seen. */
const SIDE = 560;
/** Of the area's side, by one press of an arrow. */
const STEP = 0.04;
const ARROWS: Readonly<Record<string, Point>> = {
  ArrowLeft: { x: -STEP, y: 0 },
  ArrowRight: { x: STEP, y: 0 },
  ArrowUp: { x: 0, y: -STEP },
  ArrowDown: { x: 0, y: STEP },
};

export function DrawingArea({
  drawing,
  change,
  size,
}: {
  drawing: Drawing;
  change: (how: (drawing: Drawing) => Drawing) => void;
  size: ImageSize;
}) {
  const place = useRef<HTMLCanvasElement>(null);
  const [cursor, setCursor] = useState<Point>({ x: 0.5, y: 0.25 });
  const [isByKey, setByKey] = useState(false);
  const longer = Math.max(size.height, size.width);
  const [width, height] = [(SIDE * size.width) / longer, (SIDE * size.height) / longer];

  useEffect(() => {
    const context = place.current?.getContext('2d');
    if (context) paint(context, drawing, isByKey ? cursor : null);
  }, [drawing, cursor, isByKey, width, height]);

  const press = (event: KeyboardEvent) => {
    const arrow = ARROWS[event.key];
    if (arrow !== undefined) {
      const to = { x: clamped(cursor.x + arrow.x), y: clamped(cursor.y + arrow.y) };
      setCursor(to);
      change((before) => penMove(before, [to]));
    } else if (event.key === ' ') {
      change((before) => (before.isPenDown ? penUp(before) : penDown(before, cursor)));
    } else if (event.key === 'Backspace') change(undo);
    else if (event.key === 'Delete') change(() => EMPTY);
    else return;
    setByKey(true);
    event.preventDefault();
  };
  const down = (event: PointerEvent) => {
    if (event.button !== 0 || !event.isPrimary) return;
    place.current?.setPointerCapture(event.pointerId);
    setByKey(false);
    change((before) => penDown(before, pointOf(event)));
  };
  const move = (event: PointerEvent) => {
    if (!drawing.isPenDown || event.buttons === 0 || !event.isPrimary) return;
    const between = event.getCoalescedEvents?.() ?? [];
    const points = (between.length > 0 ? between : [event]).map((one) =>
      pointIn(place.current, one),
    );
    change((before) => penMove(before, points));
  };
  const up = () => {
    if (!isByKey) change(penUp);
  };
  const leave = () => {
    setByKey(false);
    if (drawing.isPenDown) change(penUp);
  };
  return (
    <>
      {/* biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: it is drawn on, and a note below lists its keys */}
      <canvas
        ref={place}
        class="drawing"
        width={width}
        height={height}
        tabIndex={0}
        role="application"
        aria-label="Drawing area"
        aria-describedby="draw-keys"
        onKeyDown={press}
        onBlur={leave}
        onPointerDown={down}
        onPointerMove={move}
        onPointerUp={up}
        onPointerCancel={up}
      />
      <p class="note" id="draw-keys">
        Keyboard: arrow keys move the cursor, space lowers or lifts the pen, backspace removes the
        last stroke.{' '}
        <span aria-live="polite">{isByKey && (drawing.isPenDown ? 'Pen down.' : 'Pen up.')}</span>
      </p>
    </>
  );
}

function pointOf(event: PointerEvent): Point {
  return pointIn(event.currentTarget as HTMLCanvasElement, event);
}

function pointIn(canvas: HTMLCanvasElement | null, event: PointerEvent): Point {
  const { left, top, width, height } = canvas?.getBoundingClientRect() ?? new DOMRect(0, 0, 1, 1);
  return { x: (event.clientX - left) / width, y: (event.clientY - top) / height };
}

function clamped(share: number): number {
  return Math.min(1, Math.max(0, share));
}

/** White ink on black, as the images of MNIST are. */
function paint(context: CanvasRenderingContext2D, { strokes }: Drawing, cursor: Point | null) {
  const { width, height } = context.canvas;
  context.fillStyle = '#000';
  context.fillRect(0, 0, width, height);
  context.strokeStyle = '#fff';
  context.lineWidth = PEN * Math.min(width, height);
  context.lineCap = 'round';
  context.lineJoin = 'round';
  for (const stroke of strokes) {
    context.beginPath();
    for (const point of stroke) context.lineTo(point.x * width, point.y * height);
    // A line of no length is not drawn: a dot is given a hundredth of a pixel.
    const { x, y } = stroke.at(-1) ?? { x: 0, y: 0 };
    context.lineTo(x * width + 0.01, y * height);
    context.stroke();
  }
  if (cursor === null) return;
  const [x, y] = [cursor.x * width, cursor.y * height];
  context.strokeStyle = '#56b4e9';
  context.lineWidth = 4;
  context.beginPath();
  context.moveTo(x - 16, y);
  context.lineTo(x + 16, y);
  context.moveTo(x, y - 16);
  context.lineTo(x, y + 16);
  context.stroke();
}
