// The data and the engine of a recorded run, opened again on this machine, and no others.

import { readFile } from 'node:fs/promises';
import { choiceOf, type EngineChoice } from '../shared/contracts/engine-choice.ts';
import { type Engine, isLibrary } from '../shared/contracts/evaluation.ts';
import type { RunStarted } from '../shared/contracts/ledger-events.ts';
import { InvalidInput, missing, shown } from '../shared/kernel/errors.ts';
import { engineOf } from '../shared/training/identity.ts';
import { checkObjectives, producerOf } from '../shared/training/objectives.ts';
import type { Trainer } from '../shared/training/trainer.ts';
import type { OpenedDataset } from './data/open-dataset.ts';
import { placeProblem } from './embedded/system-error.ts';
import { chosenEngine, openHere, trainerVersion } from './engine.ts';
import type { FlagValues } from './flags.ts';
import { hangMsOf } from './machine-flags.ts';
import { recordedDataset, withRecordedDataDir } from './recorded-paths.ts';
import { openTask, taskDataOf } from './task.ts';
import type { Terminal } from './terminal.ts';

/** @throws InvalidInput where data, engine or objectives are not those that the run began with */
export async function openAgain(
  started: RunStarted,
  directory: string,
  values: FlagValues,
  terminal: Terminal,
): Promise<{
  readonly opened: OpenedDataset;
  readonly trainer: Trainer;
  readonly choice: EngineChoice;
}> {
  const { data, config, engine } = started;
  const choice = await choiceAgain(started, values);
  // A module that it imports may declare others now: the hash of its text does not cover that.
  checkObjectives(config.objectives, producerOf(choice));
  const opened = await openRecorded(started, directory, values, terminal);
  refuseOther('data set', data, taskDataOf(opened), '--dataset');
  const trainer = await openHere(choice, terminal, hangMsOf(values));
  refuseOther('engine', engine, engineOf(trainer.identity), '--trainer');
  return { opened, trainer, choice };
}

/**
 * The data set of a recorded run.
 * @throws InvalidInput where it is not to be found, with the flags that name it anew
 */
export async function openRecorded(
  started: RunStarted,
  directory: string,
  values: FlagValues,
  terminal: Terminal,
): Promise<OpenedDataset> {
  const dataset = await recordedDataset(started, directory, values);
  try {
    return await openTask(dataset, withRecordedDataDir(values, started), 'never', terminal);
  } catch (error) {
    if (!(error instanceof InvalidInput) || typeof dataset === 'string') throw error;
    const allowed = `the current path of the manifest of ${dataset.manifest.id}, with its files next to it`;
    const hint = `at the start of the run it was ${dataset.path}`;
    throw new InvalidInput([...error.faults, missing('--dataset', allowed, hint)]);
  }
}

/** @throws InvalidInput where a function of the library's user evaluated */
export function refuseLibrary(engine: Engine, path: string): void {
  if (!isLibrary(engine)) return;
  throw new InvalidInput([
    {
      path,
      value: 'library search',
      problem: 'a library search is not allowed here',
      allowed: 'a run of the command line',
      hint: 'to resume it: evolve() with this journal as its store',
    },
  ]);
}

/** @throws InvalidInput where a person's own code evaluated, and is not here */
export async function choiceAgain(started: RunStarted, values: FlagValues): Promise<EngineChoice> {
  const { engine, config } = started;
  refuseLibrary(engine, 'DIR');
  const hasFinish = config.finalPhase !== null;
  if (values.trainer !== undefined) return chosenEngine(values, hasFinish);
  if (engine.name !== 'trainer') return choiceOf(engine);
  return chosenEngine({ ...values, trainer: await recordedTrainer(started) }, hasFinish);
}

/** A module that has changed is not even loaded: a run that was copied may name any file. */
async function recordedTrainer({ engine, paths }: RunStarted): Promise<string> {
  const refused = (problem: string) => {
    const allowed = `the path of the trainer module of this run (SHA-256 ${engine.version}…)`;
    return new InvalidInput([{ ...missing('--trainer', allowed), problem }]);
  };
  const path = paths?.trainer;
  if (path === undefined) throw refused('missing: the run recorded no path');
  const text = await readFile(path).catch((error: unknown) => {
    throw refused(`missing: the recorded module ${placeProblem(path, error)}`);
  });
  if (trainerVersion(text) === engine.version) return path;
  throw refused(`missing: the recorded module ${shown(path)} has changed`);
}

/** @throws InvalidInput naming what is here and what the run has */
export function refuseOther(
  what: string,
  recorded: unknown,
  present: unknown,
  flag: '--dataset' | '--trainer',
): void {
  if (JSON.stringify(recorded) === JSON.stringify(present)) return;
  const isNamedByFlag =
    what === 'data set' || JSON.stringify(recorded).includes('"name":"trainer"');
  const value = JSON.stringify(present);
  throw new InvalidInput([
    {
      path: what,
      value,
      problem: `${value} differs from the recorded run`,
      allowed: JSON.stringify(recorded),
      hint: isNamedByFlag ? `set its current path: ${flag} FILE` : undefined,
    },
  ]);
}
