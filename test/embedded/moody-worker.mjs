// A training worker without an engine, whose moods the request's budget names: see training-pool.test.ts.
import { workerData } from 'node:worker_threads';

const MOODS = {
  64: () => undefined,
  128: ({ attempt }) => attempt === 1 && process.exit(3),
  192: ({ attempt }) => {
    if (attempt === 1) throw new Error('out of its mind');
  },
  256: () => process.exit(4),
  320: ({ attempt }) => attempt === 1 && 'hang',
  384: () => 'hang',
  448: () => 'error',
  512: () => 'answer and go',
  576: ({ attempt }) => attempt === 1 && 'deaf',
  640: () => 'full disk',
};
let isDeaf = false;

workerData.port.on('message', (task) => {
  if (task === 'abort') {
    if (isDeaf) return;
    workerData.port.postMessage({ error: 'aborted' });
    return;
  }
  const mood = MOODS[task.request.budget.examples](task);
  isDeaf = mood === 'deaf';
  if (mood === 'hang' || isDeaf) return;
  if (mood === 'error') {
    workerData.port.postMessage({ error: `no luck, attempt ${task.attempt}` });
    return;
  }
  if (mood === 'full disk') {
    workerData.port.postMessage({ error: `ENOSPC, attempt ${task.attempt}`, isOfDisk: true });
    return;
  }
  const { evaluationKey } = task.request;
  const provenance = { attempt: task.attempt, worker: workerData.name };
  workerData.port.postMessage({ result: { evaluationKey, provenance } });
  if (mood === 'answer and go') setImmediate(() => process.exit(0));
});
