// Scores in words, each with what must be said of it: the summary of a run and the model card share them.
import { isLibrary } from '../contracts/evaluation.ts';
import type { ChampionRecord, RunStarted } from '../contracts/ledger-events.ts';
import { counted } from '../kernel/counted.ts';
import { evolambdaCommand, pathArgument } from '../kernel/shell-command.ts';
import { bestOf } from '../search/campaign.ts';
import type { RunState } from '../steps/run-state.ts';
import { bestWithReplicates } from './best-in-words.ts';
import { percent, points } from './percent.ts';
import { ONE_PAIR, pairedDifference, wilson } from './proportions.ts';
import { exampleNoun } from './run-words.ts';
import { spreadOf } from './spread.ts';

/** No part of a configuration: the flags that choose engine and data directory again. */
function flagsBeside({ engine: { name, backend }, paths }: RunStarted): string[] {
  const { trainer = 'FILE', dataDir } = paths ?? {};
  const ofData = dataDir === undefined ? [] : ['--data-dir', dataDir];
  if (name === 'trainer') return ['--trainer', trainer, ...ofData];
  const [plain = ''] = backend.split('-');
  const isDefault = name === 'onnx' && plain === 'cpu';
  return isDefault ? ofData : ['--engine', name, '--backend', plain, ...ofData];
}

/** The test accuracy of a champion, with its interval and its mean over seeds. */
export function testInWords(
  { testScores }: ChampionRecord,
  { data }: Pick<RunStarted, 'data'>,
): string {
  const [shipped] = testScores;
  if (shipped === undefined) return 'not tested';
  const { low, high } = wilson(shipped.correct, shipped.total);
  const shares = testScores.map(({ correct, total }) => correct / total);
  const { mean, deviation } = spreadOf(shares);
  const ofGenome =
    deviation === null
      ? ''
      : `; all ${shares.length} trainings of the genome ${percent(mean)} ± ${percent(deviation)} (mean ± SD)`;
  return (
    `${percent(shipped.correct / shipped.total)} of ${counted(shipped.total, exampleNoun(data.shape))}, exported network ` +
    `(95 % confidence interval ${percent(low)} to ${percent(high)})${ofGenome}`
  );
}

/**
 * What makes this run with random search beside it; null where it has one, and for a search of the library,
 * for which no config.json was written.
 * @param configFile of the run; null where there is none
 */
export function baselineCommand(
  { campaign, started }: RunState,
  configFile: string | null,
): string | null {
  const { engine } = started;
  if (configFile === null || campaign.baseline !== null || isLibrary(engine)) return null;
  const config = ['--config', pathArgument(configFile)];
  return evolambdaCommand('run', ...config, ...flagsBeside(started), '--baseline');
}

/**
 * What random search came to beside the run: a number to look at, and no proof.
 * @param configFile of the run, for who has no baseline yet
 * @param from where the command holds, in words, unless it holds everywhere
 */
export function baselineInWords(state: RunState, configFile: string | null, from = ''): string[] {
  if (state.campaign.baseline === null) {
    const command = baselineCommand(state, configFile);
    if (command === null) return ['No baseline'];
    return [`No baseline; to repeat this run with a random search as baseline${from}: ${command}`];
  }
  const best = bestOf(state.campaign, 'baseline');
  const { champion, baseline, paired } = state.finished ?? {};
  const lines =
    best === undefined
      ? []
      : [`Best search score of the baseline: ${bestWithReplicates(best, state.started)}`];
  if (baseline) {
    lines.push(
      `Baseline champion ${baseline.candidateId} (random search with as many training examples): ` +
        `test accuracy ${testInWords(baseline, state.started)}`,
    );
  } else if (champion) {
    lines.push('The baseline has no champion: no training of its final phase completed');
  }
  if (paired !== undefined) {
    const { estimate, low, high } = pairedDifference(paired);
    lines.push(
      `Champion minus baseline: ${points(estimate)} (95 % confidence interval ${points(low)} to ${points(high)}). ` +
        `The interval covers the sampling of test ${exampleNoun(state.started.data.shape)}s, not other seeds: ${ONE_PAIR}. ` +
        '`compare-strategies` compares strategies over many pairs of runs',
    );
  }
  return lines;
}
