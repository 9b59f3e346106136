// What usual runs cost on AWS: the estimate that PrepareRun shows, what is reserved at the least, the
// simulation's price and time, and the same trainings on an instance that is always on.
// `npm run bench:cost`; docs/cost.md explains it.
import {
  attemptWorstCase,
  endWorstCase,
  stageCost,
  stageWorstCase,
  toUsd,
} from '../../functions/aws/cost-model.ts';
import { readSettings, type Settings } from '../../functions/aws/settings.ts';
import { estimateOf } from '../../functions/protocol/estimate.ts';
import { DEFAULT_SIZES } from '../../shared/contracts/function-table.ts';
import { armsOf } from '../../shared/search/arms.ts';
import { strategies } from '../../shared/search/registry.ts';
import { batchesAhead } from '../../shared/steps/batches-ahead.ts';
import { prepareRun, resolveConfig } from '../../shared/steps/prepare-run.ts';
import { startOf } from '../../shared/steps/run-state.ts';
import { engineOf, onnxIdentity } from '../../shared/training/identity.ts';
import { row, say } from '../report.ts';
import { AWS, MNIST } from './calibration.ts';
import { predict } from './pipeline.ts';

/** On-demand, Linux, us-east-1, two vCPUs and 4 GB; https://aws.amazon.com/ec2/pricing/on-demand/ */
const INSTANCE = { name: 'c7i.large', vcpus: 2, usdHour: 0.08925 } as const;
const HOURS_OF_MONTH = 730;

const RUNS = [
  { name: '`{}`', input: {} },
  { name: 'with the baseline', input: { baseline: true } },
  { name: 'with halving', input: { strategy: { name: 'halving' } } },
  {
    name: '10,000 evaluations, 20 generations of 500',
    input: { strategy: { name: 'tournament', population: 500, generations: 20 } },
  },
  {
    name: '10,000 evaluations, 10 generations of 1,000',
    input: { strategy: { name: 'tournament', population: 1000, generations: 10 } },
  },
] as const;

const WORKERS = 8;
const { workerMemoryMb, workerTimeoutSeconds } = DEFAULT_SIZES;
const ENVIRONMENT = {
  EVOLAMBDA_STACK: 'Evolambda',
  EVOLAMBDA_TABLE: 'none',
  EVOLAMBDA_BUCKET: 'none',
  EVOLAMBDA_WORKER_TIMEOUT_SECONDS: String(workerTimeoutSeconds),
  EVOLAMBDA_WORKER_MEMORY_MB: String(workerMemoryMb),
  EVOLAMBDA_MAX_RECEIVES: '5',
  EVOLAMBDA_ROUND_SECONDS: '900',
  EVOLAMBDA_CHILD_GENERATIONS: '200',
  EVOLAMBDA_MAX_CONCURRENCY: String(WORKERS),
  EVOLAMBDA_MAX_BUDGET_USD: '10',
  EVOLAMBDA_MAX_STACK_USD_PER_DAY: '20',
};
const settings = readSettings(ENVIRONMENT);
/** As a stack of each with its other settings left alone. */
const HOSTS: Readonly<Record<string, Settings>> = {
  'a function': settings,
  'a task on Fargate': readSettings({
    ...ENVIRONMENT,
    EVOLAMBDA_WORKER: 'fargate',
    EVOLAMBDA_TRAININGS_PER_TASK: '2',
  }),
  'an instance at 1.50 an hour': readSettings({
    ...ENVIRONMENT,
    EVOLAMBDA_WORKER: 'gpu',
    EVOLAMBDA_BACKEND: 'cuda',
    EVOLAMBDA_TRAININGS_PER_TASK: '2',
    EVOLAMBDA_GPU_USD_PER_HOUR: '1.5',
  }),
};

