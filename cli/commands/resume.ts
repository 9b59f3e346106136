// `evolambda resume DIR`: goes on with a run where its journal ends.
import { resolve } from 'node:path';
import { collect, InvalidInput } from '../../shared/kernel/errors.ts';
import { carryOn } from '../carry-on.ts';
import type { Command } from '../command.ts';
import { inDirectory, oneDirectory, stateOf } from '../embedded/run-directory.ts';
import { scanFlags } from '../flags.ts';
import { hangMsOf, livePageOf, maxSecondsOf, workersOf } from '../machine-flags.ts';
import { openAgain } from '../open-again.ts';
import { resumeCommand as commandOf } from '../recorded-paths.ts';
import { resumable, resumeAdvice } from '../resumable.ts';
import { flagsFor, MOVED_FLAGS } from '../run-flags.ts';
import { processTerminal } from '../terminal.ts';

export const resumeCommand: Command = {
  name: 'resume',
  group: 'Search',
  usage: 'resume DIR [flags]',
  purpose: 'Resume the run in DIR',
  details: 'The run continues with the settings that it was started with.',
  flags: { ...flagsFor('resume'), ...MOVED_FLAGS },
  examples: ['evolambda resume runs/seven'],
  run: resumeRun,
};

async function resumeRun(argv: readonly string[]): Promise<number> {
  const { values, positionals, faults } = scanFlags(argv, resumeCommand.flags);
  const given = collect(faults, () => oneDirectory(positionals));
  const workers = workersOf(values);
  const maxSeconds = maxSecondsOf(values);
  const hangMs = hangMsOf(values);
  const page = collect(faults, () => livePageOf(values));
  if (!(given && page) || faults.length > 0) throw new InvalidInput(faults);
  const directory = resolve(given);
  const isJson = values.json === true;
  const terminal = processTerminal(isJson);
  const resume = commandOf(directory, values);
  return inDirectory(directory, (store) =>
    resumable(resumeAdvice(resume), terminal, async () => {
      const state = stateOf(directory, await store.read());
      const { opened, trainer, choice } = await openAgain(
        state.started,
        directory,
        values,
        terminal,
      );
      const how = { resume, workers, maxSeconds, hangMs, page, isJson, terminal };
      return carryOn({ state, store, directory, opened, trainer, choice, ...how });
    }),
  );
}
