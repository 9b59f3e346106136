// A run on AWS, stage after stage: what it takes, what it costs, and what keeps it from being faster.

import {
  attemptWorstCase,
  functionCost,
  metered,
  ORCHESTRATION_SECONDS,
  piecesOf,
  stageCost,
  stageWorstCase,
  toUsd,
} from '../../functions/aws/cost-model.ts';
import { NANO, PRICES } from '../../functions/aws/prices.ts';
import { DEFAULT_SIZES, functionTable, VCPU_MB } from '../../shared/contracts/function-table.ts';
import {
  FUNCTIONS_OF_A_POLLER,
  POLLER_HOUR_USD,
  pollersFor,
} from '../../shared/contracts/provisioned-pollers.ts';
import { runConfigSchema } from '../../shared/contracts/run-config.ts';
import { defaultSpace } from '../../shared/genome/kinds/mlp/default-space.ts';
import { greatest } from '../../shared/kernel/long-lists.ts';
import { trainFlops } from '../../shared/network/network-cost.ts';
import { evaluationsOf, finalStages } from '../../shared/search/final-stages.ts';
import { type Calibration, MNIST, WRITE_UNITS } from './calibration.ts';
import { type Job, type StageLimits, simulateStage } from './stage.ts';
import { jobsOf, poolOf } from './workload.ts';

/** Trainings of a stage that are as long as each other. */
export interface Trained {
  readonly count: number;
  readonly examples: number;
}

export interface Scenario {
  readonly population: number;
  readonly generations: number;
  /** Of the search, where they are not so many populations on the article's examples. */
  readonly batches?: readonly (readonly Trained[])[];
  /** The event source's maximum concurrency. */
  readonly workers: number;
  /** Containers that are there when the run begins. */
  readonly warm: number;
  /** With the final phase: re-ranking and retraining. */
  readonly finish: boolean;
  /** Searches side by side: with a baseline two, each with the population and a finish of its own. */
  readonly arms?: 1 | 2;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly seed: number;
}

/** A limit that can be lifted, to see what it takes. */
export type Limit =
  | 'workers'
  | 'pollers'
  | 'environments and cold starts'
  | 'DynamoDB writes'
  | 'reads of the run’s item'
  | 'planning and closing'
  | 'stragglers'
  | 'deaths';

export interface Prediction {
  readonly seconds: number;
  readonly usd: number;
  readonly evaluations: number;
  readonly attempts: number;
  /** Of all workers, as Lambda bills them. */
  readonly workerSeconds: number;
  readonly coldStarts: number;
  readonly mostAtOnce: number;
  /** Of the last generation: the longest that Plan or Close worked, and the memory that it took. */
  readonly planSeconds: number;
  readonly planMb: number;
  /** Seconds of the stages: planned and closed, and worked on. */
  readonly stages: readonly { readonly planned: number; readonly worked: number }[];
  /** What must be reserved at once: the finish and the largest stage at their worst. */
  readonly reservedUsd: number;
}

/** As runs have them by default. */
const DEFAULTS = runConfigSchema.parse({ space: defaultSpace });
/** A container that nobody needs is kept for some minutes; assumed. */
const KEPT_SECONDS = 420;

