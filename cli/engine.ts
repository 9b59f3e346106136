// The engine of a command: as flags choose it, opened on this machine.
import { type EngineChoice, engineChoice } from '../shared/contracts/engine-choice.ts';
import { openEngine } from '../shared/training/engines.ts';
import { TENSORFLOW_ENVIRONMENT } from '../shared/training/tfjs/tensorflow-environment.ts';
import type { EngineIdentity, Trainer } from '../shared/training/trainer.ts';
import type { FlagValues } from './flags.ts';
import type { Terminal } from './terminal.ts';

/** @throws InvalidInput naming the flag that names none */
export function chosenEngine({ engine, backend }: FlagValues): EngineChoice {
  return engineChoice({ engine, backend }, { engine: '--engine', backend: '--backend' });
}

/**
 * Opens an engine, and says what there is to know of it. Training threads may be started after this,
 * not before: they share what TensorFlow reads of the environment.
 * @throws InvalidInput where it is missing, with the command that adds it
 */
export async function openHere(choice: EngineChoice, terminal: Terminal): Promise<Trainer> {
  if (choice.engine === 'tfjs') Object.assign(process.env, TENSORFLOW_ENVIRONMENT);
  const { trainer, notes } = await openEngine(choice);
  for (const note of notes) terminal.say(note);
  if (choice.engine !== 'onnx') terminal.say(`Engine ${engineInWords(trainer.identity)}`);
  return trainer;
}

export function engineInWords({ name, version, backend }: EngineIdentity): string {
  return `${name} ${version} ${backend}`;
}
