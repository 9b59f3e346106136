// A drawing as strokes of a pen, and what a person does to it. Imports nothing of Node.

/** In shares of the drawing area: 0, 0 is its upper left corner, 1, 1 its lower right. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

export type Stroke = readonly Point[];

export interface Drawing {
  readonly strokes: readonly Stroke[];
  /** Whether the last stroke still goes on. */
  readonly isPenDown: boolean;
}

export const EMPTY: Drawing = { strokes: [], isPenDown: false };

export function penDown({ strokes }: Drawing, point: Point): Drawing {
  return { strokes: [...strokes, [within(point)]], isPenDown: true };
}

/** Moves that come while the pen is up draw nothing. */
export function penMove(drawing: Drawing, points: readonly Point[]): Drawing {
  const last = drawing.strokes.at(-1);
  if (!drawing.isPenDown || last === undefined) return drawing;
  const stroke = [...last, ...points.map(within)];
  return { ...drawing, strokes: [...drawing.strokes.slice(0, -1), stroke] };
}

export function penUp(drawing: Drawing): Drawing {
  return { ...drawing, isPenDown: false };
}

/** Takes the last stroke back. */
export function undo({ strokes }: Drawing): Drawing {
  return { strokes: strokes.slice(0, -1), isPenDown: false };
}

function within({ x, y }: Point): Point {
  return { x: Math.min(1, Math.max(0, x)), y: Math.min(1, Math.max(0, y)) };
}
