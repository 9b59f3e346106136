// Makes the labels of a chart fit: fonts differ, so they are measured once they are drawn.
import type * as Plot from '@observablehq/plot';

/** Share of the width that a margin takes at most. */
const MOST_MARGIN = 0.5;
/** In CSS pixels between two labels of an axis. */
const GAP = 4;
/** In letters, of a name beside an axis. */
const LONGEST = 26;
const LEAST = 3;

/** Margins that leave no label cut off at the left or right edge; null where none is. */
export function fittingMargins(
  svg: Element,
  { marginLeft = 0, marginRight = 20 }: Plot.PlotOptions,
): { readonly marginLeft: number; readonly marginRight: number } | null {
  const { left, right, width } = svg.getBoundingClientRect();
  let [beyondLeft, beyondRight] = [0, 0];
  for (const text of svg.querySelectorAll('text')) {
    if (isAxisLabel(text)) continue;
    const box = text.getBoundingClientRect();
    beyondLeft = Math.max(beyondLeft, left - box.left);
    beyondRight = Math.max(beyondRight, box.right - right);
  }
  if (beyondLeft === 0 && beyondRight === 0) return null;
  const most = MOST_MARGIN * width;
  const widened = (margin: number, beyond: number) =>
    beyond > 0 ? Math.max(margin, Math.min(most, margin + Math.ceil(beyond) + 2)) : margin;
  return {
    marginLeft: widened(marginLeft, beyondLeft),
    marginRight: widened(marginRight, beyondRight),
  };
}

/** Leaves every second or third tick of a horizontal axis without words where they would touch. */
export function thinTicks(svg: Element): void {
  for (const axis of svg.querySelectorAll('[aria-label="x-axis tick label"]')) {
    const texts = [...axis.querySelectorAll('text')];
    const boxes = texts.map((text) => text.getBoundingClientRect());
    const areApart = (step: number) =>
      boxes.every(({ left }, index) => {
        const before = boxes[index - step];
        return index % step > 0 || before === undefined || left >= before.right + GAP;
      });
    let step = 1;
    while (step < texts.length && !areApart(step)) step += 1;
    for (const [index, text] of texts.entries()) if (index % step > 0) text.remove();
  }
}

/** Shortens words that are cut off even so, down to a few letters. */
export function shortenLabels(svg: Element): void {
  const { left, right } = svg.getBoundingClientRect();
  for (const text of svg.querySelectorAll('text')) {
    const words = text.textContent;
    const isCut = () => {
      const box = text.getBoundingClientRect();
      return box.left < left || box.right > right;
    };
    for (let most = words.length - 1; most >= LEAST && isCut(); most -= 1) {
      text.textContent = shortened(words, most);
    }
  }
}

/** A name without its middle where it has more letters than may be. */
export function shortened(name: string, most = LONGEST): string {
  if (name.length <= most) return name;
  const end = Math.floor((most - 1) / 2);
  return `${name.slice(0, most - 1 - end)}…${name.slice(name.length - end)}`;
}

function isAxisLabel(text: Element): boolean {
  return /axis label$/.test(text.closest('[aria-label]')?.getAttribute('aria-label') ?? '');
}
