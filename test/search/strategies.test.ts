// Every strategy, shipped or toy, keeps the contract; and each toy does what it stands for, through
// plan, close, fold and replay as they are.
import { describe, expect, it } from 'vitest';
import type { GenePart } from '../../shared/contracts/genome.ts';
import { DEFAULT_SPACE } from '../../shared/genome/kinds/kinds.ts';
import { mutateWithinLimits } from '../../shared/genome/operators/within-limits.ts';
import { runResult } from '../../shared/steps/run-result.ts';
import { strategyConformance } from '../conformance/strategy.conformance.ts';
import { memoryStore, runFake, shuffledPool, started } from '../steps/fake-run.ts';
import { strategiesAndToys } from './toys/toys.ts';

strategyConformance(strategiesAndToys, { name: 'tournament', population: 5, generations: 4 });
strategyConformance(strategiesAndToys, { name: 'random', population: 5, generations: 3 });
strategyConformance(strategiesAndToys, { name: 'halving', population: 9, generations: 6 });
strategyConformance(strategiesAndToys, { name: 'aging', population: 5, rounds: 12, lag: 3 });
strategyConformance(strategiesAndToys, { name: 'rungs', population: 8, rounds: 2 });
strategyConformance(strategiesAndToys, { name: 'crossover', population: 5, rounds: 3 });
strategyConformance(strategiesAndToys, { name: 'twoObjectives', population: 5, rounds: 3 });

const MAX_PARAMETERS = 400_000;
const limited = { ...DEFAULT_SPACE, limits: { maxParameters: MAX_PARAMETERS } };

async function searched(strategy: { name: string; [setting: string]: unknown }, more = {}) {
  const store = memoryStore([started({ strategy, finalPhase: null, ...more }, strategiesAndToys)]);
  const never = new AbortController().signal;
  const state = await runFake(store, shuffledPool(4, 5), never, strategiesAndToys);
  return { state, events: store.events };
}

describe('aging evolution with lag W', () => {
  it('plans candidate n after exactly the closes 0…n−W, with W batches of one open', async () => {
    const lag = 3;
    const { events } = await searched({ name: 'aging', population: 6, rounds: 20, lag });
    let closed = 0;
    for (const event of events) {
      if (event.type === 'generation-closed') closed += 1;
      if (event.type !== 'generation-planned') continue;
      expect(event.evaluations).toHaveLength(1);
      expect(closed).toBe(Math.max(0, event.generation - lag + 1));
    }
    expect(closed).toBe(26);
  });

  it('stops at a cap with its open batches told', async () => {
    const strategy = { name: 'aging', population: 6, rounds: 20, lag: 4 };
    const { state } = await searched(strategy, { maxEvaluations: 9 });
    expect(state.sent.evaluations).toBe(9);
    expect(state.batches.every((batch) => batch.facts !== null)).toBe(true);
  });
});

describe('successive halving', () => {
  it('doubles the budget of the better half and starts from the checkpoint of the shorter training', async () => {
    const { state } = await searched({ name: 'rungs', population: 8, rounds: 2 });
    const rungs = state.batches.map((batch) => batch.planned.evaluations);
    expect(rungs.map((rung) => rung.length)).toEqual([8, 4, 2]);
    for (const [index, rung] of rungs.slice(1).entries()) {
      const before = new Map(rungs[index]!.map((one) => [one.evaluationKey, one]));
      for (const { start, genomeHash, budget } of rung) {
        if (start.from !== 'checkpoint') throw new Error('the start is no checkpoint');
        const shorter = before.get(start.evaluationKey)!;
        expect(shorter.genomeHash).toBe(genomeHash);
        expect(budget.examples).toBe(2 * shorter.budget.examples);
      }
    }
  });
});

