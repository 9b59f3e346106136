// `evolambda show RUN`: a recorded run in words, generation by generation.

import { statSync } from 'node:fs';
import { join } from 'node:path';
import { isLibrary } from '../../shared/contracts/evaluation.ts';
import type { RunConfig } from '../../shared/contracts/run-config.ts';
import { counted, grouped } from '../../shared/kernel/counted.ts';
import { batchCounts, batchScores } from '../../shared/report/batch-scores.ts';
import { runResult } from '../../shared/steps/run-result.ts';
import { type Batch, openBatches, type RunState } from '../../shared/steps/run-state.ts';
import type { Command } from '../command.ts';
import { readJournal } from '../embedded/file-run-store.ts';
import { journalOf, oneDirectory, stateOf } from '../embedded/run-directory.ts';
import { readFlags } from '../flags.ts';
import { stateInWords } from '../listed-run.ts';
import { plainColumns } from '../plain-columns.ts';
import { summary } from '../summary.ts';
import { processTerminal } from '../terminal.ts';

export const showCommand: Command = {
  name: 'show',
  group: 'Results',
  usage: 'show DIR',
  purpose: 'Print the generations and the summary of a run',
  details: 'DIR is the directory of the run, or its name in runs/.',
  flags: {
    json: { type: 'switch', group: 'Output', help: 'Print the result as JSON, as run --json does' },
  },
  examples: ['evolambda show seven'],
  run: showRun,
};

async function showRun(argv: readonly string[]): Promise<number> {
  const { values, positionals } = readFlags(argv, showCommand.flags);
  const directory = oneDirectory(positionals.map(inRuns));
  const terminal = processTerminal(values.json === true);
  const rows: string[][] = [];
  const state = stateOf(directory, await readJournal(journalOf(directory)), (event, after) => {
    const closed = event.type === 'generation-closed' ? after.batches[event.generation] : undefined;
    if (closed !== undefined) rows.push(batchRow(closed, after));
  });
  for (const batch of openBatches(state)) rows.push(batchRow(batch, state));
  if (values.json === true) {
    terminal.result(JSON.stringify({ ...runResult(state), directory }));
    return 0;
  }
  const { runId, at, config, data, engine } = state.started;
  terminal.say(`Run             ${runId}, ${stateInWords(state)}`);
  terminal.say(`Started         ${at}`);
  if (!isLibrary(engine)) terminal.say(`Data set        ${data.id}`);
  terminal.say(`Seed            ${config.seed}`);
  terminal.say(`Strategy        ${strategyInWords(config.strategy)}`);
  terminal.say(
    isLibrary(engine)
      ? `Function        ${engine.backend}, version ${engine.version}`
      : `Engine          ${engine.name} ${engine.version} ${engine.backend}`,
  );
  terminal.say('');
  for (const line of plainColumns(rows)) terminal.say(line);
  for (const line of summary(state, directory)) terminal.say(line);
  return 0;
}

/** A plain name means a run in runs/, where there is no such folder here. */
function inRuns(name: string): string {
  const exists = (path: string) => statSync(path, { throwIfNoEntry: false }) !== undefined;
  const inside = join('runs', name);
  return !exists(name) && exists(inside) ? inside : name;
}

function batchRow(batch: Batch, state: RunState): string[] {
  const { planned, facts } = batch;
  if (facts === null) {
    return [planned.label, `in progress, ${counted(planned.evaluations.length, 'evaluation')}`];
  }
  const budget = budgetInWords(planned.evaluations[0]?.budget.examples ?? 0, state);
  return [planned.label, batchScores(state, batch), batchCounts(state, batch), budget];
}

/** Its name, and its settings as --set names them. */
function strategyInWords({ name, ...settings }: RunConfig['strategy']): string {
  const words = Object.entries(settings).map(([setting, value]) => `${setting} ${value}`);
  return [name, ...words].join(', ');
}

/** In a search of the library the unit is the user's. */
function budgetInWords(budget: number, { started }: RunState): string {
  return isLibrary(started.engine)
    ? `budget ${grouped(budget)}`
    : `${grouped(budget)} examples each`;
}
