// How long a training takes, on every engine and backend, against peers in the same run: interleaved, one
// thread each, medians. `npm run bench:training -- --python V/bin/python`; bench/README.md tells how peers
// are installed.
import type { MlpGenome } from '../shared/genome/kinds/mlp/mlp-genome.ts';
import { objectiveScore } from '../shared/search/archive.ts';
import { openEngine } from '../shared/training/engines.ts';
import { TENSORFLOW_ENVIRONMENT } from '../shared/training/tfjs/tensorflow-environment.ts';
import type { Trainer } from '../shared/training/trainer.ts';
import { BUDGET, drawnGenomes, STEPS, uniformGenome } from './genomes.ts';
import { mnistForTiming, PREDICTED } from './mnist.ts';
import type { Timing } from './peers/line-peer.ts';
import { peerFlags, tfjsPeer, torchPeer } from './peers/peer-flags.ts';
import { inMs, machine, median, ratio, row, say } from './report.ts';

const DRAWN_GENOMES = 30;
interface OurTiming extends Timing {
  readonly setupMs: number;
}

Object.assign(process.env, TENSORFLOW_ENVIRONMENT);
const flags = peerFlags();
const data = mnistForTiming(flags.dataDir);
const torch = await torchPeer(flags);
const wasm = await tfjsPeer('wasm', flags);
const loop = await tfjsPeer('loop', flags);
const { trainer: onnx } = await openEngine({ engine: 'onnx', backend: 'cpu' });
const { trainer: native } = await openEngine({ engine: 'tfjs', backend: 'native' });
const { trainer: ourWasm } = await openEngine({ engine: 'tfjs', backend: 'wasm' });

/** What is compared, by the name that it has in the tables. */
type Contender = (genome: MlpGenome, run: number) => Promise<Timing>;
const CONTENDERS: Readonly<Record<string, Contender>> = {
  onnx: (genome, run) => train(onnx, genome, run),
  'PyTorch, default Adam': (genome) => torch.peer.ask({ genome, steps: STEPS, fused: false }),
  'PyTorch, fused Adam': (genome) => torch.peer.ask({ genome, steps: STEPS, fused: true }),
  'tfjs native': (genome, run) => train(native, genome, run),
  'plain loop on tfjs-node': (genome) => loop.peer.ask({ genome, steps: STEPS }),
  'tfjs wasm': (genome, run) => train(ourWasm, genome, run),
  'plain model on tfjs wasm': (genome) => wasm.peer.ask({ genome, steps: STEPS }),
};
const RATIOS = [
  ['onnx', 'PyTorch, default Adam'],
  ['onnx', 'PyTorch, fused Adam'],
  ['onnx', 'tfjs native'],
  ['tfjs native', 'plain loop on tfjs-node'],
  ['tfjs native', 'PyTorch, default Adam'],
  ['tfjs wasm', 'plain model on tfjs wasm'],
] as const;

say(`${machine()}\n`);
const ours = [onnx, native, ourWasm].map(
  ({ identity: { name, version, backend } }) => `${name} ${version} ${backend}`,
);
say([...ours, torch.version, loop.version, wasm.version].join('; '));
say(`one thread each; medians of ${flags.runs}, the smallest in brackets`);
for (const units of [256, 576]) await compareOne(units);
await compareDrawn();
await compareWithLoader();
for (const { peer } of [torch, wasm, loop]) peer.close();

