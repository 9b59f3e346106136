// `evolambda resume DIR`: goes on with a run where its journal ends.
import { resolve } from 'node:path';
import { choiceOf } from '../../shared/contracts/engine-choice.ts';
import { InvalidInput } from '../../shared/kernel/errors.ts';
import { engineOf } from '../../shared/training/identity.ts';
import { carryOn } from '../carry-on.ts';
import { inDirectory, oneDirectory, stateOf } from '../embedded/run-directory.ts';
import { openHere } from '../engine.ts';
import { readFlags } from '../flags.ts';
import { maxSecondsOf, RESUME_FLAGS, workersOf } from '../run-flags.ts';
import { openTask, taskDataOf } from '../task.ts';
import { processTerminal } from '../terminal.ts';

export async function resumeCommand(argv: readonly string[]): Promise<number> {
  const { values, positionals } = readFlags(argv, RESUME_FLAGS);
  const directory = resolve(oneDirectory(positionals));
  const workers = workersOf(values);
  const maxSeconds = maxSecondsOf(values);
  const isJson = values.json === true;
  const terminal = processTerminal(isJson);
  return inDirectory(directory, async (store) => {
    const state = stateOf(directory, await store.read());
    const { data, config, engine } = state.started;
    const opened = await openTask(config.dataset, values, data.generated, terminal);
    refuseOther('data set', data, taskDataOf(opened));
    const trainer = await openHere(choiceOf(engine), terminal);
    refuseOther('engine', engine, engineOf(trainer.identity));
    const how = { workers, maxSeconds, isJson, terminal };
    return carryOn({ state, store, directory, opened, trainer, ...how });
  });
}

function refuseOther(what: string, recorded: unknown, present: unknown): void {
  if (JSON.stringify(recorded) === JSON.stringify(present)) return;
  const allowed = `the ${what} that the run began with: ${JSON.stringify(recorded)}`;
  throw new InvalidInput([{ path: what, value: JSON.stringify(present), allowed }]);
}