/** @param lifted limits that do not hold */
export function predict(
  scenario: Scenario,
  calibration: Calibration,
  lifted: ReadonlySet<Limit> = new Set(),
): Prediction {
  const { memoryMb, timeoutSeconds, seed, arms = 1 } = scenario;
  const worker = functionCost({ memoryMb, timeoutSeconds });
  const population = arms * scenario.population;
  const { planning, times, speed } = calibration;
  const functions = functionTable(DEFAULT_SIZES);
  const stack = { workerCost: worker, functions };
  const share = Math.min(1, memoryMb / VCPU_MB);
  const chance = chanceWithout(lifted, calibration);
  const limits = limitsOf(scenario, calibration, lifted);
  const sum = {
    seconds: planning.prepare,
    nano: 0,
    evaluations: 0,
    attempts: 0,
    workerSeconds: 0,
    coldStarts: 0,
  };
  const stages: { planned: number; worked: number }[] = [];
  let containers = scenario.warm;
  let mostAtOnce = 0;
  let planners: 'cold' | 'warm' = scenario.warm > 0 ? 'warm' : 'cold';
  let planSeconds = 0;

  const stage = (name: string, groups: readonly Trained[], folded: number): void => {
    const count = countOf(groups);
    const cost = planningOf(count, folded, planners, calibration, lifted);
    const sentFrom = cost.plan - cost.send;
    const jobs: Job[] = jobsOf(
      ['scale', seed, name, count],
      groups.map((group) => ({ count: group.count, pool: poolFor(group) })),
      { speed, chance, share },
      (place) => sentFrom + (cost.send * (place + 1)) / count,
    );
    const cold = lifted.has('environments and cold starts');
    const out = simulateStage(jobs, limits, times, cold ? Number.POSITIVE_INFINITY : containers);
    const worked = Math.max(0, out.endAt - cost.plan);
    const between = cost.close + planning.transitions * planning.transition;
    sum.seconds += cost.plan + worked + between;
    // Rounds of a long wait look in, and plan once more.
    const rounds = Math.floor(worked / 900);
    const orchestrated = cost.plan * (1 + rounds) + cost.close;
    sum.nano +=
      metered(worker, [out.billedSeconds * 1000]) +
      Math.max(0, out.attempts - 1) * metered(worker, [0]) +
      stageCost(stack, count) * (1 + rounds) +
      // So much of Plan and Close is part of a stage's overhead.
      Math.max(0, orchestrated - ORCHESTRATION_SECONDS) *
        (functions.Plan.memoryMb / 1024) *
        PRICES.lambdaGbSecond +
      pollerPrice(scenario.workers, out.mostAtOnce, worked);
    sum.evaluations += count;
    sum.attempts += out.attempts;
    sum.workerSeconds += out.billedSeconds;
    sum.coldStarts += out.coldStarts;
    mostAtOnce = Math.max(mostAtOnce, out.mostAtOnce);
    planSeconds = Math.max(planSeconds, cost.plan, cost.close);
    stages.push({ planned: cost.plan + between, worked });
    containers = cost.plan + cost.close < KEPT_SECONDS ? out.containers : 0;
    planners = worked < KEPT_SECONDS ? 'warm' : 'cold';
  };

  const poolFor = ({ examples }: Trained) => poolOf(seed, MNIST, examples, MNIST.validated);
  let searched = 0;
  for (const [index, groups] of batchesOf(scenario).entries()) {
    stage(`generation ${index}`, groups, searched);
    searched += countOf(groups);
  }
  if (scenario.finish) {
    for (const [name, group] of Object.entries(finishOf(arms))) stage(name, [group], searched);
    sum.seconds += planning.scoreAndReport;
    sum.nano +=
      planning.scoreAndReport * (functions.ScoreTest.memoryMb / 1024) * PRICES.lambdaGbSecond;
  }
  const { restMb, mbPerCandidate, mbPerFolded } = planning;
  return {
    seconds: sum.seconds,
    usd: toUsd(sum.nano),
    evaluations: sum.evaluations,
    attempts: sum.attempts,
    workerSeconds: sum.workerSeconds,
    coldStarts: sum.coldStarts,
    mostAtOnce,
    planSeconds,
    planMb: restMb + mbPerCandidate * population + mbPerFolded * (searched - population),
    stages,
    reservedUsd: toUsd(reservedOf(scenario)),
  };
}

export interface PlanningCost {
  readonly plan: number;
  /** Of Plan: while it sends. */
  readonly send: number;
  readonly close: number;
}

