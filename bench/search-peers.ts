// Searches side by side: ours in the runs of compare-strategies, others over the evaluate door, with as
// many trainings, and then one and the same finish for all. Prints the table, whoever wins.
import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { parseArgs, promisify } from 'node:util';
import {
  type Comparison,
  comparisonsOf,
  configOfRun,
  type Judged,
  placeOfRun,
  searchExamples,
} from '../cli/compare/comparison.ts';
import { openJudge } from '../cli/compare/open-judge.ts';
import { withSettings } from '../cli/config-file.ts';
import { chosenEngine, openHere } from '../cli/engine.ts';
import { hangMsOf } from '../cli/machine-flags.ts';
import { openTask } from '../cli/task.ts';
import { processTerminal } from '../cli/terminal.ts';
import { asPrinted } from '../shared/contracts/objective.ts';
import type { RunConfig } from '../shared/contracts/run-config.ts';
import { defaultSpace } from '../shared/genome/kinds/mlp/default-space.ts';
import { comparisonTable } from '../shared/report/paired-comparison.ts';
import { primaryObjective } from '../shared/search/objectives.ts';
import { strategies, strategySettings } from '../shared/search/registry.ts';
import { resolveConfig } from '../shared/steps/prepare-run.ts';
import { REMEDIES, unlessMissing } from './optional.ts';
import { PEER_OPTIONS, pythonRuns } from './peers/peer-flags.ts';
import { machine, say } from './report.ts';

const OWN = ['halving', 'tournament', 'random'];
const PEERS = { tpe: 'Optuna TPE', regularized: 'regularized evolution' } as const;
type Peer = keyof typeof PEERS;

const { values } = parseArgs({
  options: {
    ...PEER_OPTIONS,
    pairs: { type: 'string', default: '10' },
    out: { type: 'string', default: 'runs/search-peers' },
  },
});
const pairs = Number(values.pairs);
/** Of a layer. With it, 50 trainings a search are small enough for twenty minutes on two cores. */
const MAX_UNITS = 512;
const config = resolveConfig(
  {
    space: withSettings(defaultSpace, [`genes.layers.part.units.max=${MAX_UNITS}`], []),
    strategy: { name: 'halving', population: 10, generations: 5 },
    budget: { examples: 1600, schedule: 'constant' },
    finalPhase: { rerank: 8, rerankReplicates: 2, rerankEpochs: null, retrain: 2, epochs: 1 },
  },
  strategies,
);
const startedMs = performance.now();
say(machine());
say(
  `${pairs} pairs; ${searchExamples(config)} examples per search, final phase ${JSON.stringify(config.finalPhase)}`,
);
mkdirSync(values.out, { recursive: true });
const comparison: Comparison = { config, strategies: OWN, pairs, directory: values.out };
const terminal = processTerminal(true);
const opened = await openTask(config.dataset, values, 'offered', terminal);
const engine = await chosenEngine({}, true);
const hangMs = hangMsOf({});
const trainer = await openHere(engine, terminal, hangMs);
const how = { workers: 2, hangMs, engine, opened, trainer };
const judge = openJudge(comparison, how, terminal);
const peers = await installedPeers();
const readings = new Map<string, Judged[]>(
  [...OWN, ...peers.map((peer) => PEERS[peer])].map((name) => [name, []]),
);
for (let pair = 0; pair < pairs; pair += 1) {
  for (const name of OWN) {
    const place = placeOfRun(comparison, pair, name);
    readings
      .get(name)
      ?.push(await judge.run(configOfRun(comparison, name, pair, judge.data), place, name));
  }
  // One after the other asks for one genome at a time: side by side they keep two cores busy.
  const found = await Promise.all(peers.map((peer) => bestOfPeer(peer, config.seed + pair)));
  for (const [index, peer] of peers.entries()) {
    const place = placeOfRun(comparison, pair, peer);
    const judged = await judge.run(finishOf(found[index] ?? [], pair), place, peer);
    readings.get(PEERS[peer])?.push(judged);
  }
  const line = [...readings].map(
    ([name, all]) => `${name} ${(100 * (all.at(-1)?.primary ?? 0)).toFixed(2)}`,
  );
  say(`pair ${pair + 1}: ${line.join(', ')}`);
}
await judge.close();

const objective = asPrinted({ format: 'percent', ...primaryObjective(config) });
for (const line of comparisonTable(comparisonsOf(readings, objective), objective)) say(line);
say(`${((performance.now() - startedMs) / 60_000).toFixed(1)} minutes`);

/** Regularized evolution needs a Python alone. */
async function installedPeers(): Promise<Peer[]> {
  const imports = { tpe: 'import optuna', regularized: 'pass' } as const;
  const found: Peer[] = [];
  for (const peer of Object.keys(PEERS) as Peer[]) {
    const started = await unlessMissing(PEERS[peer], REMEDIES.optuna, () =>
      pythonRuns(values.python, imports[peer]),
    );
    if (started !== undefined) found.push(peer);
  }
  return found;
}

/** The distinct genomes that read best in a search of a peer, best first. */
async function bestOfPeer(peer: Peer, seed: number): Promise<unknown[]> {
  const { examples, schedule } = config.budget;
  const trials = Math.floor(searchExamples(config) / examples);
  const budget = ['--trials', `${trials}`, '--examples', `${examples}`, '--schedule', schedule];
  const space = ['--max-units', `${MAX_UNITS}`];
  const best = ['--seed', `${seed}`, '--best', `${config.finalPhase?.rerank ?? 1}`];
  const evolambda = [process.execPath, 'cli/bin/evolambda.mjs'];
  const script = ['bench/peers/search_peers.py', peer, ...budget, ...space, ...best, ...evolambda];
  const env = { ...process.env, EVOLAMBDA_DATA_DIR: values['data-dir'] };
  const { stdout } = await promisify(execFile)(values.python, script, { env });
  return JSON.parse(stdout) as unknown[];
}

/** A run whose search is to read these genomes once more, so that its finish is theirs. */
function finishOf(genomes: readonly unknown[], pair: number): RunConfig {
  const settings = { name: 'random', population: genomes.length, generations: 1 };
  return {
    ...config,
    seed: config.seed + pair,
    strategy: strategySettings(settings, strategies),
    enqueue: [...genomes],
  };
}
