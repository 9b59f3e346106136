// The data and the engine of a recorded run, opened again on this machine, and no others.
import { choiceOf, type EngineChoice } from '../shared/contracts/engine-choice.ts';
import { type Engine, isLibrary } from '../shared/contracts/evaluation.ts';
import type { RunStarted } from '../shared/contracts/ledger-events.ts';
import { InvalidInput } from '../shared/kernel/errors.ts';
import { engineOf } from '../shared/training/identity.ts';
import { producerOf, refuseObjectives } from '../shared/training/objectives.ts';
import type { Trainer } from '../shared/training/trainer.ts';
import type { OpenedDataset } from './data/open-dataset.ts';
import { chosenEngine, openHere } from './engine.ts';
import type { FlagValues } from './flags.ts';
import { hangMsOf } from './run-flags.ts';
import { openTask, taskDataOf } from './task.ts';
import type { Terminal } from './terminal.ts';

/** @throws InvalidInput where data, engine or objectives are not those that the run began with */
export async function openAgain(
  { data, config, engine }: RunStarted,
  values: FlagValues,
  terminal: Terminal,
): Promise<{
  readonly opened: OpenedDataset;
  readonly trainer: Trainer;
  readonly choice: EngineChoice;
}> {
  const choice = await choiceAgain(engine, values, config.finish !== null);
  // A module that it imports may declare others now: the hash of its text does not cover that.
  refuseObjectives(config.objectives, producerOf(choice));
  const opened = await openTask(config.dataset, values, data.generated, terminal);
  refuseOther('data set', data, taskDataOf(opened));
  const trainer = await openHere(choice, terminal, hangMsOf(values));
  refuseOther('engine', engine, engineOf(trainer.identity));
  return { opened, trainer, choice };
}

/** @throws InvalidInput where a function of the library's user evaluated */
export function refuseLibrary(engine: Engine, path: string): void {
  if (!isLibrary(engine)) return;
  const allowed =
    'a run of the command line; evolve() with this journal as its store resumes this one';
  throw new InvalidInput([{ path, value: 'a search of the library', allowed }]);
}

/** @throws InvalidInput where a person's own code evaluated, and is not here */
export async function choiceAgain(
  engine: Engine,
  values: FlagValues,
  hasFinish: boolean,
): Promise<EngineChoice> {
  refuseLibrary(engine, 'DIR');
  const isOwn = engine.name === 'own' || values.trainer !== undefined;
  return isOwn ? ownAgain(values, hasFinish) : choiceOf(engine);
}

/** A journal does not hold the trainer of the run, only the hash of its text. */
async function ownAgain(values: FlagValues, hasFinish: boolean): Promise<EngineChoice> {
  if (values.trainer !== undefined) return chosenEngine(values, hasFinish);
  const allowed = 'the module that the run was begun with';
  throw new InvalidInput([{ path: '--trainer', value: 'nothing', allowed }]);
}

/** @throws InvalidInput naming what is here and what the run has */
export function refuseOther(what: string, recorded: unknown, present: unknown): void {
  if (JSON.stringify(recorded) === JSON.stringify(present)) return;
  const allowed = `the ${what} that the run began with: ${JSON.stringify(recorded)}`;
  throw new InvalidInput([{ path: what, value: JSON.stringify(present), allowed }]);
}