/** @param folded candidates of the stages before */
export function planningOf(
  count: number,
  folded: number,
  planners: 'cold' | 'warm',
  { planning }: Calibration,
  lifted: ReadonlySet<Limit> = new Set(),
): PlanningCost {
  if (lifted.has('planning and closing')) return { plan: 0, send: 0, close: 0 };
  const { call, parallelCalls, foldPerCandidate, sendPerCandidate } = planning;
  const cold = planners === 'cold' ? planning.coldStart : 0;
  const fold = folded * foldPerCandidate;
  // Batches of 10 sent, batches of 100 read; shards of 200 queried, batches of 100 read.
  const send = count * sendPerCandidate + (count / 10 / parallelCalls) * call;
  const read = (count / 100 / parallelCalls) * call;
  const reread = ((count / 200 + count / 100) / parallelCalls) * call;
  const computed = planning.planStart + count * (planning.planPerCandidate - sendPerCandidate);
  return {
    plan: cold + computed + fold + read + send,
    send,
    close: cold + planning.closeStart + count * planning.closePerCandidate + fold + reread,
  };
}

function chanceWithout(lifted: ReadonlySet<Limit>, { chance }: Calibration) {
  return {
    ...chance,
    ...(lifted.has('stragglers') ? { stragglers: 0, spread: 0 } : {}),
    ...(lifted.has('deaths') ? { deaths: 0 } : {}),
  };
}

function limitsOf(
  { workers }: Scenario,
  { quotas }: Calibration,
  lifted: ReadonlySet<Limit>,
): StageLimits {
  const unless = (limit: Limit, value: number) =>
    lifted.has(limit) ? Number.POSITIVE_INFINITY : value;
  const isProvisioned = pollersFor(workers) !== undefined;
  return {
    workers: unless('workers', workers),
    // A run with more workers than the account allows is not started: its quota is raised first.
    accountConcurrency: unless('workers', Math.max(quotas.accountConcurrency, workers)),
    firstPollers: unless('pollers', isProvisioned ? quotas.firstProvisioned : quotas.firstPollers),
    pollersPerSecond: isProvisioned ? quotas.provisionedPerSecond : quotas.pollersPerSecond,
    firstEnvironments: unless('environments and cold starts', quotas.firstEnvironments),
    environmentsPerSecond: quotas.environmentsPerSecond,
    writeUnitsPerSecond: unless('DynamoDB writes', quotas.writeUnitsPerSecond),
    writeUnitsOfEvaluation: WRITE_UNITS,
    runReadsPerSecond: unless('reads of the run’s item', quotas.runReadsPerSecond),
  };
}

/** As if all pollers that so many workers keep busy stood there from the first training to the last. */
function pollerPrice(workers: number, atOnce: number, seconds: number): number {
  if (pollersFor(workers) === undefined) return 0;
  const pollers = Math.ceil(atOnce / FUNCTIONS_OF_A_POLLER);
  return (pollers * seconds * POLLER_HOUR_USD * NANO) / 3600;
}

function batchesOf({ batches, generations, population, arms = 1 }: Scenario) {
  if (batches !== undefined) return batches;
  return Array.from({ length: generations }, () => [
    { count: arms * population, examples: DEFAULTS.budget.examples },
  ]);
}

/** By the name of the stage. */
function finishOf(arms: number): Readonly<Record<string, Trained>> {
  const stages = finalStages(DEFAULTS.finalPhase, DEFAULTS.budget, MNIST.trained);
  return Object.fromEntries(
    stages.map((stage) => [
      stage.name,
      { count: arms * evaluationsOf(stage), examples: stage.budget.examples },
    ]),
  );
}

function countOf(groups: readonly Trained[]): number {
  return groups.reduce((all, { count }) => all + count, 0);
}

function reservedOf(scenario: Scenario): number {
  const { finish, memoryMb, timeoutSeconds, seed, arms = 1 } = scenario;
  const worker = functionCost({ memoryMb, timeoutSeconds });
  const forwardFlops = greatest(poolOf(seed, MNIST, 1, MNIST.validated).forwardFlops);
  const piecesOfAll = (groups: readonly Trained[]) =>
    groups.reduce(
      (all, { count, examples }) =>
        all + count * piecesOf(trainFlops({ forwardFlops }, examples), worker),
      0,
    );
  const largest = greatest(batchesOf(scenario).map(piecesOfAll));
  const pieces = largest + (finish ? piecesOfAll(Object.values(finishOf(arms))) : 0);
  const stack = { workerCost: worker, functions: functionTable(DEFAULT_SIZES) };
  return stageWorstCase(stack, scenario.population) + attemptWorstCase(worker) * pieces;
}
