// The scores of one batch in words: `show` prints the lines that the log printed.
import type { EvaluationFact } from '../contracts/ledger-events.ts';
import { bestSingleScore, objectiveScore, ranking, withReadings } from '../search/archive.ts';
import { armOf, bestOf } from '../search/campaign.ts';
import type { Batch, RunState } from '../steps/run-state.ts';
import { bestInWords } from './best-in-words.ts';
import { valueInWords } from './percent.ts';
import { printedFitness } from './printed-objective.ts';

/**
 * Of a batch of the search: the best and the best single score of the search so far, and the mean score of
 * the batch. Of a stage of the final phase, which ranks by its own evaluations alone: the best of the stage.
 * @param state in which the batch was closed last
 */
export function batchScores(state: RunState, { planned, facts }: Batch): string {
  const objective = printedFitness(state.started);
  const { campaign } = state;
  const told = planned.evaluations.flatMap((one, position) => {
    const fact = facts?.[position];
    const isOfMain = fact && armOf(campaign, one.candidateId) === 'main';
    return isOfMain ? [{ ...one, ...fact }] : [];
  });
  const mean = `mean ${valueInWords(meanScore(told, objective.name), objective)}`;
  if (!planned.stage.startsWith('generation')) {
    const [best] = ranking(withReadings({}, told, objective), objective);
    return `best of stage ${bestInWords(best?.fitness == null ? null : best, objective)}  ${mean}`;
  }
  const single = valueInWords(bestSingleScore(campaign.main.archive, objective), objective);
  return `best ${bestInWords(bestOf(campaign), objective)}  best single score ${single}  ${mean}`;
}

/** NaN where nothing completed. */
export function meanScore(
  facts: readonly Pick<EvaluationFact, 'objectives'>[],
  name: string,
): number {
  const scores = facts.flatMap(({ objectives }) => objectiveScore(objectives, name) ?? []);
  return scores.reduce((sum, score) => sum + score, 0) / scores.length;
}
