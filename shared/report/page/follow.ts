// A live run as it arrives: changes are put into what is there, once a frame at most.
import type { RunPage, RunPageChange } from '../page-data.ts';
import type { Connection } from './run-app.tsx';

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
    page = page && changed(page, JSON.parse(data));
    soon();
  });
  source.addEventListener('end', () => {
    source.close();
    tell('ended');
  });
  return () => source.close();
}

/** The page after a change. */
export function changed(page: RunPage, change: RunPageChange): RunPage {
  const evaluations = [...page.evaluations];
  for (const row of change.evaluations) evaluations[row.index] = row;
  return {
    kind: 'run',
    head: change.head,
    batches: change.batches,
    evaluations,
    genomes: { ...page.genomes, ...change.genomes },
    model: change.model === undefined ? page.model : change.model,
  };
}
