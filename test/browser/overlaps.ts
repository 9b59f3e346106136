// Which labels of a page lie on each other, or are cut off: in charts, on canvases, in the heads of tables.
import type { Page } from 'playwright-core';

/** Before the page is opened: notes where each text of a canvas is, until the canvas is cleared. */
const NOTE_TEXTS = `(() => {
  const { clearRect, fillText } = CanvasRenderingContext2D.prototype;
  const noted = (context) => (context.canvas.texts ??= []);
  CanvasRenderingContext2D.prototype.clearRect = function (...box) {
    this.canvas.texts = [];
    return clearRect.apply(this, box);
  };
  CanvasRenderingContext2D.prototype.fillText = function (text, x, y, most) {
    const { width, actualBoundingBoxAscent: up, actualBoundingBoxDescent: down } = this.measureText(text);
    const wide = Math.min(width, most ?? width);
    const from = x - { left: 0, start: 0, center: wide / 2, right: wide, end: wide }[this.textAlign];
    const inCss = new DOMMatrix().scale(1 / devicePixelRatio).multiply(this.getTransform());
    const corner = (cx, cy) => { const { x, y } = inCss.transformPoint({ x: cx, y: cy }); return [x, y]; };
    const corners = [corner(from, y - up), corner(from + wide, y - up), corner(from + wide, y + down), corner(from, y + down)];
    noted(this).push({ text: String(text), corners });
    return most === undefined ? fillText.call(this, text, x, y) : fillText.call(this, text, x, y, most);
  };
})()`;

const FIND = `(() => {
  const cornersOf = ({ left, right, top, bottom }) => [[left, top], [right, top], [right, bottom], [left, bottom]];
  // Apart by more than a pixel along the side of one of them.
  const areApart = (a, b) => [a, b].some((corners) => [0, 1].some((side) => {
    const [[x1, y1], [x2, y2]] = [corners[side], corners[side + 1]];
    const length = Math.hypot(x2 - x1, y2 - y1) || 1;
    const along = (all) => all.map(([x, y]) => (x * (x2 - x1) + y * (y2 - y1)) / length);
    const [ofA, ofB] = [along(a), along(b)];
    return Math.max(...ofA) <= Math.min(...ofB) + 1 || Math.max(...ofB) <= Math.min(...ofA) + 1;
  }));
  const found = [];
  const compare = (where, labels, frame) => {
    for (const [index, one] of labels.entries()) {
      for (const other of labels.slice(index + 1)) {
        if (!areApart(one.corners, other.corners)) found.push(where + ': "' + one.text + '" on "' + other.text + '"');
      }
      const xs = one.corners.map(([x]) => x);
      if (frame && (Math.min(...xs) < frame.left - 1 || Math.max(...xs) > frame.right + 1)) {
        found.push(where + ': "' + one.text + '" is cut off');
      }
    }
  };
  const isShown = (element) => getComputedStyle(element).visibility !== 'hidden' && element.getClientRects().length > 0;
  const partOf = (element) => '#' + (element.closest('section[id]')?.id ?? 'page');
  for (const svg of document.querySelectorAll('main svg')) {
    const texts = [...svg.querySelectorAll('text')].filter((text) => text.textContent.trim() !== '' && isShown(text));
    const labels = texts.flatMap((text) => (text.querySelector('tspan') ? [...text.querySelectorAll('tspan')] : [text]));
    compare(partOf(svg), labels.map((text) => ({ text: text.textContent, corners: cornersOf(text.getBoundingClientRect()) })), svg.getBoundingClientRect());
  }
  for (const canvas of document.querySelectorAll('main canvas')) {
    compare(partOf(canvas), canvas.texts ?? [], { left: 0, right: canvas.clientWidth });
  }
  for (const row of document.querySelectorAll('main thead tr')) {
    const heads = [...row.children].map((head) => {
      const range = document.createRange();
      range.selectNodeContents(head);
      return { text: head.textContent, corners: cornersOf(range.getBoundingClientRect()) };
    });
    compare(partOf(row), heads.filter(({ text }) => text !== ''), null);
  }
  return found;
})()`;

export async function noteTexts(page: Page): Promise<void> {
  await page.addInitScript(NOTE_TEXTS);
}

/** Of all panels, each scrolled to once so that it is drawn. */
export async function overlaps(page: Page): Promise<string[]> {
  for (const section of await page.locator('main > section').all()) {
    await section.scrollIntoViewIfNeeded();
  }
  return (await page.evaluate(FIND)) as string[];
}
