// Trainings a second of two workers, against two independent PyTorch processes on the same cores.
// `npm run bench:throughput -- --python V/bin/python`.
import { availableParallelism } from 'node:os';
import type { MlpGenome } from '../shared/genome/kinds/mlp/mlp-genome.ts';
import { STEPS, uniformGenome } from './genomes.ts';
import { mnistForTiming } from './mnist.ts';
import { REMEDIES, unlessMissing } from './optional.ts';
import type { Timing } from './peers/line-peer.ts';
import { type PeerFlags, peerFlags, torchPeer } from './peers/peer-flags.ts';
import { machine, median, row, say } from './report.ts';
import { type Lane, workerLane } from './worker-lane.ts';

const WORKERS = 2;
/** Trainings of a worker in one round. */
const TRAININGS = 6;

const flags = peerFlags();
const data = mnistForTiming(flags.dataDir);
say(`${machine()}, ${availableParallelism()} cores available\n`);
await comparePairs(flags);

async function comparePairs(peers: PeerFlags): Promise<void> {
  const ours = Array.from({ length: WORKERS }, () => workerLane(data));
  const theirs =
    (await unlessMissing('PyTorch', REMEDIES.torch, () =>
      Promise.all(Array.from({ length: WORKERS }, () => torchLane(peers))),
    )) ?? [];
  say(
    `Trainings per second (train and score 10,000), ${WORKERS} concurrent; medians of ${peers.runs}\n`,
  );
  say(row('', 'onnx, 1 worker', `onnx, ${WORKERS}`, 'scaling', `PyTorch, ${WORKERS}`, 'ratio'));
  say(row('---', '---', '---', '---', '---', '---'));
  for (const units of [256, 576]) {
    const genome = uniformGenome(units);
    const rates = { one: [] as number[], ours: [] as number[], torch: [] as number[] };
    for (let round = 0; round <= peers.runs; round += 1) {
      const one = await perSecond(ours.slice(0, 1), genome);
      const both = await perSecond(ours, genome);
      const torch = theirs.length === 0 ? Number.NaN : await perSecond(theirs, genome);
      // The first round warms up and is not counted.
      if (round === 0) continue;
      rates.one.push(one);
      rates.ours.push(both);
      rates.torch.push(torch);
    }
    const [one, both, torch] = [median(rates.one), median(rates.ours), median(rates.torch)];
    const name = `784-${units}-${units}-10`;
    const cells = [one, both, both / one, torch, both / torch].map((value) =>
      Number.isNaN(value) ? '–' : value.toFixed(2),
    );
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

async function torchLane(peers: PeerFlags): Promise<Lane> {
  const { peer } = await torchPeer(peers);
  return {
    train: (genome): Promise<Timing> => peer.ask({ genome, steps: STEPS, fused: true }),
    close: () => peer.close(),
  };
}
