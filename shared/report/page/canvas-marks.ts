// Marks that several pictures draw on their canvases: shapes that tell points apart, words on a card, a ring.
import { greatest } from '../../kernel/long-lists.ts';
import type { Palette } from './use-palette.ts';

export type Shape = 'circle' | 'triangle' | 'square' | 'cross';

/** Adds a shape to the path under way; a cross is to be stroked, the others filled. */
export function addShape(
  context: CanvasRenderingContext2D,
  shape: Shape,
  x: number,
  y: number,
  radius: number,
): void {
  switch (shape) {
    case 'circle':
      context.moveTo(x + radius, y);
      context.arc(x, y, radius, 0, 2 * Math.PI);
      return;
    case 'square':
      context.rect(x - radius, y - radius, 2 * radius, 2 * radius);
      return;
    case 'triangle':
      context.moveTo(x, y - 1.2 * radius);
      context.lineTo(x + 1.1 * radius, y + 0.9 * radius);
      context.lineTo(x - 1.1 * radius, y + 0.9 * radius);
      context.closePath();
      return;
    case 'cross':
      context.moveTo(x - radius, y - radius);
      context.lineTo(x + radius, y + radius);
      context.moveTo(x + radius, y - radius);
      context.lineTo(x - radius, y + radius);
      return;
  }
}

export function ring(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  radius: number,
  colour: string,
): void {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.strokeStyle = colour;
  context.lineWidth = 2.5;
  context.stroke();
}

/** Words on a card beside a point, kept within the picture. */
export function tip(
  context: CanvasRenderingContext2D,
  [x, y]: readonly [number, number],
  lines: readonly string[],
  [width, height]: readonly [number, number],
  palette: Palette,
): void {
  const across = greatest(lines.map((line) => context.measureText(line).width)) + 16;
  const down = lines.length * 16 + 10;
  const left = Math.max(0, Math.min(x + 12, width - across));
  const top = y + 12 + down > height ? Math.max(0, y - 12 - down) : y + 12;
  context.fillStyle = palette.card;
  context.strokeStyle = palette.quiet;
  context.lineWidth = 1;
  context.beginPath();
  context.rect(left + 0.5, top + 0.5, across, down);
  context.fill();
  context.stroke();
  context.fillStyle = palette.ink;
  context.textAlign = 'left';
  context.textBaseline = 'alphabetic';
  for (const [index, line] of lines.entries()) {
    context.fillText(line, left + 8, top + 18 + 16 * index);
  }
}

/** Words that are no wider than there is room for, in CSS pixels. */
export function fitted(context: CanvasRenderingContext2D, words: string, most: number): string {
  let shown = words;
  for (let end = words.length - 1; end > 0 && context.measureText(shown).width > most; end -= 1) {
    shown = `${words.slice(0, end)}…`;
  }
  return shown;
}
