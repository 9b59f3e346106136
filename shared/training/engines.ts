// Opens an engine by choice. What it computes with is loaded then or at its first training: it would slow the start of
// every other command.
import type { EngineChoice } from '../contracts/engine-choice.ts';
import { ownIdentity } from './identity.ts';
import { type OwnTrainerModule, ownTrainer } from './own/own-trainer.ts';
import { openTfjs } from './tfjs/backend.ts';
import { tfjsTrainer } from './tfjs/tfjs-trainer.ts';
import type { Trainer } from './trainer.ts';

export interface OpenedEngine {
  readonly trainer: Trainer;
  /** What is missing here, with the command that adds it: to be said once. */
  readonly notes: readonly string[];
}

/** @throws InvalidInput where the engine or its backend is missing, with the command that adds it */
export async function openEngine(choice: EngineChoice): Promise<OpenedEngine> {
  if (choice.engine === 'onnx') {
    const { openOnnx } = await import('./onnx/open-onnx.ts');
    return { trainer: await openOnnx(choice.backend), notes: [] };
  }
  if (choice.engine === 'trainer') return { trainer: await openOwn(choice), notes: [] };
  const backend = await openTfjs(choice.backend);
  return { trainer: tfjsTrainer(backend), notes: backend.notes };
}

/** @param module the address of one that was checked */
export async function openOwn({
  module,
  version,
}: {
  readonly module: string;
  readonly version: string;
}): Promise<Trainer> {
  return ownTrainer((await import(module)) as OwnTrainerModule, ownIdentity(version));
}
