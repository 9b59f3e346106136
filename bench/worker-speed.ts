// How fast one core trains and scores genomes of the default space, in FLOP a second, and what a worker
// does before its first: what functions/aws/cost-model.ts and bench/scale/ reckon with. Times are of
// the processor, so that a busy machine's waiting is not counted. `taskset -c 1 npm run bench:speed`.

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openDataset } from '../cli/data/open-dataset.ts';
import type { Genome } from '../shared/contracts/genome.ts';
import { taskOf } from '../shared/contracts/task.ts';
import { genomeCost } from '../shared/genome/genome-network.ts';
import { canonicalMlp, type MlpGenome } from '../shared/genome/kinds/mlp/mlp-genome.ts';
import { least } from '../shared/kernel/long-lists.ts';
import { trainFlops } from '../shared/network/network-cost.ts';
import { onnxRuntime } from '../shared/training/onnx/onnx-session.ts';
import { onnxTrainer } from '../shared/training/onnx/onnx-trainer.ts';
import { BUDGET, drawnGenomes, uniformGenome } from './genomes.ts';
import { lineThrough } from './line.ts';
import { mnistForTiming, PREDICTED } from './mnist.ts';
import { machine, median, row, say } from './report.ts';

const { values: flags } = parseArgs({
  options: {
    'data-dir': {
      type: 'string',
      default: process.env.EVOLAMBDA_DATA_DIR ?? '../shared/datasets/mnist',
    },
    /** Timings of each genome, of which the smallest counts. */
    runs: { type: 'string', default: '3' },
    /** Genomes drawn. */
    genomes: { type: 'string', default: '120' },
    /** This process measures a worker's start. */
    probe: { type: 'boolean', default: false },
  },
});

interface Speed {
  readonly trainFlops: number;
  readonly scoreFlops: number;
  readonly trainMs: number;
  readonly scoreMs: number;
  /** Training stopped early, since its loss left every bound. */
  readonly hasDiverged: boolean;
}

const EXTREMES: readonly (readonly [string, MlpGenome])[] = [
  ['784-128-10, Adam', uniformGenome(128, 1)],
  ['784-256-256-10, Adam', uniformGenome(256)],
  ['784-576-576-10, Adam', uniformGenome(576)],
  ['784-1024-1024-1024-1024-10, Adam', uniformGenome(1024, 4)],
  ['the same, plain SGD', withSgd(uniformGenome(1024, 4))],
];

if (flags.probe) await probe();
else await measure();

async function measure(): Promise<void> {
  const runs = Number(flags.runs);
  say(`${machine()}\n`);
  const data = mnistForTiming(flags['data-dir']);
  const speedOf = async (genome: MlpGenome): Promise<Speed> => {
    const { forwardFlops } = genomeCost(genome as unknown as Genome, taskOf(data))!;
    const trained: number[] = [];
    const scored: number[] = [];
    let hasDiverged = false;
    for (let run = 0; run < runs; run += 1) {
      const request = { genome, budget: BUDGET, evaluationSeed: `${run}` };
      const before = process.cpuUsage();
      const { trainMs, evalMs, status } = await trainer.train(request, data);
      hasDiverged ||= status === 'diverged';
      const { user, system } = process.cpuUsage(before);
      // The trainer tells the time of the wall; its parts share the processor's in proportion.
      const share = (user + system) / 1000 / (trainMs + evalMs);
      trained.push(trainMs * share);
      scored.push(evalMs * share);
    }
    return {
      trainFlops: trainFlops({ forwardFlops }, BUDGET.examples),
      scoreFlops: forwardFlops * PREDICTED,
      trainMs: least(trained),
      scoreMs: least(scored),
      hasDiverged,
    };
  };
  const trainer = onnxTrainer();
  await speedOf(uniformGenome(256));
  say(`${BUDGET.examples} examples, then ${PREDICTED} scored; the smallest of ${runs}\n`);
  say(row('', 'GFLOP to train', 'train ms', 'GFLOP/s', 'score ms', 'GFLOP/s'));
  say(row('---', '---', '---', '---', '---', '---'));
  for (const [name, genome] of EXTREMES) say(row(name, ...cells(await speedOf(genome))));
  const drawn: Speed[] = [];
  for (const genome of drawnGenomes(Number(flags.genomes))) drawn.push(await speedOf(genome));
  const whole = drawn.filter(({ hasDiverged }) => !hasDiverged);
  say(row(`${whole.length} drawn, mean`, ...cells(meanOf(whole))));
  say(`\n${drawn.length - whole.length} further genomes diverged and ended early`);
  tellDistribution(whole);
  tellStart(runs);
}

