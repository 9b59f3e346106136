// A thread for one call of a person's own trainer: whatever its module does to a thread, it does here.
import { workerData } from 'node:worker_threads';
import { type Fault, InvalidInput } from '../../shared/kernel/errors.ts';
import { openOwn } from '../../shared/training/engines.ts';
import { checkOwnTrainer } from '../../shared/training/own/own-trainer.ts';
import type { TrainerAnswer, TrainerCall, TrainerThreadStart } from './own-trainer-calls.ts';
import { reasonOf } from './system-error.ts';

const { choice, port } = workerData as TrainerThreadStart;

// The listener keeps the thread until it is ended.
port.on('message', async (call: TrainerCall) => {
  const answer: TrainerAnswer = await answerTo(call).then(
    (value) => ({ value }),
    (error: unknown) => ({ reason: reasonOf(error), faults: faultsOf(error) }),
  );
  port.postMessage(answer);
});

async function answerTo(call: TrainerCall): Promise<unknown> {
  if (call.method === 'check') {
    return checkOwnTrainer(await import(choice.module), call.file, call.hasFinish);
  }
  const trainer = await openOwn(choice);
  return call.method === 'train' ? trainer.train(...call.args) : trainer.predict(...call.args);
}

function faultsOf(error: unknown): readonly Fault[] {
  return error instanceof InvalidInput ? error.faults : [];
}
