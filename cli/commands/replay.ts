// `evolambda replay DIR`: every decision of a recorded run, made again.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { InvalidInput, shown } from '../../shared/kernel/errors.ts';
import { strategies } from '../../shared/search/registry.ts';
import { replay } from '../../shared/steps/replay.ts';
import { readJournal } from '../embedded/file-run-store.ts';
import { type Flags, readFlags } from '../flags.ts';
import { processTerminal } from '../terminal.ts';

const FLAGS: Flags = { json: { type: 'switch', help: 'JSON alone on standard output' } };

/** @returns 0 when the decisions match, 4 when they do not */
export async function replayCommand(argv: readonly string[]): Promise<number> {
  const { values, positionals } = readFlags(argv, FLAGS);
  const directory = oneDirectory(positionals);
  const terminal = processTerminal(values.json === true);
  const replayed = replay(await readJournal(journalOf(directory)), strategies);
  if (values.json === true) terminal.result(JSON.stringify(replayed));
  else
    terminal.say(`${replayed.matches ? 'matches' : 'DIFFERS'}: ledger hash ${replayed.ledgerHash}`);
  return replayed.matches ? 0 : 4;
}

/** @throws InvalidInput unless there is exactly one run directory */
export function oneDirectory(positionals: readonly string[]): string {
  const [directory, ...more] = positionals;
  if (directory === undefined || more.length > 0) {
    const value = positionals.length === 0 ? 'nothing' : shown(positionals.join(' '));
    throw new InvalidInput([{ path: 'DIR', value, allowed: 'one directory of a run' }]);
  }
  if (!existsSync(journalOf(directory))) {
    const allowed = 'a directory that holds journal.jsonl';
    throw new InvalidInput([{ path: 'DIR', value: shown(directory), allowed }]);
  }
  return directory;
}

export function journalOf(directory: string): string {
  return join(directory, 'journal.jsonl');
}