function withSgd(genome: MlpGenome): MlpGenome {
  const optimizer = { kind: 'sgd', learningRate: 0.01, weightDecay: 0 } as const;
  return canonicalMlp({ ...genome, optimizer });
}

function cells({ trainFlops, trainMs, scoreFlops, scoreMs }: Speed): string[] {
  return [
    (trainFlops / 1e9).toFixed(1),
    trainMs.toFixed(0),
    (trainFlops / trainMs / 1e6).toFixed(1),
    scoreMs.toFixed(0),
    (scoreFlops / scoreMs / 1e6).toFixed(1),
  ];
}

function meanOf(all: readonly Speed[]): Speed {
  const mean = (of: (speed: Speed) => number) =>
    all.reduce((sum, speed) => sum + of(speed), 0) / all.length;
  return {
    trainFlops: mean(({ trainFlops }) => trainFlops),
    scoreFlops: mean(({ scoreFlops }) => scoreFlops),
    trainMs: mean(({ trainMs }) => trainMs),
    scoreMs: mean(({ scoreMs }) => scoreMs),
    hasDiverged: false,
  };
}

function tellDistribution(drawn: readonly Speed[]): void {
  const sorted = drawn
    .map(({ trainFlops, trainMs }) => trainFlops / trainMs / 1e6)
    .sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))]!.toFixed(1);
  say(
    `GFLOP/s of trainings: lowest ${at(0)}, 5 % ${at(0.05)}, median ${at(0.5)}, highest ${at(1)}`,
  );
  const train = lineThrough(drawn.map(({ trainFlops, trainMs }) => [trainFlops, trainMs]));
  const score = lineThrough(drawn.map(({ scoreFlops, scoreMs }) => [scoreFlops, scoreMs]));
  for (const [name, { start, slope, spread }] of [
    ['training', train],
    ['scoring', score],
  ] as const) {
    say(
      `${name}: ${start.toFixed(1)} ms + FLOP at ${(1e-6 / slope).toFixed(1)} GFLOP/s; ` +
        `residual deviation of the logarithm ${spread.toFixed(3)}`,
    );
  }
}

interface Start {
  readonly engineMs: number;
  readonly dataMs: number;
  readonly bothMs: number;
  readonly firstMs: number;
  readonly secondMs: number;
  readonly residentMb: number;
}

/** What a container does before it trains, and its first training, in fresh processes. */
function tellStart(runs: number): void {
  const starts = Array.from({ length: runs }, (): Start => {
    const args = [fileURLToPath(import.meta.url), '--probe', '--data-dir', flags['data-dir']];
    const { stdout, status } = spawnSync(process.execPath, args, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    if (status !== 0) throw new Error('the measuring process failed; its message is above');
    return JSON.parse(stdout) as Start;
  });
  const of = (read: (start: Start) => number) => median(starts.map(read)).toFixed(0);
  say(
    `\nstart of a worker, new processes, median of ${runs}: engine ${of((s) => s.engineMs)} ms, ` +
      `MNIST read, checked and decoded ${of((s) => s.dataMs)} ms; first evaluation of ` +
      `784-256-256-10 ${of((s) => s.firstMs)} ms, second ${of((s) => s.secondMs)} ms; ` +
      `${of((s) => s.residentMb)} MB resident`,
  );
}

async function probe(): Promise<void> {
  const startedMs = performance.now();
  await onnxRuntime();
  const loadedMs = performance.now();
  const { dataset } = await openDataset({ dataset: 'mnist', dataDir: flags['data-dir'] });
  const decodedMs = performance.now();
  const trainer = onnxTrainer();
  const request = { genome: uniformGenome(256), budget: BUDGET, evaluationSeed: '1' };
  await trainer.train(request, dataset);
  const firstMs = performance.now();
  await trainer.train(request, dataset);
  const start: Start = {
    engineMs: loadedMs - startedMs,
    dataMs: decodedMs - loadedMs,
    bothMs: decodedMs - startedMs,
    firstMs: firstMs - decodedMs,
    secondMs: performance.now() - firstMs,
    residentMb: process.resourceUsage().maxRSS / 1024,
  };
  say(JSON.stringify(start));
}
