// `evolambda resume DIR`: goes on with a run where its journal ends.
import { resolve } from 'node:path';
import { carryOn } from '../carry-on.ts';
import { inDirectory, oneDirectory, stateOf } from '../embedded/run-directory.ts';
import { readFlags } from '../flags.ts';
import { openAgain } from '../open-again.ts';
import { hangMsOf, maxSecondsOf, RESUME_FLAGS, workersOf } from '../run-flags.ts';
import { processTerminal } from '../terminal.ts';

export async function resumeCommand(argv: readonly string[]): Promise<number> {
  const { values, positionals } = readFlags(argv, RESUME_FLAGS);
  const directory = resolve(oneDirectory(positionals));
  const workers = workersOf(values);
  const maxSeconds = maxSecondsOf(values);
  const hangMs = hangMsOf(values);
  const isJson = values.json === true;
  const terminal = processTerminal(isJson);
  return inDirectory(directory, async (store) => {
    const state = stateOf(directory, await store.read());
    const { opened, trainer, choice } = await openAgain(state.started, values, terminal);
    const how = { workers, maxSeconds, hangMs, isJson, terminal };
    return carryOn({ state, store, directory, opened, trainer, choice, ...how });
  });
}
