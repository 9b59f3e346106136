// The engine of a command: as flags choose it, opened on this machine.
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type EngineChoice, engineChoice } from '../shared/contracts/engine-choice.ts';
import { sha256 } from '../shared/kernel/canonical-json.ts';
import { collectAsync, type Fault, InvalidInput, shown } from '../shared/kernel/errors.ts';
import { openEngine } from '../shared/training/engines.ts';
import { TENSORFLOW_ENVIRONMENT } from '../shared/training/tfjs/tensorflow-environment.ts';
import type { EngineIdentity, Trainer } from '../shared/training/trainer.ts';
import { checkInThread, type OwnModule, threadedOwnTrainer } from './embedded/own-trainer-calls.ts';
import { placeProblem, reasonOf } from './embedded/system-error.ts';
import type { FlagValues } from './flags.ts';
import type { Terminal } from './terminal.ts';

/** @throws InvalidInput naming the flag that names none, or what is wrong with an own trainer */
export async function chosenEngine(
  { engine, backend, trainer }: FlagValues,
  hasFinish: boolean,
): Promise<EngineChoice> {
  if (typeof trainer === 'string') {
    const beside = Object.entries({ '--engine': engine, '--backend': backend });
    const faults: Fault[] = beside.flatMap(([path, value]) =>
      value === undefined
        ? []
        : [
            {
              path,
              value: shown(value),
              problem: 'not allowed together with --trainer',
              allowed: 'one of the two',
            },
          ],
    );
    const own = await collectAsync(faults, () => ownEngine(trainer, hasFinish));
    if (own !== undefined && faults.length === 0) return own;
    throw new InvalidInput(faults);
  }
  return engineChoice({ engine, backend }, { engine: '--engine', backend: '--backend' });
}

async function ownEngine(file: string, hasFinish: boolean): Promise<EngineChoice> {
  const path = resolve(file);
  const refused = (problem: string) => {
    const allowed = 'a JavaScript module that exports train and predict';
    const hint = 'see docs/library.md';
    return new InvalidInput([{ path: '--trainer', value: shown(file), problem, allowed, hint }]);
  };
  const text = await readFile(path).catch((error: unknown) => {
    throw refused(placeProblem(file, error));
  });
  const module = pathToFileURL(path).href;
  const own: OwnModule = { engine: 'trainer', module, version: trainerVersion(text) };
  const objectives = await checkInThread(own, file, hasFinish).catch((error: unknown) => {
    const problem = `${shown(file)} cannot be loaded: ${reasonOf(error)}`;
    throw error instanceof InvalidInput ? error : refused(problem);
  });
  return { ...own, objectives };
}

/** Of a trainer module: the beginning of its text's SHA-256. */
export function trainerVersion(text: Uint8Array): string {
  return sha256(text).slice(0, 16);
}

/**
 * Opens an engine, and says what there is to know of it. Training threads may be started after this,
 * not before: they share what TensorFlow reads of the environment.
 * @param hangMs a call of a person's own trainer that takes longer is given up
 * @throws InvalidInput where it is missing, with the command that adds it
 */
export async function openHere(
  choice: EngineChoice,
  terminal: Terminal,
  hangMs: number,
): Promise<Trainer> {
  if (choice.engine === 'tfjs') Object.assign(process.env, TENSORFLOW_ENVIRONMENT);
  const { trainer, notes } =
    choice.engine === 'trainer'
      ? { trainer: threadedOwnTrainer(choice, hangMs), notes: [] }
      : await openEngine(choice);
  for (const note of notes) terminal.say(note);
  if (choice.engine !== 'onnx') terminal.say(`Engine: ${engineInWords(trainer.identity)}`);
  return trainer;
}

export function engineInWords({ name, version, backend }: EngineIdentity): string {
  return `${name} ${version} ${backend}`;
}