describe('halving', () => {
  const settings = { name: 'halving', population: 18, generations: 8, baseBatches: 2 };

  it('climbs again and again, each batch at the price of a generation', async () => {
    const { state } = await searched(settings);
    const batches = state.batches.map(({ planned }) => planned.evaluations);
    const examples = batches.map((batch) => batch[0]!.budget.examples / 6464);
    expect(examples).toEqual([1, 1, 3, 9, 1, 1, 3, 9]);
    expect(batches.map((batch) => batch.length)).toEqual([18, 18, 6, 2, 18, 18, 6, 2]);
    expect(state.sent.examples).toBeLessThanOrEqual(18 * 8 * 6464);
    const [short, long] = ['constant', 'linear'];
    expect(batches.map((batch) => batch[0]!.budget.schedule)).toEqual([
      short,
      short,
      long,
      long,
      short,
      short,
      long,
      long,
    ]);
  });

  it.each([
    [1, [1, 1, 1, 1]],
    [2, [2, 2, 2, 2]],
    [3, [3, 3, 3, 3]],
    [8, [8, 8, 6, 8]],
    [9, [9, 9, 9, 9]],
    [50, [50, 50, 48, 45]],
  ])('of %i pays for no rung that costs more than a generation', async (population, paid) => {
    const { state } = await searched({ ...settings, population, generations: 4 });
    const examples = state.batches.map(({ planned }) =>
      planned.evaluations.reduce((sum, { budget }) => sum + budget.examples / 6464, 0),
    );
    expect(examples).toEqual(paid);
    const longest = state.batches.flatMap(({ planned }) =>
      planned.evaluations.map(({ budget }) => budget.examples / 6464),
    );
    expect(Math.max(...longest)).toBe(population < 3 ? 1 : population < 9 ? 3 : 9);
  });

  it('promotes the best of the rung below, to a fresh reading, and children come of the best', async () => {
    const { state } = await searched(settings);
    const [first, second, third, , fifth] = state.batches;
    const readings = [first, second].flatMap((batch) =>
      batch!.planned.evaluations.map(({ genomeHash }, position) => {
        const accuracy = batch!.facts![position]!.objectives?.accuracy as { correct: number };
        return { genomeHash, correct: accuracy?.correct ?? -1 };
      }),
    );
    const best = readings
      .sort((a, b) => b.correct - a.correct)
      .map(({ genomeHash }) => genomeHash)
      .slice(0, 18);
    expect(third!.planned.evaluations.map(({ genomeHash }) => genomeHash)).toEqual(
      best.slice(0, 6),
    );
    expect(third!.planned.evaluations.every(({ replicate }) => replicate === 1)).toBe(true);
    const genomes = new Map(
      state.batches
        .flatMap(({ planned }) => planned.evaluations)
        .map((one) => [one.candidateId, one.genomeHash]),
    );
    // Parents are the 18 that stand best, and no child is known.
    const children = fifth!.planned.evaluations;
    expect(children).toHaveLength(18);
    for (const child of children) {
      expect(best).toContain(genomes.get(child.parents[0]!));
      expect(child.dispatch).toBe('train');
    }
  });
});

describe('halving’s leaders', () => {
  it('are read again with every batch on the highest rung, on a fresh seed', async () => {
    const settings = {
      name: 'halving',
      population: 27,
      generations: 6,
      baseBatches: 1,
      leaders: 2,
    };
    const { state } = await searched(settings);
    const [highest, again] = [state.batches[2]!, state.batches[5]!];
    const readings = highest.planned.evaluations.map(({ genomeHash }, position) => {
      const accuracy = highest.facts![position]!.objectives?.accuracy as { correct: number };
      return { genomeHash, correct: accuracy?.correct ?? -1 };
    });
    const leaders = readings.sort((a, b) => b.correct - a.correct).slice(0, 2);
    expect(again.planned.evaluations.slice(0, 2).map(({ genomeHash }) => genomeHash)).toEqual(
      leaders.map(({ genomeHash }) => genomeHash),
    );
    expect(again.planned.evaluations).toHaveLength(3);
    expect(again.planned.evaluations[0]!.dispatch).toBe('train');
  });
});

