// A run's page of any size that no run was needed for: plausible numbers, parents among the better ones, the same
// for the same seed. For tests of the page, and to measure it at 10,000 candidates.
import type { Genome } from '../../shared/contracts/genome.ts';
import { networkOf } from '../../shared/genome/genome-network.ts';
import { randomStream } from '../../shared/kernel/random.ts';
import { networkCost } from '../../shared/network/network-cost.ts';
import { networkFigure } from '../../shared/network/network-figure.ts';
import { ACTIVATIONS } from '../../shared/network/ops/activation.ts';
import { OPTIMIZERS } from '../../shared/network/optimizer.ts';
import type {
  BatchRow,
  Change,
  EvaluationRow,
  GenomeRow,
  RunPage,
} from '../../shared/report/page-data.ts';
import { strategies } from '../../shared/search/registry.ts';
import { resolveConfig } from '../../shared/steps/prepare-run.ts';

const TASK = { shape: { height: 28, width: 28, channels: 1 }, classes: 10 };
const START = Date.parse('2026-01-01T00:00:00Z');

interface Made {
  readonly id: string;
  readonly hash: string;
  readonly genome: Genome;
  readonly fitness: number | null;
}

/** @param sizes candidates in all, spread evenly over the generations */
export function syntheticPage({
  candidates,
  generations,
  seed,
}: {
  candidates: number;
  generations: number;
  seed: number;
}): RunPage {
  const evaluations: EvaluationRow[] = [];
  const genomes: Record<string, GenomeRow> = {};
  const batches: BatchRow[] = [];
  let parents: readonly Made[] = [];
  for (let generation = 0; generation < generations; generation += 1) {
    batches.push(batchOf(generation));
    const first = Math.round((candidates * generation) / generations);
    const size = Math.round((candidates * (generation + 1)) / generations) - first;
    const made: Made[] = [];
    for (let slot = 0; slot < size; slot += 1) {
      const random = randomStream([seed, 'synthetic', generation, slot]);
      const parent = parents.length === 0 ? null : random.pick(parents);
      const [genome, changes] = parent === null ? [drawn(random), []] : mutated(parent, random);
      const isDiverged = random.real() < 0.02;
      const gain = 0.9 + 0.08 * (1 - 0.7 ** generation) - 0.2 * random.real() ** 4;
      const correct = Math.round(5000 * gain);
      const hash = `${generation}-${slot}`.padStart(64, '0');
      const one = { id: `g${generation}-${slot}`, hash, genome };
      made.push({ ...one, fitness: isDiverged ? null : correct / 5000 });
      genomes[hash] = genomeRowOf(genome);
      evaluations.push(rowOf(evaluations.length, generation, one, parent, changes, made.at(-1)!));
    }
    parents = [...made]
      .filter(({ fitness }) => fitness !== null)
      .sort((a, b) => b.fitness! - a.fitness!)
      .slice(0, Math.max(1, Math.ceil(made.length / 3)));
  }
  return {
    kind: 'run',
    head: headOf(parents[0]!, candidates, generations),
    batches,
    evaluations,
    genomes,
    model: null,
  };
}

type Random = ReturnType<typeof randomStream>;

function drawnLayer(random: Random) {
  return {
    units: random.integer(128, 1024),
    activation: random.pick(ACTIVATIONS),
    dropout: random.integer(0, 179) / 256,
  };
}

function logUniform(random: Random, low: number, high: number): number {
  return Number((low * (high / low) ** random.real()).toPrecision(4));
}

function drawn(random: Random): Genome {
  const layers = Array.from({ length: random.integer(1, 4) }, () => drawnLayer(random));
  const optimizer = {
    kind: random.pick(OPTIMIZERS),
    learningRate: logUniform(random, 0.0005, 0.2),
    weightDecay: logUniform(random, 0.00005, 0.002),
  };
  return { format: 1, kind: 'mlp', layers, optimizer } as unknown as Genome;
}

