// The end of a run in words.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isLibrary } from '../shared/contracts/evaluation.ts';
import { counted } from '../shared/kernel/counted.ts';
import { append } from '../shared/kernel/long-lists.ts';
import { bestWithReplicates, fallOfBest } from '../shared/report/best-in-words.ts';
import { printedFitness } from '../shared/report/printed-objective.ts';
import { baselineInWords, testInWords } from '../shared/report/scores.ts';
import { GENERATED_WARNING } from '../shared/report/warnings.ts';
import type { Standing } from '../shared/search/archive.ts';
import { bestOf, championOf } from '../shared/search/campaign.ts';
import { barrenInWords } from '../shared/steps/barren-search.ts';
import { cachedEvaluations, trainedBy } from '../shared/steps/plan.ts';
import { endOfSearch } from '../shared/steps/run-result.ts';
import type { RunState } from '../shared/steps/run-state.ts';

interface Around {
  /** Where everything is, in words. */
  readonly where?: string;
  /** The best of the run that this one continues. */
  readonly before?: Standing | undefined;
}

export function summary(
  state: RunState,
  directory: string,
  { where = directory, before }: Around = {},
): string[] {
  const { data, config } = state.started;
  const trained = trainedBy(state);
  const cached = cachedEvaluations(state).length;
  const beside = cached === 0 ? '' : `, ${cached} more cached`;
  const best = bestOf(state.campaign);
  const objective = printedFitness(state.started);
  const record = state.finished?.champion;
  const lines = [
    '',
    isLibrary(state.started.engine)
      ? `${counted(trained.evaluations, 'evaluation')} with a budget of ${trained.examples} in all${beside}, seed ${config.seed}`
      : `${counted(trained.evaluations, 'training')} on ${trained.examples} examples${beside}, data set ${data.id}, seed ${config.seed}`,
  ];
  if (data.generated) lines.push(GENERATED_WARNING);
  if (best !== undefined) lines.push(`Best of the search: ${bestWithReplicates(best, objective)}`);
  const fall = fallOfBest(before, state.campaign, objective);
  if (fall !== undefined) lines.push(`Since the run that this one continues, ${fall}`);
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
