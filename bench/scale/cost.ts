// What usual runs cost on AWS: the estimate that PrepareRun shows, what is reserved at the least, the
// simulation's price and time, and the same trainings on an instance that is always on.
// `npm run bench:cost`; docs/cost.md explains it.
import { attemptWorstCase, STAGE_OVERHEAD, toUsd } from '../../functions/aws/cost-model.ts';
import { readSettings } from '../../functions/aws/settings.ts';
import { estimateOf } from '../../functions/protocol/estimate.ts';
import { strategies } from '../../shared/search/registry.ts';
import { prepareRun, resolveConfig } from '../../shared/steps/prepare-run.ts';
import { engineOf, onnxIdentity } from '../../shared/training/identity.ts';
import { row, say } from '../report.ts';
import { AWS, MNIST } from './calibration.ts';
import { predict } from './pipeline.ts';

/** On-demand, Linux, us-east-1, two vCPUs and 4 GB; https://aws.amazon.com/ec2/pricing/on-demand/ */
const INSTANCE = { name: 'c7i.large', vcpus: 2, usdHour: 0.08925 } as const;
const HOURS_OF_MONTH = 730;

const RUNS = [
  { name: '`{}`, the article’s search', input: {}, population: 50, generations: 10 },
  {
    name: 'the same with the baseline',
    input: { baseline: true },
    population: 50,
    generations: 10,
    arms: 2,
  },
  {
    name: '10,000 evaluations, 20 generations of 500',
    input: { strategy: { name: 'tournament', population: 500, generations: 20 } },
    population: 500,
    generations: 20,
  },
  {
    name: '10,000 evaluations, 10 generations of 1,000',
    input: { strategy: { name: 'tournament', population: 1000, generations: 10 } },
    population: 1000,
    generations: 10,
  },
] as const;

const WORKERS = 8;
const WORKER_MB = 1769;
const settings = readSettings({
  EVOLAMBDA_STACK: 'Evolambda',
  EVOLAMBDA_TABLE: 'none',
  EVOLAMBDA_BUCKET: 'none',
  EVOLAMBDA_WORKER_TIMEOUT_SECONDS: '120',
  EVOLAMBDA_WORKER_MEMORY_MB: String(WORKER_MB),
  EVOLAMBDA_MAX_RECEIVES: '5',
  EVOLAMBDA_ROUND_SECONDS: '900',
  EVOLAMBDA_CHILD_GENERATIONS: '200',
  EVOLAMBDA_MAX_CONCURRENCY: String(WORKERS),
  EVOLAMBDA_MAX_BUDGET_USD: '10',
  EVOLAMBDA_MAX_STACK_USD_PER_DAY: '20',
});

say(`US dollars, us-east-1; ${WORKERS} workers of 1,769 MB\n`);
const estimated = ['least `budgetUsd`', 'estimate', 'estimated time'];
const simulated = ['simulated', 'first time', 'again, warm'];
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
  const estimate = estimateOf(startedWith(run.input), MNIST.validated, settings);
  const scenario = {
    population: run.population,
    generations: run.generations,
    arms: 'arms' in run ? run.arms : 1,
    workers: WORKERS,
    warm: 0,
    finish: true,
    memoryMb: WORKER_MB,
    timeoutSeconds: settings.workerTimeoutSeconds,
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
  const { inputs: pixels, classes, trained: trainCount } = MNIST;
  const data = { id: 'mnist', hash: 'h', splitId: 's', pixels, classes, generated: false };
  const config = resolveConfig(input, strategies);
  const at = '2026-11-25T00:00:00.000Z';
  return prepareRun(config, { ...data, trainCount }, engineOf(onnxIdentity()), 'priced', at)
    .started;
}

function tellReservations(): void {
  const { finishNano } = estimateOf(startedWith({}), MNIST.validated, settings);
  const attempt = attemptWorstCase(settings.workerCost);
  const month = HOURS_OF_MONTH * INSTANCE.usdHour;
  say('');
  say(
    `worst case of one attempt ${toUsd(attempt).toFixed(5)}, of a stage besides ${toUsd(STAGE_OVERHEAD).toFixed(5)}`,
  );
  say(`put aside for the finish of \`{}\` ${toUsd(finishNano).toFixed(3)}`);
  say(
    `reserved for a generation of 50 of \`{}\` ${toUsd(STAGE_OVERHEAD + 50 * attempt).toFixed(3)}`,
  );
  say(`a ${INSTANCE.name} that is always on: ${month.toFixed(2)} a month`);
}

function inMinutes(seconds: number): string {
  return seconds < 600 ? `${seconds.toFixed(0)} s` : `${(seconds / 60).toFixed(0)} min`;
}
