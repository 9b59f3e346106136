// Decoded data sets that a worker keeps for its life, since a container trains many times on the same.
import type { Route } from '../../shared/contracts/evaluation-message.ts';
import type { Dataset } from '../../shared/data/dataset.ts';

export interface KeptDatasets {
  /** @throws what opening throws; a failure is not kept */
  readonly open: (id: string) => Promise<Dataset>;
  /** The data set of a run, read anew when what was kept is not it. It may still be another one. */
  readonly openFor: (data: Route['data']) => Promise<Dataset>;
}

export function keptDatasets(read: (id: string) => Promise<Dataset>): KeptDatasets {
  const kept = new Map<string, Promise<Dataset>>();
  /** Kept as a promise, so that two who ask at once wait for one. */
  const open = (id: string): Promise<Dataset> => {
    const opening = kept.get(id) ?? read(id);
    kept.set(id, opening);
    opening.catch(() => kept.delete(id));
    return opening;
  };
  return {
    open,
    async openFor({ id, hash, splitId }) {
      const dataset = await open(id);
      if (dataset.hash === hash && dataset.splitId === splitId) return dataset;
      kept.delete(id);
      return open(id);
    },
  };
}