async function compareOne(units: number): Promise<void> {
  const genome = uniformGenome(units);
  const timings = new Map(Object.keys(CONTENDERS).map((name) => [name, [] as Timing[]]));
  // The first round warms up caches and libraries and is not counted.
  for (let run = 0; run <= flags.runs; run += 1) {
    for (const [name, contender] of Object.entries(CONTENDERS)) {
      const timing = await contender(genome, run);
      if (run > 0) timings.get(name)!.push(timing);
    }
  }
  say(`\n784-${units}-${units}-10, ${STEPS} steps of batch 64, then ${PREDICTED} predictions\n`);
  say(row('', 'train ms', 'predict ms', 'accuracy'));
  say(row('---', '---', '---', '---'));
  for (const [name, all] of timings) {
    say(row(...cellsOf(name, all)));
    if (name !== 'onnx') continue;
    const setups = (all as OurTiming[]).map(({ setupMs }) => setupMs);
    say(row('of which graph and session', inMs(setups), '', ''));
  }
  say('');
  say(row('', 'training', 'prediction'));
  say(row('---', '---', '---'));
  for (const [name, other] of RATIOS) {
    const [one, two] = [timings.get(name)!, timings.get(other)!];
    const cells = [ratio(trainMs(one), trainMs(two)), ratio(evalMs(one), evalMs(two))];
    say(row(`${name} / ${other}`, ...cells));
  }
}

async function compareDrawn(): Promise<void> {
  const sums = { ours: 0, torch: 0 };
  for (const [slot, genome] of drawnGenomes(DRAWN_GENOMES).entries()) {
    const mine = await train(onnx, genome, slot);
    const theirs = await torch.peer.ask({ genome, steps: STEPS, fused: true });
    sums.ours += mine.trainMs + mine.evalMs;
    sums.torch += theirs.trainMs + theirs.evalMs;
  }
  say(
    `\n${DRAWN_GENOMES} genomes of the default space, trained and scored, summed: ` +
      `onnx ${Math.round(sums.ours)} ms, PyTorch (fused where it can) ${Math.round(sums.torch)} ms, ` +
      `ratio ${ratio(sums.ours, sums.torch)}`,
  );
}

/** Against the article's own procedure: bench/peers/article_procedure.py tells what it is. */
async function compareWithLoader(): Promise<void> {
  const genome = uniformGenome(256);
  const mine: Timing[] = [];
  const theirs: Timing[] = [];
  for (let run = 0; run <= flags.runs; run += 1) {
    const one = await train(onnx, genome, run);
    const loaded = await torch.peer.ask({ genome, steps: STEPS, fused: false, loader: true });
    if (run === 0) continue;
    mine.push(one);
    theirs.push(loaded);
  }
  const whole = (all: readonly Timing[]) => all.map((one) => one.trainMs + one.evalMs);
  say(`\n784-256-256-10 against the article’s procedure, a DataLoader that converts by sample\n`);
  say(row('', 'train ms', 'predict ms', 'accuracy', 'together ms'));
  say(row('---', '---', '---', '---', '---'));
  say(row(...cellsOf('onnx', mine), inMs(whole(mine))));
  say(row(...cellsOf('PyTorch, DataLoader', theirs), inMs(whole(theirs))));
  say(`\nonnx / the article’s procedure: ${ratio(median(whole(mine)), median(whole(theirs)))}`);
}

async function train(trainer: Trainer, genome: MlpGenome, seed: number): Promise<OurTiming> {
  const request = { genome, budget: BUDGET, evaluationSeed: `${seed}` };
  const { trainMs, evalMs, setupMs, objectives } = await trainer.train(request, data);
  return { trainMs, evalMs, setupMs, accuracy: objectiveScore(objectives, 'accuracy') ?? 0 };
}

/** Cells of a row: name, training, predictions, accuracy. */
function cellsOf(name: string, all: readonly Timing[]): string[] {
  const accuracy = median(all.map((one) => one.accuracy));
  const train = inMs(all.map((one) => one.trainMs));
  const predict = inMs(all.map((one) => one.evalMs));
  return [name, train, predict, `${(100 * accuracy).toFixed(2)} %`];
}

function trainMs(all: readonly Timing[]): number {
  return median(all.map((one) => one.trainMs));
}

function evalMs(all: readonly Timing[]): number {
  return median(all.map((one) => one.evalMs));
}
