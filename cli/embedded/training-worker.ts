// A worker thread of the training pool: one engine, one thread, one request at a time.
import { hostname } from 'node:os';
import { workerData } from 'node:worker_threads';
import { cpuClass } from '../../functions/aws/cpu-class.ts';
import { Retryable } from '../../shared/kernel/errors.ts';
import { evaluate } from '../../shared/steps/evaluate.ts';
import { openEngine } from '../../shared/training/engines.ts';
import { fileBlobStore } from './file-blob-store.ts';
import { systemClock } from './system-clock.ts';
import { reasonOf } from './system-error.ts';
import { ABORT, type WorkerAnswer, type WorkerStart, type WorkerTask } from './training-pool.ts';

const { name, data, blobFolder, engine, port } = workerData as WorkerStart;
const { trainer } = await openEngine(engine);
const blobs = fileBlobStore(blobFolder);
let coldStart = true;

let stop = new AbortController();

port.on('message', (task: WorkerTask | typeof ABORT) => {
  if (task === ABORT) {
    stop.abort();
    return;
  }
  stop = new AbortController();
  void answer(task).then((reply) => port.postMessage(reply));
});

async function answer({ request, attempt }: WorkerTask): Promise<WorkerAnswer> {
  const startedAt = systemClock.now();
  try {
    const result = await evaluate(request, data, trainer, blobs, stop.signal);
    const provenance = {
      startedAt,
      finishedAt: systemClock.now(),
      attempt,
      worker: name,
      host: hostname(),
      cpu: cpuClass(),
      coldStart,
    };
    coldStart = false;
    return { result: { ...result, provenance } };
  } catch (error) {
    // Of all that an evaluation does, the blob store alone throws it.
    return { error: reasonOf(error), isOfDisk: error instanceof Retryable };
  }
}
