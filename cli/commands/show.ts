// `evolambda show RUN`: a recorded run in words, generation by generation.

import { statSync } from 'node:fs';
import { join } from 'node:path';
import { isLibrary } from '../../shared/contracts/evaluation.ts';
import type { RunConfig } from '../../shared/contracts/run-config.ts';
import { counted } from '../../shared/kernel/counted.ts';
import { batchScores } from '../../shared/report/batch-scores.ts';
import { runResult } from '../../shared/steps/run-result.ts';
import { type Batch, openBatches, type RunState } from '../../shared/steps/run-state.ts';
import { readJournal } from '../embedded/file-run-store.ts';
import { journalOf, oneDirectory, stateOf } from '../embedded/run-directory.ts';
import { type Flags, readFlags } from '../flags.ts';
import { stateInWords } from '../listed-run.ts';
import { summary } from '../summary.ts';
import { processTerminal } from '../terminal.ts';

export const SHOW_FLAGS: Flags = {
  json: { type: 'switch', group: 'Output', help: 'Print the result as JSON, as run --json does' },
};

export async function showCommand(argv: readonly string[]): Promise<number> {
  const { values, positionals } = readFlags(argv, SHOW_FLAGS);
  const directory = oneDirectory(positionals.map(inRuns));
  const terminal = processTerminal(values.json === true);
  const lines: string[] = [];
  const state = stateOf(directory, await readJournal(journalOf(directory)), (event, after) => {
    const closed = event.type === 'generation-closed' ? after.batches[event.batch] : undefined;
    if (closed !== undefined) lines.push(batchInWords(closed, after));
  });
  for (const batch of openBatches(state)) lines.push(batchInWords(batch, state));
  if (values.json === true) {
    terminal.result(JSON.stringify({ ...runResult(state), directory }));
    return 0;
  }
  const { runId, at, config, data, engine } = state.started;
  terminal.say(`Run             ${runId}, ${stateInWords(state)}`);
  terminal.say(`Started         ${at}`);
  terminal.say(`Data set        ${data.id}, seed ${config.seed}`);
  terminal.say(`Strategy        ${strategyInWords(config.strategy)}`);
  terminal.say(`Engine          ${engine.name} ${engine.version} ${engine.backend}`);
  terminal.say('');
  for (const line of lines) terminal.say(line);
  for (const line of summary(state, directory)) terminal.say(line);
  return 0;
}

/** A plain name means a run in runs/, where there is no such folder here. */
function inRuns(name: string): string {
  const exists = (path: string) => statSync(path, { throwIfNoEntry: false }) !== undefined;
  const inside = join('runs', name);
  return !exists(name) && exists(inside) ? inside : name;
}

function batchInWords(batch: Batch, state: RunState): string {
  const { planned, facts } = batch;
  const stage = planned.stage.padEnd(16);
  if (facts === null) return `${stage} in progress, ${planned.evaluations.length} evaluations`;
  const budget = budgetInWords(planned.evaluations[0]?.budget.examples ?? 0, state);
  const diverged = facts.filter(({ status }) => status === 'diverged').length;
  return `${stage} ${batchScores(state, batch)}  ${counted(facts.length, 'evaluation')} ${budget}, ${diverged} diverged`;
}

/** Its name, and its settings as --set names them. */
function strategyInWords({ name, ...settings }: RunConfig['strategy']): string {
  const words = Object.entries(settings).map(([setting, value]) => `${setting} ${value}`);
  return [name, ...words].join(', ');
}

/** In a search of the library the unit is the user's. */
function budgetInWords(budget: number, { started }: RunState): string {
  return isLibrary(started.engine) ? `with budget ${budget}` : `of ${budget} examples`;
}
