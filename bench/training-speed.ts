// How long a training takes, on every engine and backend, against peers in the same run: interleaved, one
// thread each, medians. `npm run bench:training -- --python V/bin/python`; bench/README.md tells how peers
// are installed.

import { engineChoice } from '../shared/contracts/engine-choice.ts';
import type { MlpGenome } from '../shared/genome/kinds/mlp/mlp-genome.ts';
import { objectiveScore } from '../shared/search/archive.ts';
import { openEngine } from '../shared/training/engines.ts';
import { TENSORFLOW_ENVIRONMENT } from '../shared/training/tfjs/tensorflow-environment.ts';
import type { Trainer } from '../shared/training/trainer.ts';
import { BUDGET, drawnGenomes, STEPS, uniformGenome } from './genomes.ts';
import { mnistForTiming, PREDICTED } from './mnist.ts';
import { REMEDIES, required, unlessMissing } from './optional.ts';
import type { LinePeer, Timing } from './peers/line-peer.ts';
import { peerFlags, tfjsPeer, torchPeer } from './peers/peer-flags.ts';
import { inMs, machine, median, ratio, row, say } from './report.ts';

const DRAWN_GENOMES = 30;
interface OurTiming extends Timing {
  readonly setupMs: number;
}

Object.assign(process.env, TENSORFLOW_ENVIRONMENT);
const flags = peerFlags();
const data = mnistForTiming(flags.dataDir);
const onnx = await required('engine onnx', REMEDIES.packages, () => opened('onnx', 'cpu'));
const torch = await unlessMissing('PyTorch', REMEDIES.torch, () => torchPeer(flags));
const loop = await unlessMissing('plain loop on tfjs-node', REMEDIES.tfjs, () =>
  tfjsPeer('loop', flags),
);
const wasm = await unlessMissing('plain model on tfjs wasm', REMEDIES.packages, () =>
  tfjsPeer('wasm', flags),
);
const native = await unlessMissing('tfjs native', REMEDIES.tfjs, () => opened('tfjs', 'native'));
const ourWasm = await unlessMissing('tfjs wasm', REMEDIES.packages, () => opened('tfjs', 'wasm'));

/** What is compared, by the name that it has in the tables. */
type Contender = (genome: MlpGenome, run: number) => Promise<Timing>;
const CONTENDERS: Readonly<Record<string, Contender>> = {
  onnx: (genome, run) => train(onnx, genome, run),
  ...(torch && {
    'PyTorch, default Adam': (genome) => torch.peer.ask({ genome, steps: STEPS, fused: false }),
    'PyTorch, fused Adam': (genome) => torch.peer.ask({ genome, steps: STEPS, fused: true }),
  }),
  ...(native && { 'tfjs native': (genome, run) => train(native, genome, run) }),
  ...(loop && {
    'plain loop on tfjs-node': (genome) => loop.peer.ask({ genome, steps: STEPS }),
  }),
  ...(ourWasm && { 'tfjs wasm': (genome, run) => train(ourWasm, genome, run) }),
  ...(wasm && {
    'plain model on tfjs wasm': (genome) => wasm.peer.ask({ genome, steps: STEPS }),
  }),
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
const peers = [torch, loop, wasm].filter((peer) => peer !== undefined);
const ours = [onnx, native, ourWasm].flatMap((trainer) => {
  const { name, version, backend } = trainer?.identity ?? {};
  return trainer === undefined ? [] : [`${name} ${version} ${backend}`];
});
say([...ours, ...peers.map(({ version }) => version)].join('; '));
say(`one thread each; median of ${flags.runs} runs, minimum in brackets`);
for (const units of [256, 576]) await compareOne(units);
if (torch !== undefined) {
  await compareDrawn(torch.peer);
  await compareWithLoader(torch.peer);
}
for (const { peer } of peers) peer.close();

async function opened(...[engine, backend]: readonly [string, string]): Promise<Trainer> {
  const path = { engine: 'engine', backend: 'backend' };
  const { trainer } = await openEngine(engineChoice({ engine, backend }, path));
  return trainer;
}

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
    const [one, two] = [timings.get(name), timings.get(other)];
    if (one === undefined || two === undefined) continue;
    const cells = [ratio(trainMs(one), trainMs(two)), ratio(evalMs(one), evalMs(two))];
    say(row(`${name} / ${other}`, ...cells));
  }
}

async function compareDrawn(peer: LinePeer): Promise<void> {
  const sums = { ours: 0, torch: 0 };
  for (const [slot, genome] of drawnGenomes(DRAWN_GENOMES).entries()) {
    const mine = await train(onnx, genome, slot);
    const theirs = await peer.ask({ genome, steps: STEPS, fused: true });
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
async function compareWithLoader(peer: LinePeer): Promise<void> {
  const genome = uniformGenome(256);
  const mine: Timing[] = [];
  const theirs: Timing[] = [];
  for (let run = 0; run <= flags.runs; run += 1) {
    const one = await train(onnx, genome, run);
    const loaded = await peer.ask({ genome, steps: STEPS, fused: false, loader: true });
    if (run === 0) continue;
    mine.push(one);
    theirs.push(loaded);
  }
  const whole = (all: readonly Timing[]) => all.map((one) => one.trainMs + one.evalMs);
  say(
    `\n784-256-256-10 compared with the procedure of the article (a DataLoader that converts each sample)\n`,
  );
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
