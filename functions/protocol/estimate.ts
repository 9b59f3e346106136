// What a run will cost and take, said before anything is spent: the worst case that is reserved, and
// what is likely.

import type { RunStarted } from '../../shared/contracts/ledger-events.ts';
import { taskOf } from '../../shared/contracts/task.ts';
import { costliest } from '../../shared/genome/costliest.ts';
import { genomeCost } from '../../shared/genome/genome-network.ts';
import { greatest } from '../../shared/kernel/long-lists.ts';
import { trainFlops } from '../../shared/network/network-cost.ts';
import { finishBudgets, retrainings } from '../../shared/search/finish.ts';
import { strategies } from '../../shared/search/registry.ts';
import { batchesAhead } from '../../shared/steps/batches-ahead.ts';
import { armsOf, plan } from '../../shared/steps/plan.ts';
import { startOf } from '../../shared/steps/run-state.ts';
import {
  attemptWorstCase,
  endCost,
  endWorstCase,
  metered,
  piecesOf,
  stageCost,
  stageWorstCase,
  TYPICAL_FLOPS_PER_VCPU,
  toUsd,
} from '../aws/cost-model.ts';
import type { Settings } from '../aws/settings.ts';

export interface Estimate {
  /** With less the run is refused: the finish and one generation at their worst. */
  readonly leastBudgetUsd: number;
  /** What it is likely to cost and take, on warm workers. */
  readonly likelyUsd: number;
  readonly likelySeconds: number;
  readonly evaluations: number;
  /** Put aside for the finish, in nano-dollars. */
  readonly finishNano: number;
}

/** Messages, reads and writes of an evaluation, and its share of a stage's planning, in milliseconds. */
const OVERHEAD_MS = 250;
const STAGE_SECONDS = 4;
const TYPICAL_SCORE_MS = 8000;

export function estimateOf(
  started: RunStarted,
  validationCount: number,
  { workerCost: worker, maxConcurrency }: Settings,
): Estimate {
  const { config, data } = started;
  const task = taskOf(data);
  // prepareRun rejects kinds without a network.
  const worst = { forwardFlops: costliest(config.space, task)?.forwardFlops ?? 0 };
  const attempt = attemptWorstCase(worker);
  const worstOf = (count: number, examples: number) =>
    count * attempt * piecesOf(trainFlops(worst, examples), worker);
  const finish = finishCounts(started);
  const finishNano =
    endWorstCase(worker) +
    3 * stageWorstCase(worker, finish.readings + finish.trainings) +
    worstOf(finish.readings, finish.readingExamples) +
    worstOf(finish.trainings, finish.examples);
  const state = startOf(started, strategies);
  const first = plan(state, started.at);
  const genomes = typeof first === 'string' ? [] : first.evaluations;
  const base = config.budget.examples;
  const batches = batchesAhead(state);
  const stageNano = greatest(
    batches.map(
      ({ candidates, ofBaseline, examples }) =>
        stageWorstCase(worker, candidates + ofBaseline) +
        worstOf(candidates, examples) +
        worstOf(ofBaseline, base),
    ),
  );

  const typical =
    genomes.reduce((sum, { genome }) => sum + (genomeCost(genome, task)?.forwardFlops ?? 0), 0) /
    Math.max(1, genomes.length);
  const msOf = (examples: number) =>
    OVERHEAD_MS +
    (1000 * (trainFlops({ forwardFlops: typical }, examples) + typical * validationCount)) /
      (TYPICAL_FLOPS_PER_VCPU * worker.vcpus);
  const readings = batches.reduce((sum, batch) => sum + batch.candidates + batch.ofBaseline, 0);
  const stages = batches.length + (config.finalPhase === null ? 0 : 3);
  const searchMs =
    batches.reduce(
      (sum, { candidates, ofBaseline, examples }) =>
        sum + candidates * msOf(examples) + ofBaseline * msOf(base),
      0,
    ) +
    finish.readings * msOf(finish.readingExamples);
  const retrainMs = finish.trainings * msOf(finish.examples);
  const nano =
    metered(worker, [searchMs, retrainMs]) +
    stages * stageCost(worker, genomes.length) +
    endCost(worker, TYPICAL_SCORE_MS);
  return {
    leastBudgetUsd: Math.ceil(toUsd(finishNano + stageNano) * 100) / 100,
    likelyUsd: Math.ceil(toUsd(nano) * 1000) / 1000,
    likelySeconds: Math.ceil(
      (searchMs + retrainMs) / 1000 / maxConcurrency + stages * STAGE_SECONDS,
    ),
    evaluations: readings + finish.readings + finish.trainings,
    finishNano: Math.ceil(finishNano),
  };
}

/** Readings and trainings of a finish, and the examples of each. */
function finishCounts({ config, data }: RunStarted) {
  if (config.finalPhase === null)
    return { readings: 0, trainings: 0, readingExamples: 0, examples: 0 };
  const { rerank, rerankReplicates, seeds } = config.finalPhase;
  const budgets = finishBudgets(config.finalPhase, config.budget, data.trainCount);
  const arms = armsOf(config);
  return {
    readings: arms * rerank * rerankReplicates,
    trainings: arms * (retrainings(config.finalPhase) + seeds),
    readingExamples: budgets.reranking.examples,
    examples: budgets.retraining.examples,
  };
}