function mutated({ genome }: Made, random: Random): [Genome, Change[]] {
  const copy = structuredClone(genome) as unknown as {
    layers: Record<string, string | number>[];
    optimizer: Record<string, string | number>;
  };
  const place = random.integer(0, copy.layers.length - 1);
  const layer = copy.layers[place]!;
  const fresh = drawn(random) as unknown as typeof copy;
  const changes: Change[] = [];
  const change = (
    group: Record<string, string | number>,
    gene: string,
    path: string,
    to: string | number,
  ) => {
    changes.push({ name: 'mutate', gene: `${path}.${gene}`, from: group[gene]!, to });
    group[gene] = to;
  };
  change(layer, 'units', `layers.${place}`, fresh.layers[0]!.units!);
  if (random.real() < 0.4) {
    change(copy.optimizer, 'learningRate', 'optimizer', fresh.optimizer.learningRate!);
  }
  return [copy as unknown as Genome, changes];
}

function genomeRowOf(genome: Genome): GenomeRow {
  const network = networkOf(genome, TASK)!;
  const { parameters, forwardFlops } = networkCost(network);
  return { genome, parameters, forwardFlops, network: networkFigure(network) };
}

function timeAt(second: number): string {
  return new Date(START + 1000 * second).toISOString();
}

function batchOf(batch: number): BatchRow {
  return {
    batch,
    phase: 'search',
    label: `generation ${batch}`,
    plannedAt: timeAt(60 * batch),
    closedAt: timeAt(60 * batch + 60),
    stop: null,
  };
}

function rowOf(
  index: number,
  batch: number,
  { id, hash, genome }: Omit<Made, 'fitness'>,
  parent: Made | null,
  changes: readonly Change[],
  { fitness }: Made,
): EvaluationRow {
  const trainFlops = (genomeRowOf(genome).forwardFlops ?? 0) * 3 * 6400;
  const trainMs = trainFlops / 3e7;
  return {
    ...{ index, batch, arm: 'main' as const, candidateId: id, replicate: 0 },
    parents: parent === null ? [] : [parent.id],
    changes,
    genomeHash: hash,
    isInherited: false,
    examples: 6400,
    dispatch: 'train',
    isReused: false,
    status: fitness === null ? 'diverged' : 'completed',
    values: [fitness],
    countError: fitness === null ? null : Math.sqrt((fitness * (1 - fitness)) / 5000),
    loss: fitness === null ? null : 1 - fitness,
    training: {
      ...{ examplesSeen: 6400, trainFlops, setupMs: 20, trainMs, evalMs: 50 },
      startedAt: timeAt(60 * batch + (index % 50)),
      finishedAt: timeAt(60 * batch + (index % 50) + trainMs / 1000),
      worker: `worker-${index % 2}`,
      ...{ attempt: 1, coldStart: false, usd: null },
    },
  };
}

function headOf(champion: Made, candidates: number, generations: number): RunPage['head'] {
  const population = Math.max(4, Math.round(candidates / generations));
  const config = resolveConfig(
    { dataset: 'synthetic', strategy: { name: 'tournament', population, generations } },
    strategies,
  );
  return {
    runId: 'synthetic',
    startedAt: timeAt(0),
    updatedAt: timeAt(60 * generations),
    isFinished: true,
    endOfSearch: null,
    isReproducible: true,
    ledgerHash: '0'.repeat(64),
    config,
    objectives: [{ name: 'accuracy', direction: 'maximize', format: 'percent' as const }],
    engine: 'synthetic 1 cpu',
    hasBuiltInEngine: true,
    data: {
      ...{
        id: 'synthetic',
        name: 'synthetic digits',
        isThere: true,
        generated: false,
        trainCount: 55_000,
      },
      classes: Array.from({ length: 10 }, (_, digit) => String(digit)),
      shape: TASK.shape,
    },
    champion: {
      genomeHash: champion.hash,
      candidateId: champion.id,
      evaluationKey: '0'.repeat(64),
      testScores: [{ evaluationKey: '0'.repeat(64), correct: 9800, total: 10_000 }],
      confusion: Array.from({ length: 10 }, (_, row) =>
        Array.from({ length: 10 }, (_, column) => (row === column ? 980 : row === 0 ? 3 : 2)),
      ),
      trainings: [],
    },
    ...{ baselineChampion: null, hasBaseline: false, paired: null, baselineCommand: null },
    ...{ money: null, misclassified: null, missing: [], baselineBest: null },
    best: {
      candidateId: champion.id,
      ...{ examples: 6464, replicates: 1, fitness: champion.fitness, standardError: null },
    },
  };
}
