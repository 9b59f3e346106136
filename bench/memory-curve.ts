// How an evaluation's time and price depend on a Lambda function's memory, which sets its share of a
// core: the same trainings under the CPU quota that each memory stands for. Linux, as root:
// `mkdir C && npm run bench:curve -- --cgroup C`; bench/README.md says where C may lie.

import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { toUsd } from '../functions/aws/cost-model.ts';
import { PRICES } from '../functions/aws/prices.ts';
import { VCPU_MB } from '../shared/contracts/function-table.ts';
import { onnxTrainer } from '../shared/training/onnx/onnx-trainer.ts';
import { BUDGET, uniformGenome } from './genomes.ts';
import { mnistForTiming } from './mnist.ts';
import { Unavailable } from './optional.ts';
import { inMs, machine, median, row, say } from './report.ts';

const MEMORY_MB = [512, 1024, VCPU_MB, 3008];
const UNITS = [256, 576];
// Lambda does not publish its period; 20 ms is short against a training.
const PERIOD_US = 20_000;

const { values: flags } = parseArgs({
  options: {
    'data-dir': {
      type: 'string',
      default: process.env.EVOLAMBDA_DATA_DIR ?? '../shared/datasets/mnist',
    },
    runs: { type: 'string', default: '7' },
    /** A cgroup of our own with the cpu controller. */
    cgroup: { type: 'string' },
  },
});
if (flags.cgroup === undefined)
  throw new Unavailable(
    'A cgroup',
    '--cgroup is missing',
    'mkdir C, then --cgroup C (bench/README.md)',
  );
const cgroup = flags.cgroup;
const data = mnistForTiming(flags['data-dir']);
const trainer = onnxTrainer();
const seen = new Map<string, number[]>();

writeFileSync(join(cgroup, 'cgroup.procs'), String(process.pid));
// The first round warms up caches and libraries and is not counted.
for (let run = 0; run <= Number(flags.runs); run += 1) {
  for (const memoryMb of MEMORY_MB) {
    limitTo(memoryMb / VCPU_MB);
    for (const units of UNITS) {
      const before = performance.now();
      const genome = uniformGenome(units);
      await trainer.train({ genome, budget: BUDGET, evaluationSeed: `${run}` }, data);
      const key = `${memoryMb} ${units}`;
      if (run > 0) seen.set(key, [...(seen.get(key) ?? []), performance.now() - before]);
    }
  }
}
limitTo(Number.POSITIVE_INFINITY);

say(`${machine()}\n`);
say(`one evaluation: training and scoring; median of ${flags.runs} runs, minimum in brackets\n`);
const columns = UNITS.flatMap((units) => [`u=${units} ms`, 'US dollars per 1,000']);
say(row('memory MB', 'share of a core', ...columns));
say(row('---', '---', ...columns.map(() => '---')));
for (const memoryMb of MEMORY_MB) {
  const cells = UNITS.flatMap((units) => {
    const times = seen.get(`${memoryMb} ${units}`) ?? [];
    const gbSeconds = (median(times) / 1000) * (memoryMb / 1024);
    return [inMs(times), (1000 * gbSeconds * toUsd(PRICES.lambdaGbSecond)).toFixed(4)];
  });
  say(row(String(memoryMb), (memoryMb / VCPU_MB).toFixed(2), ...cells));
}

/** Quotas of cgroups, version 2 and version 1. */
function limitTo(cores: number): void {
  const quota = Number.isFinite(cores) ? Math.round(cores * PERIOD_US) : undefined;
  if (existsSync(join(cgroup, 'cpu.max'))) {
    writeFileSync(join(cgroup, 'cpu.max'), `${quota ?? 'max'} ${PERIOD_US}`);
  } else {
    writeFileSync(join(cgroup, 'cpu.cfs_period_us'), String(PERIOD_US));
    writeFileSync(join(cgroup, 'cpu.cfs_quota_us'), String(quota ?? -1));
  }
}
