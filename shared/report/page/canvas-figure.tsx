// A picture on two canvases: what is drawn once beneath, what follows pointer and keys above.
import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { usePalette } from './use-palette.ts';

/** Draws in CSS pixels on an empty canvas. */
export type Draw = (context: CanvasRenderingContext2D) => void;

interface Handlers {
  readonly onKeyDown?: (event: KeyboardEvent) => void;
  readonly onClick?: (event: MouseEvent) => void;
  readonly onPointerDown?: (event: PointerEvent) => void;
  readonly onPointerMove?: (event: PointerEvent) => void;
  readonly onPointerUp?: (event: PointerEvent) => void;
  readonly onPointerLeave?: (event: PointerEvent) => void;
}

/** @param label says in words what the picture shows and which keys it knows */
export function CanvasFigure({
  label,
  width,
  height,
  draw,
  drawOver,
  top,
  ...events
}: {
  label: string;
  width: number;
  height: number;
  draw: Draw;
  drawOver: Draw;
  /** What takes pointer and keys. */
  top: RefObject<HTMLDivElement | null>;
} & Handlers) {
  const beneath = useRef<HTMLCanvasElement>(null);
  const above = useRef<HTMLCanvasElement>(null);
  const { card } = usePalette();
  useEffect(() => redraw(beneath.current, width, height, draw), [width, height, draw]);
  useEffect(() => redraw(above.current, width, height, drawOver), [width, height, drawOver]);
  return (
    <div
      ref={top}
      class="canvas-stack"
      role="application"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: its keys are told in its label
      tabIndex={0}
      aria-label={label}
      // On paper too it stands on what it was drawn for.
      style={{ height: `${height}px`, width: `${width}px`, background: card }}
      {...events}
    >
      <canvas ref={beneath} />
      <canvas ref={above} />
    </div>
  );
}

function redraw(canvas: HTMLCanvasElement | null, width: number, height: number, draw: Draw) {
  const context = canvas?.getContext('2d');
  if (!canvas || !context || width === 0) return;
  const ratio = Math.max(1, devicePixelRatio);
  const [across, down] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== across || canvas.height !== down) {
    canvas.width = across;
    canvas.height = down;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  context.font = '12px system-ui, sans-serif';
  draw(context);
}

/** Where a pointer is on the element that it is over, in CSS pixels. */
export function pointOf(event: MouseEvent): readonly [number, number] {
  const { left, top } = (event.currentTarget as HTMLElement).getBoundingClientRect();
  return [event.clientX - left, event.clientY - top];
}
