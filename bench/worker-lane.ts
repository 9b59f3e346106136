// A worker thread that benchmarks give one network at a time.
import { Worker } from 'node:worker_threads';
import type { Dataset } from '../shared/data/dataset.ts';
import type { MlpGenome } from '../shared/genome/kinds/mlp/mlp-genome.ts';

/** Something that trains one network at a time. */
export interface Lane {
  train(genome: MlpGenome): Promise<unknown>;
  close(): unknown;
}

export function workerLane(data: Dataset): Lane {
  const thread = new Worker(new URL('lane-worker.mjs', import.meta.url), {
    workerData: data,
  });
  return {
    train: (genome) =>
      new Promise((resolve, reject) => {
        thread.once('error', reject);
        thread.once('message', (answer) => {
          thread.off('error', reject);
          resolve(answer);
        });
        thread.postMessage(genome);
      }),
    close: () => thread.terminate(),
  };
}
