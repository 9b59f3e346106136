// What a worker takes of memory: growth of the process with each worker that has trained, in a fresh
// process a network, since threads that have ended leave memory for the next. `npm run bench:memory`.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { uniformGenome } from './genomes.ts';
import { mnistForTiming } from './mnist.ts';
import { machine, median, row, say } from './report.ts';
import { type Lane, workerLane } from './worker-lane.ts';

const WORKERS = 3;
/** Trainings of a worker before it is looked at: the first one's leftovers are then used again. */
const TRAININGS = 3;
const NETWORKS = [
  { units: 576, depth: 2 },
  { units: 1024, depth: 4 },
];

const { values: flags } = parseArgs({
  options: {
    'data-dir': {
      type: 'string',
      default: process.env.EVOLAMBDA_DATA_DIR ?? '../shared/datasets/mnist',
    },
    runs: { type: 'string', default: '7' },
    /** The place in NETWORKS of the one that this process measures; without it, all are. */
    probe: { type: 'string' },
  },
});
if (flags.probe === undefined) compare(Number(flags.runs));
else await probe(Number(flags.probe));

/** Resident MB: before any worker, and added by each of them after its trainings and at its peak. */
interface Growth {
  readonly idle: number;
  readonly after: readonly number[];
  readonly peak: readonly number[];
}

function compare(runs: number): void {
  say(`${machine()}\n`);
  say('Resident MB added per worker thread, after its trainings (peak in brackets);');
  say(`each network in fresh processes, medians of ${runs}\n`);
  say(row('', 'before any worker', 'first worker', 'second', 'third'));
  say(row('---', '---', '---', '---', '---'));
  for (const [index, { units, depth }] of NETWORKS.entries()) {
    const seen = Array.from({ length: runs }, () => inFreshProcess(index));
    const of = (read: (growth: Growth) => number) => median(seen.map(read)).toFixed(0);
    const cells = Array.from({ length: WORKERS }, (_, worker) => {
      const after = of((growth) => growth.after[worker] ?? Number.NaN);
      return `${after} (${of((growth) => growth.peak[worker] ?? Number.NaN)})`;
    });
    const name = [784, ...Array.from({ length: depth }, () => units), 10].join('-');
    say(
      row(
        name,
        of((growth) => growth.idle),
        ...cells,
      ),
    );
  }
}

function inFreshProcess(index: number): Growth {
  const args = ['--probe', `${index}`, '--data-dir', flags['data-dir']];
  const { stdout, status } = spawnSync(
    process.execPath,
    [fileURLToPath(import.meta.url), ...args],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
  );
  if (status !== 0) throw new Error('the measuring process failed; its message is above');
  return JSON.parse(stdout) as Growth;
}

async function probe(index: number): Promise<void> {
  const network = NETWORKS[index];
  if (network === undefined) throw new Error(`unknown network ${index}`);
  const genome = uniformGenome(network.units, network.depth);
  const data = mnistForTiming(flags['data-dir']);
  const idle = residentMb();
  const lanes: Lane[] = [];
  const after: number[] = [];
  const peak: number[] = [];
  for (let worker = 0; worker < WORKERS; worker += 1) {
    const before = residentMb();
    const lane = workerLane(data);
    lanes.push(lane);
    let highest = before;
    const watch = setInterval(() => {
      highest = Math.max(highest, residentMb());
    }, 2);
    for (let training = 0; training < TRAININGS; training += 1) await lane.train(genome);
    clearInterval(watch);
    after.push(residentMb() - before);
    peak.push(highest - before);
  }
  for (const lane of lanes) await lane.close();
  const growth: Growth = { idle, after, peak };
  say(JSON.stringify(growth));
}

function residentMb(): number {
  return process.memoryUsage.rss() / 1e6;
}
