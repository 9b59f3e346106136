// The scores and the counts of one batch in words: `show` prints the lines that the log printed.
import type { EvaluationStatus } from '../contracts/evaluation.ts';
import type { EvaluationFact } from '../contracts/ledger-events.ts';
import { bestSingleScore, objectiveScore, ranking, withObservations } from '../search/archive.ts';
import { armOf, bestOf } from '../search/campaign.ts';
import type { Batch, RunState } from '../steps/run-state.ts';
import { isCached } from '../steps/trained.ts';
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
  if (planned.phase === 'final') {
    const [best] = ranking(withObservations({}, told), objective);
    return `best of stage ${bestInWords(best?.fitness == null ? null : best, objective)}  ${mean}`;
  }
  const single = valueInWords(bestSingleScore(campaign.main.archive, objective), objective);
  return `best ${bestInWords(bestOf(campaign), objective)}  best single score ${single}  ${mean}`;
}

/**
 * How the evaluations of a closed batch ended; with a baseline, its share of the trainings in brackets. What is
 * rare is named only where it occurred.
 */
export function batchCounts(state: RunState, { planned, facts }: Batch): string {
  const { campaign } = state;
  const ended = (facts ?? []).map((fact, position) => {
    const one = planned.evaluations[position];
    const isOfBaseline = armOf(campaign, fact.candidateId) === 'baseline';
    return { status: fact.status, isOfBaseline, isCached: one && isCached(one, state) };
  });
  const split = (some: typeof ended) =>
    campaign.baseline === null
      ? `${some.length}`
      : `${some.length} (${some.filter((one) => one.isOfBaseline).length} baseline)`;
  const of = (wanted: EvaluationStatus) => ended.filter(({ status }) => status === wanted);
  const cached = ended.filter((one) => one.isCached);
  const trained = [...of('completed'), ...of('diverged')].filter((one) => !one.isCached);
  const rare = (['failed', 'censored'] as const).flatMap((status) => {
    const count = of(status).length;
    return count === 0 ? [] : [`${status} ${count}`];
  });
  const counts = [`trained ${split(trained)}`, `cached ${cached.length}`];
  return [...counts, `diverged ${split(of('diverged'))}`, ...rare].join('  ');
}

/** NaN where nothing completed. */
export function meanScore(
  facts: readonly Pick<EvaluationFact, 'objectives'>[],
  name: string,
): number {
  const scores = facts.flatMap(({ objectives }) => objectiveScore(objectives, name) ?? []);
  return scores.reduce((sum, score) => sum + score, 0) / scores.length;
}
