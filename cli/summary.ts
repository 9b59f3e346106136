// The end of a run in words, and what must be said of it wherever its numbers go.
import { bestOf, championOf } from '../shared/search/campaign.ts';
import { trainedBy } from '../shared/steps/plan.ts';
import type { RunState } from '../shared/steps/run-state.ts';
import { percent } from './progress.ts';

/** The end of a run in words. */
export function summary(state: RunState, directory: string): string[] {
  const { data, config } = state.started;
  const trained = trainedBy(state);
  const best = bestOf(state.campaign);
  const record = state.finished?.champion ?? null;
  const lines = [
    '',
    `${trained.evaluations} trainings on ${trained.examples} examples, data set ${data.id}, seed ${config.seed}`,
  ];
  if (data.generated) lines.push(GENERATED_WARNING);
  if (best !== undefined) {
    lines.push(
      `Best of the search: ${percent(best.fitness)} on validation` +
        (best.standardError === null ? '' : ` ± ${percent(best.standardError)}`) +
        ` over ${best.replicates} training(s), a reading that is too high by selection`,
    );
  }
  const [shipped] = record?.testScores ?? [];
  if (record !== null && shipped !== undefined) {
    const scores = record.testScores.map((score) => score.correct / score.total);
    const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
    const [low, high] = wilson(shipped.correct, shipped.total);
    lines.push(
      `Champion ${record.candidateId}: ${JSON.stringify(championOf(state.campaign)?.genome)}`,
      `Test accuracy ${percent(shipped.correct / shipped.total)} ` +
        `(95 % interval ${percent(low)} to ${percent(high)}), ` +
        `mean over ${scores.length} seeds ${percent(mean)}; the test split was opened once`,
    );
  }
  lines.push(`Ledger hash ${state.ledgerHash}`, `Everything is in ${directory}`);
  return lines;
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
