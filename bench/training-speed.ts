// How long a training takes, against peers in the same run: interleaved, one thread each, medians.
// `npm run bench:training -- --python V/bin/python`; bench/README.md tells how peers are installed.
import type { MlpGenome } from '../shared/genome/kinds/mlp/mlp-genome.ts';
import { onnxTrainer } from '../shared/training/onnx/onnx-trainer.ts';
import { BUDGET, drawnGenomes, STEPS, uniformGenome } from './genomes.ts';
import { mnistForTiming, PREDICTED } from './mnist.ts';
import type { Timing } from './peers/line-peer.ts';
import { peerFlags, torchPeer, wasmPeer } from './peers/peer-flags.ts';
import { inMs, machine, median, ratio, row, say } from './report.ts';

const DRAWN_GENOMES = 30;
interface OurTiming extends Timing {
  readonly setupMs: number;
}

const flags = peerFlags();
const data = mnistForTiming(flags.dataDir);
const torch = await torchPeer(flags);
const wasm = await wasmPeer(flags);
const trainer = onnxTrainer();
say(`${machine()}\n`);
say(`onnxruntime-node ${trainer.identity.version}; ${torch.version}; ${wasm.version}`);
say(`one thread each; medians of ${flags.runs}, the smallest in brackets`);
for (const units of [256, 576]) await compareOne(units);
await compareDrawn();
await compareWithLoader();
torch.peer.close();
wasm.peer.close();

async function compareOne(units: number): Promise<void> {
  const genome = uniformGenome(units);
  const ours: OurTiming[] = [];
  const plain: Timing[] = [];
  const fused: Timing[] = [];
  const wasms: Timing[] = [];
  // The first round warms up caches and libraries and is not counted.
  for (let run = 0; run <= flags.runs; run += 1) {
    const mine = await train(genome, run);
    const theirs = await torch.peer.ask({ genome, steps: STEPS, fused: false });
    const theirsFused = await torch.peer.ask({ genome, steps: STEPS, fused: true });
    const theirsWasm = await wasm.peer.ask({ genome, steps: STEPS });
    if (run > 0) {
      ours.push(mine);
      plain.push(theirs);
      fused.push(theirsFused);
      wasms.push(theirsWasm);
    }
  }
  say(`\n784-${units}-${units}-10, ${STEPS} steps of batch 64, then ${PREDICTED} predictions\n`);
  say(row('', 'train ms', 'predict ms', 'accuracy'));
  say(row('---', '---', '---', '---'));
  say(row(...timings('onnx', ours)));
  say(row('of which graph and session', inMs(ours.map((one) => one.setupMs)), '', ''));
  say(row(...timings('PyTorch, default Adam', plain)));
  say(row(...timings('PyTorch, fused Adam', fused)));
  say(row(...timings('TensorFlow.js wasm', wasms)));
  say('');
  say(row('onnx over', 'streams and steps', 'end to end', 'prediction'));
  say(row('---', '---', '---', '---'));
  const steps = median(ours.map((one) => one.trainMs - one.setupMs));
  const over = (name: string, theirs: readonly Timing[]) => {
    const whole = trainMs(theirs);
    const predict = ratio(evalMs(ours), evalMs(theirs));
    say(row(name, ratio(steps, whole), ratio(trainMs(ours), whole), predict));
  };
  over('PyTorch, default Adam', plain);
  over('PyTorch, fused Adam', fused);
  over('TensorFlow.js wasm', wasms);
}

async function compareDrawn(): Promise<void> {
  const sums = { ours: 0, torch: 0 };
  for (const [slot, genome] of drawnGenomes(DRAWN_GENOMES).entries()) {
    const mine = await train(genome, slot);
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
  const ours: Timing[] = [];
  const theirs: Timing[] = [];
  for (let run = 0; run <= flags.runs; run += 1) {
    const mine = await train(genome, run);
    const loaded = await torch.peer.ask({ genome, steps: STEPS, fused: false, loader: true });
    if (run === 0) continue;
    ours.push(mine);
    theirs.push(loaded);
  }
  const whole = (all: readonly Timing[]) => all.map((one) => one.trainMs + one.evalMs);
  say(`\n784-256-256-10 against the article’s procedure, a DataLoader that converts by sample\n`);
  say(row('', 'train ms', 'predict ms', 'accuracy', 'together ms'));
  say(row('---', '---', '---', '---', '---'));
  say(row(...timings('onnx', ours), inMs(whole(ours))));
  say(row(...timings('PyTorch, DataLoader', theirs), inMs(whole(theirs))));
  say(`\nonnx / the article’s procedure: ${ratio(median(whole(ours)), median(whole(theirs)))}`);
}

async function train(genome: MlpGenome, seed: number): Promise<OurTiming> {
  const request = { genome, budget: BUDGET, evaluationSeed: `${seed}` };
  const { trainMs, evalMs, setupMs, validation } = await trainer.train(request, data);
  return { trainMs, evalMs, setupMs, accuracy: (validation?.correct ?? 0) / PREDICTED };
}

/** Cells of a row: name, training, predictions, accuracy. */
function timings(name: string, all: readonly Timing[]): string[] {
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
