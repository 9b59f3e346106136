// One planned evaluation as a row of a page: what was asked, what is known of it now.
import type { EvaluationResult, Objectives } from '../contracts/evaluation.ts';
import type { PlannedEvaluation } from '../contracts/ledger-events.ts';
import type { ObjectiveDeclaration } from '../contracts/objective.ts';
import { objectiveScore } from '../search/archive.ts';
import { armOf } from '../search/campaign.ts';
import type { Batch, RunState } from '../steps/run-state.ts';
import { isReused } from '../steps/trained.ts';
import { geneByPlace } from './genes.ts';
import type { Change, EvaluationRow, TrainingRow } from './page-data.ts';

/** @param index its place among all evaluations of the run */
export function evaluationRow(
  state: RunState,
  { planned: plan, facts }: Batch,
  position: number,
  index: number,
  usdOf: (result: EvaluationResult) => number | null,
): EvaluationRow {
  const planned = plan.evaluations[position] as PlannedEvaluation;
  const { objectives: declared } = state.started.config;
  const result = state.results.get(planned.evaluationKey);
  const fact = facts?.[position];
  const objectives = (fact ?? result)?.objectives ?? null;
  return {
    index,
    batch: plan.generation,
    arm: armOf(state.campaign, planned.candidateId),
    candidateId: planned.candidateId,
    replicate: planned.replicate,
    parents: planned.parents,
    changes: changesOf(planned),
    genomeHash: planned.genomeHash,
    isInherited: planned.start.from === 'parent',
    examples: planned.budget.examples,
    dispatch: planned.dispatch,
    isReused: result !== undefined && isReused(result, state.started),
    status: (fact ?? result)?.status ?? null,
    values: declared.map(({ name }) => objectiveScore(objectives, name) ?? null),
    countError: countErrorOf(objectives, declared),
    loss: result?.loss ?? null,
    training:
      result === undefined || planned.dispatch !== 'train' ? null : trainingRow(result, usdOf),
  };
}

function changesOf({ operators, genome }: PlannedEvaluation): Change[] {
  // What was changed in a part that was then taken away is named by the place that it had.
  const gone = operators.filter(({ name }) => name === 'remove');
  return operators.map(({ genePath, ...rest }) => {
    const whole = gone.find((one) => `${genePath}.`.startsWith(`${one.genePath}.`));
    return { ...rest, gene: geneByPlace(genePath, genome, whole?.from) };
  });
}

/** Of a share counted on so many images: √(p(1−p)/n). */
function countErrorOf(
  objectives: Objectives | null,
  [first]: readonly ObjectiveDeclaration[],
): number | null {
  const value = first && objectives?.[first.name];
  if (typeof value !== 'object') return null;
  const share = value.correct / value.total;
  return Math.sqrt((share * (1 - share)) / value.total);
}

function trainingRow(
  result: EvaluationResult,
  usdOf: (result: EvaluationResult) => number | null,
): TrainingRow {
  const { examplesSeen, trainFlops, setupMs, trainMs, evalMs, provenance } = result;
  const { startedAt, finishedAt, worker, attempt, coldStart } = provenance;
  return {
    ...{ examplesSeen, trainFlops: trainFlops ?? null, setupMs, trainMs, evalMs },
    ...{ startedAt, finishedAt, worker, attempt, coldStart },
    usd: usdOf(result),
  };
}
