// Calls of a person's own trainer from this process: each in a thread of its own, which is ended when it
// answers, dies or takes too long. So no module holds the process, ends it or changes what it knows.
import { once } from 'node:events';
import type { EngineChoice } from '../../shared/contracts/engine-choice.ts';
import type { DeclaredObjective } from '../../shared/contracts/objective.ts';
import { type Fault, InvalidInput } from '../../shared/kernel/errors.ts';
import { ownIdentity } from '../../shared/training/identity.ts';
import type { Trainer, TrainingOutcome } from '../../shared/training/trainer.ts';
import { nextMessage, startThread, type ThreadPort } from './start-thread.ts';
import { systemClock } from './system-clock.ts';
import { reasonOf } from './system-error.ts';

type OwnChoice = Extract<EngineChoice, { readonly engine: 'trainer' }>;

/** A module before it has said what it declares. */
export type OwnModule = Omit<OwnChoice, 'objectives'>;

export type TrainerCall =
  | { readonly method: 'check'; readonly file: string; readonly hasFinish: boolean }
  | { readonly method: 'train'; readonly args: Parameters<Trainer['train']> }
  | { readonly method: 'predict'; readonly args: Parameters<Trainer['predict']> };

export type TrainerAnswer =
  | { readonly value: unknown }
  | { readonly reason: string; readonly faults: readonly Fault[] };

export interface TrainerThreadStart extends ThreadPort {
  readonly choice: OwnModule;
}

/** A module that does not come to an end of its loading holds a command no longer. */
const LOADING_MS = 30_000;

/**
 * @param file as the person named it
 * @returns the objectives that the module declares
 * @throws InvalidInput naming each export that is missing or of another form
 * @throws Error with the reason where the module cannot be loaded
 */
export async function checkInThread(
  module: OwnModule,
  file: string,
  hasFinish: boolean,
): Promise<readonly DeclaredObjective[]> {
  const task = { method: 'check', file, hasFinish } as const;
  return (await call(module, task, LOADING_MS)) as readonly DeclaredObjective[];
}

/** @param limitMs a call that takes longer is given up */
export function threadedOwnTrainer(choice: OwnModule, limitMs: number): Trainer {
  return {
    identity: ownIdentity(choice.version),
    train: async (request, data, { keepCheckpoint = false, signal } = {}) => {
      const task: TrainerCall = { method: 'train', args: [request, data, { keepCheckpoint }] };
      return (await call(choice, task, limitMs, signal)) as TrainingOutcome;
    },
    predict: async (genome, checkpoint, images, { shape, classes, mean, deviation }) => {
      // Copied: the images of a run lie on memory that its threads share.
      const data = { shape, classes, mean, deviation };
      const args = [genome, checkpoint, images.slice(), data] satisfies Parameters<
        Trainer['predict']
      >;
      return (await call(choice, { method: 'predict', args }, limitMs)) as Float32Array;
    },
  };
}

async function call(
  choice: OwnModule,
  task: TrainerCall,
  limitMs: number,
  signal?: AbortSignal,
): Promise<unknown> {
  signal?.throwIfAborted();
  const script = new URL('./own-trainer-thread.mjs', import.meta.url);
  const thread = startThread(script, { choice }, true);
  const over = new AbortController();
  const until = { signal: over.signal };
  const failed = (reason: string): TrainerAnswer => ({ reason, faults: [] });
  thread.port.postMessage(task);
  try {
    const answer = await Promise.race([
      nextMessage<TrainerAnswer>(thread, over.signal).then((next) =>
        'message' in next
          ? next.message
          : failed(`it ended its thread with exit code ${next.code}`),
      ),
      systemClock
        .wait(limitMs, over.signal)
        .then(() => failed(`timed out after ${Math.round(limitMs / 1000)} s`)),
      ...(signal === undefined ? [] : [once(signal, 'abort', until).then(() => failed('stopped'))]),
    ]).catch((error: unknown) => failed(reasonOf(error)));
    signal?.throwIfAborted();
    if ('value' in answer) return answer.value;
    if (answer.faults.length > 0) throw new InvalidInput(answer.faults);
    if (task.method === 'check') throw new Error(answer.reason);
    throw new Error(`--trainer: ${task.method} failed: ${answer.reason}`);
  } finally {
    over.abort();
    thread.port.close();
    await thread.worker.terminate();
  }
}
