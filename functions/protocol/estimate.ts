// What a run will cost and take, said before anything is spent: the worst case that is reserved, and
// what is likely.

import type { RunStarted } from '../../shared/contracts/ledger-events.ts';
import { taskOf } from '../../shared/contracts/task.ts';
import { costliest } from '../../shared/genome/costliest.ts';
import { genomeCost } from '../../shared/genome/genome-network.ts';
import { greatest } from '../../shared/kernel/long-lists.ts';
import { trainFlops } from '../../shared/network/network-cost.ts';
import { armsOf } from '../../shared/search/arms.ts';
import { evaluationsOf, finalStages } from '../../shared/search/final-stages.ts';
import { strategies } from '../../shared/search/registry.ts';
import { batchesAhead } from '../../shared/steps/batches-ahead.ts';
import { evaluationMs, speedFrom } from '../../shared/steps/evaluation-time.ts';
import { plan } from '../../shared/steps/plan.ts';
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
  /** A smaller budget is rejected: the worst case of the final phase and of one generation. */
  readonly leastBudgetUsd: number;
  /** What it is likely to cost and take, on warm workers. */
  readonly likelyUsd: number;
  readonly likelySeconds: number;
  readonly evaluations: number;
  /** Reserved for the final phase, in nano-dollars. */
  readonly finishNano: number;
}

/** Messages, reads and writes of an evaluation, and its share of a stage's planning, in milliseconds. */
const OVERHEAD_MS = 250;
const STAGE_SECONDS = 4;
const TYPICAL_SCORE_MS = 8000;

export function estimateOf(
  started: RunStarted,
  validationCount: number,
  settings: Settings,
): Estimate {
  const { workerCost: worker, maxConcurrency } = settings;
  const { config, data } = started;
  const task = taskOf(data);
  // prepareRun rejects kinds without a network.
  const worst = { forwardFlops: costliest(config.space, task)?.forwardFlops ?? 0 };
  const attempt = attemptWorstCase(worker);
  const worstOf = (count: number, examples: number) =>
    count * attempt * piecesOf(trainFlops(worst, examples), worker);
  const finals = finalBatches(started);
  const finalCount = sumOf(finals, ({ count }) => count);
  const finishNano =
    endWorstCase(settings) +
    3 * stageWorstCase(settings, finalCount) +
    sumOf(finals, ({ count, examples }) => worstOf(count, examples));
  const state = startOf(started, strategies);
  const first = plan(state, started.at);
  const genomes = typeof first === 'string' ? [] : first.evaluations;
  const base = config.budget.examples;
  const batches = batchesAhead(state);
  const stageNano = greatest(
    batches.map(
      ({ candidates, ofBaseline, examples }) =>
        stageWorstCase(settings, candidates + ofBaseline) +
        worstOf(candidates, examples) +
        worstOf(ofBaseline, base),
    ),
  );

  const typical =
    sumOf(genomes, ({ genome }) => genomeCost(genome, task)?.forwardFlops ?? 0) /
    Math.max(1, genomes.length);
  const speed = speedFrom(OVERHEAD_MS, TYPICAL_FLOPS_PER_VCPU * worker.vcpus);
  const msOf = (examples: number) =>
    evaluationMs(speed, { forwardFlops: typical, examples, validationCount });
  const searchMs = sumOf(
    batches,
    ({ candidates, ofBaseline, examples }) => candidates * msOf(examples) + ofBaseline * msOf(base),
  );
  const finalMs = sumOf(finals, ({ count, examples }) => count * msOf(examples));
  const stages = batches.length + (config.finalPhase === null ? 0 : 3);
  const nano =
    metered(worker, [searchMs, finalMs]) +
    stages * stageCost(settings, genomes.length) +
    endCost(settings, TYPICAL_SCORE_MS);
  return {
    leastBudgetUsd: Math.ceil(toUsd(finishNano + stageNano) * 100) / 100,
    likelyUsd: Math.ceil(toUsd(nano) * 1000) / 1000,
    likelySeconds: Math.ceil((searchMs + finalMs) / 1000 / maxConcurrency + stages * STAGE_SECONDS),
    evaluations:
      sumOf(batches, ({ candidates, ofBaseline }) => candidates + ofBaseline) + finalCount,
    finishNano: Math.ceil(finishNano),
  };
}

/** Evaluations of each stage of the final phase, and the examples of each of them. */
function finalBatches({ config, data }: RunStarted) {
  const arms = armsOf(config);
  return finalStages(config.finalPhase, config.budget, data.trainCount).map((stage) => ({
    count: arms * evaluationsOf(stage),
    examples: stage.budget.examples,
  }));
}

function sumOf<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((sum, item) => sum + value(item), 0);
}
