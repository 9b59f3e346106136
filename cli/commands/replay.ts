// `evolambda replay DIR`: every decision of a recorded run, made again.
import { strategies } from '../../shared/search/registry.ts';
import { replay } from '../../shared/steps/replay.ts';
import type { Command } from '../command.ts';
import { readJournal } from '../embedded/file-run-store.ts';
import {
  journalOf,
  namingJournal,
  notARun,
  oneDirectory,
  requireResults,
} from '../embedded/run-directory.ts';
import { readFlags } from '../flags.ts';
import { processTerminal } from '../terminal.ts';

export const replayCommand: Command = {
  name: 'replay',
  group: 'Results',
  usage: 'replay DIR [flags]',
  purpose: 'Recompute all decisions of a run and compare the ledger hash',
  flags: {
    json: { type: 'switch', group: 'Output', help: 'Print the ledger hash and the result as JSON' },
  },
  examples: ['evolambda replay runs/seven'],
  run: replayRun,
};

/** @returns 0 when the decisions match, 4 when they do not @throws Corrupt when a result is gone */
async function replayRun(argv: readonly string[]): Promise<number> {
  const { values, positionals } = readFlags(argv, replayCommand.flags);
  const directory = oneDirectory(positionals);
  const terminal = processTerminal(values.json === true);
  const events = await readJournal(journalOf(directory));
  if (events.length === 0) throw notARun(directory);
  const { state, matches } = namingJournal(directory, () => replay(events, strategies));
  if (matches) requireResults(directory, state);
  const { ledgerHash } = state;
  if (values.json === true) terminal.result(JSON.stringify({ ledgerHash, matches }));
  else
    terminal.say(
      `${matches ? 'The replay matches' : 'The replay DOES NOT match'}: ledger hash ${ledgerHash}`,
    );
  return matches ? 0 : 4;
}
