// A trainer: a process of the service's, with one engine, that works on one message at a time. What a
// message does to a process, it does to this one.
import { observe } from '../aws/observe.ts';
import { reasonOf } from '../aws/retryable.ts';
import { openWorker } from '../protocol/open-worker.ts';
import type { FromTrainer, ToTrainer } from './trainer.ts';

let isLeaving = false;
// Before the engine is opened: the service may end meanwhile, killed or not.
process.on('disconnect', () => process.exit());
process.on('message', (message: ToTrainer) => {
  if (message.type === 'leave') isLeaving = true;
  else void work(message).then(tell);
});
// Whoever stops the service stops its whole group; the service says when a trainer leaves.
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => undefined);

const observed = observe('training-service');
const worker = await openWorker(observed, {
  // A task is paid for from its start to its end, whatever it does first: docs/cost.md.
  initMs: () => 0,
  isLeaving: () => isLeaving,
}).catch(endWith);
tell({ type: 'ready' });

async function work({ body, attempt }: Extract<ToTrainer, { type: 'work' }>): Promise<FromTrainer> {
  const each = observed.watch(async (): Promise<FromTrainer> => {
    try {
      await worker.workOn(body, attempt);
      return { type: 'done' };
    } catch (error) {
      return { type: 'failed', reason: reasonOf(error) };
    }
  });
  return each(undefined, { awsRequestId: attempt.id, functionName: 'training-service' });
}

/** Tells why there is no worker, and ends. */
function endWith(error: unknown): Promise<never> {
  process.send?.({ type: 'failed', reason: reasonOf(error) }, () => process.exit(1));
  return new Promise(() => undefined);
}

function tell(message: FromTrainer): void {
  process.send?.(message);
}
