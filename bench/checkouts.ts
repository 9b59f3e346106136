// Training and scoring time of this checkout relative to another one, such as the version before a change:
// `npm run bench:checkouts -- --old DIR`. Both evaluate the same genomes in turn, each in one process, through the
// command `evaluate --lines`.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { BUDGET, drawnGenomes, uniformGenome } from './genomes.ts';
import { LinePeer, type Timing } from './peers/line-peer.ts';
import { PEER_OPTIONS } from './peers/peer-flags.ts';
import { machine, median, row, say } from './report.ts';

const { values } = parseArgs({
  options: {
    'data-dir': PEER_OPTIONS['data-dir'],
    old: { type: 'string' },
    pairs: { type: 'string', default: '21' },
    engine: { type: 'string', default: 'onnx' },
    backend: { type: 'string' },
  },
});
if (values.old === undefined) throw new Error('--old DIR: the checkout to compare with is missing');
const pairs = Number(values.pairs);

const present = checkout(fileURLToPath(new URL('../../../', import.meta.url)));
const old = checkout(values.old);
try {
  const engine = values.backend === undefined ? '' : `, backend ${values.backend}`;
  say(`${machine()}; engine ${values.engine}${engine}; medians of ${pairs} interleaved pairs\n`);
  say(row('network', 'old, ms', 'training, new / old', 'scoring, new / old'));
  say(row('---', '---', '---', '---'));
  const networks = [
    ...[128, 256, 576, 1024].map((units) => {
      return { name: `784-${units}-${units}-10`, genome: uniformGenome(units) };
    }),
    ...drawnGenomes(6).map((genome, place) => ({ name: `random ${place}`, genome })),
  ];
  const medians: number[] = [];
  for (const { name, genome } of networks) {
    // The first training of a process pays for what is loaded late.
    await old.ask(genome);
    await present.ask(genome);
    const timings: [old: Timing, present: Timing][] = [];
    for (let pair = 0; pair < pairs; pair += 1) timings.push(await timed(genome, pair % 2 === 0));
    const ratio = (of: (timing: Timing) => number) =>
      median(timings.map(([before, after]) => of(after) / of(before)));
    const training = ratio(({ trainMs }) => trainMs);
    medians.push(training);
    const ms = median(timings.map(([{ trainMs }]) => trainMs)).toFixed(0);
    const scoring = ratio(({ evalMs }) => evalMs);
    // A training that diverged is not scored.
    say(row(name, ms, training.toFixed(3), Number.isNaN(scoring) ? '–' : scoring.toFixed(3)));
  }
  say(`\nMedian of the training ratios: ${median(medians).toFixed(3)}`);
} finally {
  old.close();
  present.close();
}

/** One training in each checkout. */
async function timed(genome: object, isOldFirst: boolean): Promise<[Timing, Timing]> {
  if (isOldFirst) return [await old.ask(genome), await present.ask(genome)];
  const after = await present.ask(genome);
  return [await old.ask(genome), after];
}

/** The command `evaluate` of a checkout, which answers a genome with a result. */
function checkout(directory: string): LinePeer {
  const backend = values.backend === undefined ? [] : ['--backend', values.backend];
  return new LinePeer(process.execPath, [
    join(directory, 'cli/bin/evolambda.mjs'),
    'evaluate',
    ...['--genome', '-', '--lines', '--json', '--examples', String(BUDGET.examples)],
    ...['--data-dir', values['data-dir'], '--engine', values.engine, ...backend],
  ]);
}
