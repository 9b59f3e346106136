// `evolambda show RUN`: a recorded run in words, generation by generation.

import { statSync } from 'node:fs';
import { join } from 'node:path';
import { counted } from '../../shared/kernel/counted.ts';
import { greatest, least } from '../../shared/kernel/long-lists.ts';
import { valueInWords } from '../../shared/report/percent.ts';
import { firstReading } from '../../shared/search/archive.ts';
import { armOf } from '../../shared/search/campaign.ts';
import { runResult } from '../../shared/steps/run-result.ts';
import type { Batch, RunState } from '../../shared/steps/run-state.ts';
import { readJournal } from '../embedded/file-run-store.ts';
import { journalOf, oneDirectory, stateOf } from '../embedded/run-directory.ts';
import { type Flags, readFlags } from '../flags.ts';
import { summary } from '../summary.ts';
import { processTerminal } from '../terminal.ts';
import { stateInWords } from './list.ts';

export const SHOW_FLAGS: Flags = {
  json: { type: 'switch', help: 'JSON alone on standard output, as the last line of run --json' },
};

export async function showCommand(argv: readonly string[]): Promise<number> {
  const { values, positionals } = readFlags(argv, SHOW_FLAGS);
  const directory = oneDirectory(positionals.map(inRuns));
  const terminal = processTerminal(values.json === true);
  const state = stateOf(directory, await readJournal(journalOf(directory)));
  if (values.json === true) {
    terminal.result(JSON.stringify({ ...runResult(state), directory }));
    return 0;
  }
  const { runId, at, config, engine } = state.started;
  terminal.say(`Run ${runId}, begun ${at}: ${stateInWords(state)}`);
  terminal.say(`Strategy ${JSON.stringify(config.strategy)}`);
  terminal.say(`Engine ${engine.name} ${engine.version} ${engine.backend}`);
  for (const batch of state.batches) terminal.say(batchInWords(batch, state));
  for (const line of summary(state, directory)) terminal.say(line);
  return 0;
}

/** A plain name means a run in runs/, where there is no such folder here. */
function inRuns(name: string): string {
  const exists = (path: string) => statSync(path, { throwIfNoEntry: false }) !== undefined;
  const inside = join('runs', name);
  return !exists(name) && exists(inside) ? inside : name;
}

function batchInWords({ planned, facts }: Batch, state: RunState): string {
  const stage = planned.stage.padEnd(16);
  if (facts === null) return `${stage} open: ${planned.evaluations.length} evaluations`;
  const ofMain = facts.filter(({ candidateId }) => armOf(state.campaign, candidateId) === 'main');
  const readings = ofMain.flatMap(({ objectives }) => firstReading(objectives) ?? []);
  const [objective] = state.started.config.objectives;
  const best = objective?.direction !== 'minimize' ? greatest(readings) : least(readings);
  const mean = readings.reduce((sum, value) => sum + value, 0) / readings.length;
  const examples = planned.evaluations[0]?.budget.examples ?? 0;
  const diverged = facts.filter(({ status }) => status === 'diverged').length;
  return `${stage} best ${valueInWords(best, objective)}  mean ${valueInWords(mean, objective)}  ${counted(facts.length, 'evaluation')} of ${examples} examples, ${diverged} diverged`;
}
