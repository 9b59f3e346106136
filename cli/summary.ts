// The end of a run in words.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isLibrary } from '../shared/contracts/evaluation.ts';
import { counted } from '../shared/kernel/counted.ts';
import { append } from '../shared/kernel/long-lists.ts';
import { baselineInWords, readingInWords, testInWords } from '../shared/report/scores.ts';
import { GENERATED_WARNING } from '../shared/report/warnings.ts';
import { bestOf, championOf } from '../shared/search/campaign.ts';
import { primaryObjective } from '../shared/search/objectives.ts';
import { barrenInWords } from '../shared/steps/barren-search.ts';
import { trainedBy } from '../shared/steps/plan.ts';
import { endOfSearch } from '../shared/steps/run-result.ts';
import type { RunState } from '../shared/steps/run-state.ts';

export function summary(state: RunState, directory: string, where = directory): string[] {
  const { data, config } = state.started;
  const trained = trainedBy(state);
  const best = bestOf(state.campaign);
  const record = state.finished?.champion;
  const lines = [
    '',
    isLibrary(state.started.engine)
      ? `${counted(trained.evaluations, 'evaluation')} with a budget of ${trained.examples} in all, seed ${config.seed}`
      : `${counted(trained.evaluations, 'training')} on ${trained.examples} examples, data set ${data.id}, seed ${config.seed}`,
  ];
  if (data.generated) lines.push(GENERATED_WARNING);
  if (best !== undefined)
    lines.push(`Best of the search: ${readingInWords(best, primaryObjective(config))}`);
  const stop = endOfSearch(state);
  const barren = barrenInWords(state);
  if (barren !== null) lines.push(barren);
  else if (stop !== null) lines.push(`The search was ended by ${stop}`);
  if (!state.isReproducible) lines.push('Not reproducible from its seed: time or money decided');
  if (record) {
    lines.push(
      `Champion ${record.candidateId}: ${JSON.stringify(championOf(state.campaign)?.genome)}`,
      `Test accuracy ${testInWords(record)}; the test split was opened once`,
    );
  }
  const configFile = join(directory, 'config.json');
  append(lines, baselineInWords(state, existsSync(configFile) ? configFile : null));
  lines.push(`Ledger hash ${state.ledgerHash}`, `Everything is in ${where}`);
  return lines;
}
