// A live run as it arrives. Drawing it may take no more than a tenth of a processor that trains beside it, and
// nothing while nobody looks: a hidden page has no frames.
import { changedPage } from '../changed-page.ts';
import type { RunPage } from '../page-data.ts';
import type { Connection } from './connection.ts';

/** Between two drawings passes so many times what the last one took. */
const REST = 9;
/** More milliseconds were no drawing: a page that is hidden between two frames waits for the second. */
const LONGEST_DRAWING = 1000;

/** @returns what ends it */
export function follow(
  show: (page: RunPage) => void,
  tell: (connection: Connection) => void,
): () => void {
  const source = new EventSource('events');
  const draw = paced(() => page && show(page));
  let page: RunPage | null = null;
  source.addEventListener('open', () => tell('live'));
  // The browser tries again by itself, and says which version it has.
  source.addEventListener('error', () => tell('lost'));
  source.addEventListener('whole', ({ data }) => {
    page = JSON.parse(data);
    draw();
  });
  source.addEventListener('change', ({ data }) => {
    page = page && changedPage(page, JSON.parse(data));
    draw();
  });
  source.addEventListener('end', () => {
    source.close();
    if (page !== null) show(page);
    tell('ended');
  });
  return () => source.close();
}

/** @returns asks for a drawing; many askings before its frame are one */
function paced(draw: () => void): () => void {
  let isAsked = false;
  let notBefore = 0;
  const frame = (now: number) => {
    if (now < notBefore) {
      requestAnimationFrame(frame);
      return;
    }
    isAsked = false;
    draw();
    // What is drawn in effects is done by the second frame after.
    requestAnimationFrame(() =>
      requestAnimationFrame((after) => {
        notBefore = after + REST * Math.min(after - now, LONGEST_DRAWING);
      }),
    );
  };
  return () => {
    if (isAsked) return;
    isAsked = true;
    requestAnimationFrame(frame);
  };
}
