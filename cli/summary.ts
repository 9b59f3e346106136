// The end of a run in words, and what must be said of it wherever its numbers go.
import type { ChampionRecord } from '../shared/contracts/ledger-events.ts';
import type { Standing } from '../shared/search/archive.ts';
import { bestOf, championOf } from '../shared/search/campaign.ts';
import { trainedBy } from '../shared/steps/plan.ts';
import type { RunState } from '../shared/steps/run-state.ts';
import { percent } from './progress.ts';

/** The end of a run in words. */
export function summary(state: RunState, directory: string): string[] {
  const { data, config } = state.started;
  const trained = trainedBy(state);
  const best = bestOf(state.campaign);
  const record = state.finished?.champion;
  const lines = [
    '',
    `${trained.evaluations} trainings on ${trained.examples} examples, data set ${data.id}, seed ${config.seed}`,
  ];
  if (data.generated) lines.push(GENERATED_WARNING);
  if (best !== undefined) lines.push(`Best of the search: ${readingInWords(best)}`);
  if (record) {
    lines.push(
      `Champion ${record.candidateId}: ${JSON.stringify(championOf(state.campaign)?.genome)}`,
      `Test accuracy ${scoresInWords(record)}; the test split was opened once`,
    );
  }
  lines.push(...baselineInWords(state));
  lines.push(`Ledger hash ${state.ledgerHash}`, `Everything is in ${directory}`);
  return lines;
}

/** What random search came to beside the run: a number to look at, and no proof. */
function baselineInWords(state: RunState): string[] {
  if (state.campaign.baseline === null) return ['No baseline run; --baseline runs one beside'];
  const best = bestOf(state.campaign, 'baseline');
  const { champion, baseline } = state.finished ?? {};
  const lines = best === undefined ? [] : [`Best of the baseline: ${readingInWords(best)}`];
  if (baseline) {
    lines.push(
      `Baseline champion ${baseline.candidateId}, random search on as many examples: ` +
        `test accuracy ${scoresInWords(baseline)}; one pair is no proof`,
    );
  } else if (champion) {
    lines.push('The baseline has no champion: nothing of it completed its finish');
  }
  return lines;
}

function readingInWords({ fitness, standardError, replicates }: Standing): string {
  const error = standardError === null ? '' : ` ± ${percent(standardError)}`;
  return (
    `${percent(fitness)} on validation${error} over ${replicates} training(s), ` +
    'a reading that is too high by selection'
  );
}

function scoresInWords({ testScores }: ChampionRecord): string {
  const scores = testScores.map((score) => score.correct / score.total);
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  const [shipped] = testScores;
  const [low, high] = shipped ? wilson(shipped.correct, shipped.total) : [];
  return (
    `${percent(scores[0])} (95 % interval ${percent(low)} to ${percent(high)}), ` +
    `mean over ${scores.length} seeds ${percent(mean)}`
  );
}

export const GENERATED_WARNING =
  'ATTENTION: these are GENERATED DIGITS, not MNIST. The numbers say nothing about MNIST.';

/**
 * The 95 % interval of a proportion.
 * @see Wilson, Probable Inference, the Law of Succession, and Statistical Inference (1927)
 */
export function wilson(correct: number, total: number): [low: number, high: number] {
  const z = 1.959964;
  const share = correct / total;
  const center = share + (z * z) / (2 * total);
  const spread = z * Math.sqrt((share * (1 - share)) / total + (z * z) / (4 * total * total));
  const scale = 1 + (z * z) / total;
  return [(center - spread) / scale, (center + spread) / scale];
}
