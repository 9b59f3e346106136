// A run's page after a change: how a reader that follows a run keeps up. Imports nothing of Node.
import type { RunPage, RunPageChange } from './page-data.ts';

export function changedPage(page: RunPage, change: RunPageChange): RunPage {
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
