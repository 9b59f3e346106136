// A picture on two canvases: what is drawn once beneath, what follows pointer and keys above.
import type { JSX, RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/** Draws in CSS pixels on an empty canvas. */
export type Draw = (context: CanvasRenderingContext2D) => void;

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
  /** The canvas that takes pointer and keys. */
  top: RefObject<HTMLCanvasElement | null>;
} & Pick<
  JSX.HTMLAttributes<HTMLCanvasElement>,
  | 'onKeyDown'
  | 'onPointerDown'
  | 'onPointerMove'
  | 'onPointerUp'
  | 'onPointerLeave'
  | 'onClick'
  | 'onBlur'
>) {
  const beneath = useRef<HTMLCanvasElement>(null);
  useEffect(() => redraw(beneath.current, width, height, draw), [width, height, draw]);
  useEffect(() => redraw(top.current, width, height, drawOver), [width, height, drawOver, top]);
  return (
    <div class="canvas-stack" style={{ height: `${height}px`, width: `${width}px` }}>
      <canvas ref={beneath} aria-hidden="true" />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: its keys are told in its label */}
      <canvas ref={top} role="application" tabIndex={0} aria-label={label} {...events} />
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