describe.each(['tournament', 'random', 'halving'])('%s', (name) => {
  it('begins with the genomes that were enqueued, and goes on from their ids', async () => {
    const optimizer = { kind: 'adam', learningRate: 0.001, weightDecay: 0.0001 };
    const layers = [{ units: 300, activation: 'relu', dropout: 0.25 }];
    const enqueue = [
      { layers, optimizer },
      { layers: [...layers, ...layers], optimizer },
    ];
    const { state } = await searched({ name, population: 6, generations: 2 }, { enqueue });
    const [first, second, third] = state.batches[0]!.planned.evaluations;
    expect(first!.genome).toMatchObject({ kind: 'mlp', layers, optimizer });
    expect(second!.genome.layers).toHaveLength(2);
    expect(third!.genome).not.toMatchObject({ layers });
    const ids = [first!, second!].flatMap(({ genome }) =>
      (genome.layers as readonly GenePart[]).map(({ id }) => id),
    );
    expect(new Set(ids).size).toBe(3);
  });

  it('refuses enqueued genomes outside the space, all faults at once', () => {
    const optimizer = { kind: 'adam', learningRate: 5, weightDecay: 0.0001 };
    const layers = [{ units: 3000, activation: 'relu', dropout: 0.25 }];
    const enqueue = [
      { layers, optimizer },
      { layers: [], optimizr: optimizer },
    ];
    const wrong = () => started({ strategy: { name, population: 1 }, enqueue });
    expect(wrong).toThrow(
      /enqueue\[0\]\.layers\[0\]\.units: 3000 is not allowed; expected an integer from 128 to 1024/,
    );
    expect(wrong).toThrow(
      /enqueue\[0\]\.optimizer\.learningRate: 5 is not allowed; expected a number from 0.0005 to 0.2/,
    );
    expect(wrong).toThrow(/enqueue\[1\]\.optimizr/);
    expect(wrong).toThrow(/enqueue: 2 genomes are too many; expected at most 1, the population/);
  });

  it('ends once patience is lost, and says so', async () => {
    const strategy = { name, population: 6, generations: 60 };
    const { state } = await searched(strategy, { patience: 3 });
    expect(state.batches.length).toBeLessThan(60);
    expect(runResult(state).stop).toBe('patience');
    const { state: longer } = await searched(strategy, { patience: 4 });
    expect(longer.batches.length).toBeGreaterThan(state.batches.length);
    expect(
      runResult((await searched({ ...strategy, generations: 2 }, { patience: 3 })).state).stop,
    ).toBeNull();
  });
});

describe('crossover', () => {
  it('gives children two parents and tells which genes came from the second', async () => {
    const { state } = await searched({ name: 'crossover', population: 8, rounds: 4 });
    const children = state.batches.slice(1).flatMap((batch) => batch.planned.evaluations);
    expect(children.every((child) => child.parents.length === 2)).toBe(true);
    const crossings = children.flatMap((child) => child.operators.map(({ name }) => name));
    expect(new Set(crossings)).toEqual(new Set(['cross']));
  });
});

describe('a search near its limits', () => {
  it('counts the genomes that were rejected in the ledger', async () => {
    const { state } = await searched(
      { name: 'tournament', population: 10, generations: 3 },
      { space: limited },
    );
    const planned = state.batches.flatMap((batch) => batch.planned.evaluations);
    expect(planned.every((one) => one.parameters! <= MAX_PARAMETERS)).toBe(true);
    expect(planned.reduce((sum, one) => sum + one.rejected, 0)).toBeGreaterThan(0);
  });

  it('takes a fresh genome, and says so, where no mutant of a parent can be within them', () => {
    const task = { shape: { height: 28, width: 28, channels: 1 }, classes: 10 };
    const units = { type: 'integer', scale: 'linear', min: 1, max: 1000, mutation: 0 } as const;
    const { layers } = limited.genes;
    if (layers?.type !== 'list') throw new Error('the default space has layers');
    const genes = { ...layers.genes, units };
    const space = {
      ...limited,
      genes: { ...limited.genes, layers: { ...layers, length: { min: 1, max: 1 }, genes } },
    };
    const wide = {
      format: 1,
      kind: 'mlp',
      layers: [{ id: 'wide', units: 1000, activation: 'relu', dropout: 0 }],
      optimizer: { kind: 'sgd', learningRate: 0.01, weightDecay: 0.0001 },
    } as const;
    const drawn = mutateWithinLimits(wide, space, task, { seed: 1, generation: 1, slot: 0 });
    expect(drawn.rejected).toBeGreaterThanOrEqual(1000);
    expect(drawn.changes).toEqual([]);
  });
});
