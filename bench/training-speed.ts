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
/** TensorFlow.js takes seconds a training; its medians are over fewer. */
const WASM_RUNS = 3;

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
say('one thread each; medians, the smallest in brackets');
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
    if (run > 0) {
      ours.push(mine);
      plain.push(theirs);
      fused.push(theirsFused);
    }
    if (run < WASM_RUNS) wasms.push(await wasm.peer.ask({ genome, steps: STEPS }));
  }
  say(`\n784-${units}-${units}-10, ${STEPS} steps of batch 64, then ${PREDICTED} predictions\n`);
  say(row('', 'train ms', 'predict ms', 'accuracy'));
  say(row('---', '---', '---', '---'));
  say(timings(`onnx, ${flags.runs} runs`, ours));
  say(row('of which graph and session', inMs(ours.map((one) => one.setupMs)), '', ''));
  say(timings('PyTorch, default Adam', plain));
  say(timings('PyTorch, fused Adam', fused));
  say(timings(`TensorFlow.js wasm, ${WASM_RUNS} runs`, wasms));
  const theirs = trainMs(fused);
  const steps = median(ours.map((one) => one.trainMs - one.setupMs));
  say(
    `\nonnx / PyTorch fused: streams and steps ${ratio(steps, theirs)}, ` +
      `end to end ${ratio(trainMs(ours), theirs)}, ` +
      `prediction ${ratio(evalMs(ours), evalMs(fused))}`,
  );
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

/** The article's own procedure: a DataLoader that converts sample by sample. */
async function compareWithLoader(): Promise<void> {
  const genome = uniformGenome(256);
  const ours: Timing[] = [];
  const theirs: Timing[] = [];
  for (let run = 0; run < flags.runs; run += 1) {
    ours.push(await train(genome, run));
    theirs.push(await torch.peer.ask({ genome, steps: STEPS, fused: false, loader: true }));
  }
  const whole = (all: readonly Timing[]) => median(all.map((one) => one.trainMs + one.evalMs));
  say(
    `\nTime of an evaluation against the article’s procedure (784-256-256-10): ` +
      `onnx ${whole(ours).toFixed(0)} ms, PyTorch with DataLoader ${whole(theirs).toFixed(0)} ms, ` +
      `ratio ${ratio(whole(ours), whole(theirs))}`,
  );
}

async function train(genome: MlpGenome, seed: number): Promise<OurTiming> {
  const request = { genome, budget: BUDGET, evaluationSeed: `${seed}` };
  const { trainMs, evalMs, setupMs, validation } = await trainer.train(request, data);
  return { trainMs, evalMs, setupMs, accuracy: (validation?.correct ?? 0) / PREDICTED };
}

function timings(name: string, all: readonly Timing[]): string {
  const accuracy = median(all.map((one) => one.accuracy));
  const train = inMs(all.map((one) => one.trainMs));
  const predict = inMs(all.map((one) => one.evalMs));
  return row(name, train, predict, `${(100 * accuracy).toFixed(2)} %`);
}

function trainMs(all: readonly Timing[]): number {
  return median(all.map((one) => one.trainMs));
}

function evalMs(all: readonly Timing[]): number {
  return median(all.map((one) => one.evalMs));
}
