// A live run as it arrives: changes are put into what is there, once a frame at most.
import { changedPage } from '../changed-page.ts';
import type { RunPage } from '../page-data.ts';
import type { Connection } from './connection.ts';

/** @returns what ends it */
export function follow(
  show: (page: RunPage) => void,
  tell: (connection: Connection) => void,
): () => void {
  const source = new EventSource('events');
  let page: RunPage | null = null;
  let frame = 0;
  const soon = () => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(() => page && show(page));
  };
  source.addEventListener('open', () => tell('live'));
  // The browser tries again by itself, and says which version it has.
  source.addEventListener('error', () => tell('lost'));
  source.addEventListener('whole', ({ data }) => {
    page = JSON.parse(data);
    soon();
  });
  source.addEventListener('change', ({ data }) => {
    page = page && changedPage(page, JSON.parse(data));
    soon();
  });
  source.addEventListener('end', () => {
    source.close();
    tell('ended');
  });
  return () => source.close();
}