say(`US dollars, us-east-1; ${WORKERS} workers of ${workerMemoryMb.toLocaleString('en')} MB\n`);
const estimated = ['minimum `budgetUsd`', 'estimate', 'estimated time'];
const simulated = ['simulated', 'first run', 'warm containers'];
say(
  row(
    'run',
    'evaluations',
    ...estimated,
    ...simulated,
    `hours of a ${INSTANCE.name}`,
    'their price',
  ),
);
say(row(...Array.from({ length: 10 }, () => '---')));
for (const run of RUNS) tell(run);
tellReservations();

function tell(run: (typeof RUNS)[number]): void {
  const started = startedWith(run.input);
  const estimate = estimateOf(started, MNIST.validated, settings);
  const { strategy, budget } = started.config;
  const scenario = {
    population: Number(strategy.population),
    generations: Number(strategy.generations),
    batches: batchesAhead(startOf(started, strategies)).map(
      ({ candidates, ofBaseline, examples }) => [
        { count: candidates, examples },
        { count: ofBaseline, examples: budget.examples },
      ],
    ),
    arms: armsOf(started.config),
    workers: WORKERS,
    warm: 0,
    finish: true,
    memoryMb: workerMemoryMb,
    timeoutSeconds: workerTimeoutSeconds,
    seed: 1,
  } as const;
  const cold = predict(scenario, AWS);
  const warm = predict({ ...scenario, warm: WORKERS }, AWS);
  const hours = cold.workerSeconds / 3600 / INSTANCE.vcpus;
  say(
    row(
      run.name,
      cold.evaluations.toLocaleString('en'),
      estimate.leastBudgetUsd.toFixed(2),
      estimate.likelyUsd.toFixed(3),
      inMinutes(estimate.likelySeconds),
      cold.usd.toFixed(3),
      inMinutes(cold.seconds),
      inMinutes(warm.seconds),
      hours.toFixed(2),
      (hours * INSTANCE.usdHour).toFixed(3),
    ),
  );
}

function startedWith(input: unknown) {
  const { shape, classes, trained: trainCount } = MNIST;
  const data = { id: 'mnist', hash: 'h', splitId: 's', shape, classes, generated: false };
  const config = resolveConfig(input, strategies);
  const at = '2026-11-25T00:00:00.000Z';
  return prepareRun(config, { ...data, trainCount }, engineOf(onnxIdentity()), 'priced', at)
    .started;
}

/** By what hosts the trainings. */
function tellReservations(): void {
  say('');
  const stage = ['overhead per stage', 'settled to'];
  const run = [
    'generation of 50 of `{}`',
    'final phase of `{}`',
    'of which the end of the run',
    'minimum `budgetUsd`',
  ];
  say(row('worker', 'training of one hour', 'attempt', ...stage, ...run, 'estimate'));
  say(row(...Array.from({ length: 10 }, () => '---')));
  for (const [name, host] of Object.entries(HOSTS)) {
    const { workerCost } = host;
    const estimate = estimateOf(startedWith({}), MNIST.validated, host);
    const attempt = attemptWorstCase(workerCost);
    const [besides, settled] = [stageWorstCase(host, WORKERS), stageCost(host, WORKERS)];
    const [end, finish] = [endWorstCase(host), estimate.finishNano];
    say(
      row(
        name,
        toUsd(3600 * workerCost.perSecond).toFixed(4),
        ...[attempt, besides, settled].map((nano) => toUsd(nano).toFixed(5)),
        ...[besides + 50 * attempt, finish, end].map((nano) => toUsd(nano).toFixed(3)),
        estimate.leastBudgetUsd.toFixed(2),
        estimate.likelyUsd.toFixed(3),
      ),
    );
  }
  const month = HOURS_OF_MONTH * INSTANCE.usdHour;
  say(`\none ${INSTANCE.name} running all the time: ${month.toFixed(2)} per month`);
}

function inMinutes(seconds: number): string {
  return seconds < 600 ? `${seconds.toFixed(0)} s` : `${(seconds / 60).toFixed(0)} min`;
}
