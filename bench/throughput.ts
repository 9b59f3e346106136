// Trainings a second of two workers, against two independent PyTorch processes on the same cores;
// and what a worker takes of memory. `npm run bench:throughput -- --python V/bin/python`.
import { Worker } from 'node:worker_threads';
import type { Dataset } from '../shared/data/dataset.ts';
import type { MlpGenome } from '../shared/genome/kinds/mlp/mlp-genome.ts';
import { STEPS, uniformGenome } from './genomes.ts';
import { mnistForTiming } from './mnist.ts';
import type { Timing } from './peers/line-peer.ts';
import { type PeerFlags, peerFlags, torchPeer } from './peers/peer-flags.ts';
import { machine, median, ratio, row, say } from './report.ts';

const WORKERS = 2;
/** Trainings of a worker in one round. */
const TRAININGS = 6;

/** Something that trains one network at a time. */
interface Lane {
  train(genome: MlpGenome): Promise<unknown>;
  close(): unknown;
}

const flags = peerFlags();
const data = mnistForTiming(flags.dataDir);
say(`${machine()}\n`);
await comparePairs(flags);
await measureMemory();

async function comparePairs(peers: PeerFlags): Promise<void> {
  const ours = Array.from({ length: WORKERS }, () => workerLane(data));
  const theirs = await Promise.all(Array.from({ length: WORKERS }, () => torchLane(peers)));
  say(
    `Trainings a second (train and score 10,000), ${WORKERS} at once; medians of ${peers.runs}\n`,
  );
  say(row('', 'onnx, 1 worker', `onnx, ${WORKERS}`, 'scaling', `PyTorch, ${WORKERS}`, 'ratio'));
  say(row('---', '---', '---', '---', '---', '---'));
  for (const units of [256, 576]) {
    const genome = uniformGenome(units);
    const rates = { one: [] as number[], ours: [] as number[], torch: [] as number[] };
    for (let round = 0; round <= peers.runs; round += 1) {
      const one = await perSecond(ours.slice(0, 1), genome);
      const both = await perSecond(ours, genome);
      const torch = await perSecond(theirs, genome);
      // The first round warms up and is not counted.
      if (round === 0) continue;
      rates.one.push(one);
      rates.ours.push(both);
      rates.torch.push(torch);
    }
    const [one, both, torch] = [median(rates.one), median(rates.ours), median(rates.torch)];
    const name = `784-${units}-${units}-10`;
    const cells = [one, both, both / one, torch, both / torch].map((value) => value.toFixed(2));
    say(row(name, ...cells));
  }
  for (const lane of [...ours, ...theirs]) await lane.close();
}

/** Trainings a second while every lane trains one network after the other. */
async function perSecond(lanes: readonly Lane[], genome: MlpGenome): Promise<number> {
  const startedMs = performance.now();
  await Promise.all(
    lanes.map(async (lane) => {
      for (let training = 0; training < TRAININGS; training += 1) await lane.train(genome);
    }),
  );
  return (lanes.length * TRAININGS * 1000) / (performance.now() - startedMs);
}

/** What the process grows by with each further worker that has trained. */
async function measureMemory(): Promise<void> {
  say('\nMemory of a worker, MB of resident memory that the process grows by\n');
  say(row('', 'first worker', 'second', 'third'));
  say(row('---', '---', '---', '---'));
  for (const genome of [uniformGenome(576), uniformGenome(1024, 4)]) {
    const lanes: Lane[] = [];
    const growth: number[] = [];
    for (let worker = 0; worker < 3; worker += 1) {
      const before = process.memoryUsage.rss();
      const lane = workerLane(data);
      lanes.push(lane);
      for (let training = 0; training < 3; training += 1) await lane.train(genome);
      growth.push((process.memoryUsage.rss() - before) / 1e6);
    }
    const name = ['784', ...genome.layers.map(({ units }) => units), '10'].join('-');
    say(row(name, ...growth.map((value) => value.toFixed(0))));
    for (const lane of lanes) await lane.close();
  }
  say(`\nAll together ${ratio(process.memoryUsage.rss(), 1e6)} MB, the data set included.`);
}

function workerLane(shared: Dataset): Lane {
  const thread = new Worker(new URL('throughput-worker.mjs', import.meta.url), {
    workerData: shared,
  });
  return {
    train: (genome) =>
      new Promise((resolve, reject) => {
        thread.once('error', reject);
        thread.once('message', (answer) => {
          thread.off('error', reject);
          resolve(answer);
        });
        thread.postMessage(genome);
      }),
    close: () => thread.terminate(),
  };
}

async function torchLane(peers: PeerFlags): Promise<Lane> {
  const { peer } = await torchPeer(peers);
  return {
    train: (genome): Promise<Timing> => peer.ask({ genome, steps: STEPS, fused: true }),
    close: () => peer.close(),
  };
}
