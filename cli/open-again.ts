// The data and the engine of a recorded run, opened again on this machine, and no others.
import { choiceOf } from '../shared/contracts/engine-choice.ts';
import type { RunStarted } from '../shared/contracts/ledger-events.ts';
import { InvalidInput } from '../shared/kernel/errors.ts';
import { engineOf } from '../shared/training/identity.ts';
import type { Trainer } from '../shared/training/trainer.ts';
import type { OpenedDataset } from './data/open-dataset.ts';
import { openHere } from './engine.ts';
import type { FlagValues } from './flags.ts';
import { openTask, taskDataOf } from './task.ts';
import type { Terminal } from './terminal.ts';

/** @throws InvalidInput where data or engine are not those that the run began with */
export async function openAgain(
  { data, config, engine }: RunStarted,
  values: FlagValues,
  terminal: Terminal,
): Promise<{ readonly opened: OpenedDataset; readonly trainer: Trainer }> {
  const opened = await openTask(config.dataset, values, data.generated, terminal);
  refuseOther('data set', data, taskDataOf(opened));
  const trainer = await openHere(choiceOf(engine), terminal);
  refuseOther('engine', engine, engineOf(trainer.identity));
  return { opened, trainer };
}

function refuseOther(what: string, recorded: unknown, present: unknown): void {
  if (JSON.stringify(recorded) === JSON.stringify(present)) return;
  const allowed = `the ${what} that the run began with: ${JSON.stringify(recorded)}`;
  throw new InvalidInput([{ path: what, value: JSON.stringify(present), allowed }]);
}
