import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Genome } from '../../shared/contracts/genome.ts';
import { type SearchSpace, searchSpaceSchema } from '../../shared/contracts/search-space.ts';
import { checkSpace, spaceFaults } from '../../shared/genome/check-space.ts';
import { genomeCost } from '../../shared/genome/genome-network.ts';
import { canonicalGenome, genomeHash } from '../../shared/genome/identity.ts';
import { DEFAULT_SPACE } from '../../shared/genome/kinds/kinds.ts';
import { type MlpGenome, mlpGenomeSchema } from '../../shared/genome/kinds/mlp/mlp-genome.ts';
import { mutate } from '../../shared/genome/operators/mutate.ts';
import { randomise } from '../../shared/genome/operators/randomise.ts';
import {
  mutateWithinLimits,
  randomWithinLimits,
} from '../../shared/genome/operators/within-limits.ts';
import { InvalidInput } from '../../shared/kernel/errors.ts';

const TASK = { shape: { height: 28, width: 28, channels: 1 }, classes: 10 };
const place = (seed: number, slot = 0, generation = 0) => ({ seed, generation, slot, attempt: 0 });
const random = (seed: number) => randomise(DEFAULT_SPACE, place(seed));
const seeds = fc.integer({ min: 0, max: 2 ** 31 });

function expectInside(genome: Genome): void {
  const { layers, optimizer } = mlpGenomeSchema.parse(genome);
  expect(layers.length).toBeGreaterThanOrEqual(1);
  expect(layers.length).toBeLessThanOrEqual(4);
  expect(new Set(layers.map((layer) => layer.id)).size).toBe(layers.length);
  for (const { units, dropout } of layers) {
    expect(units).toBeGreaterThanOrEqual(128);
    expect(units).toBeLessThanOrEqual(1024);
    expect(dropout).toBeLessThanOrEqual(0.7);
  }
  expect(optimizer.learningRate).toBeGreaterThanOrEqual(0.0005);
  expect(optimizer.learningRate).toBeLessThanOrEqual(0.2);
  expect(optimizer.weightDecay).toBeGreaterThanOrEqual(0.00005);
  expect(optimizer.weightDecay).toBeLessThanOrEqual(0.002);
}

/** Upper 0.1 % point of χ² by Wilson and Hilferty; draws are fixed by their seeds. */
function chiSquareLimit(degrees: number): number {
  const a = 2 / (9 * degrees);
  return degrees * (1 - a + 3.09 * Math.sqrt(a)) ** 3;
}

function expectUniform(counts: readonly number[]): void {
  const expected = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  const statistic = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  expect(statistic).toBeLessThan(chiSquareLimit(counts.length - 1));
}

describe('genomes of the default space', () => {
  it('stay inside it over any chain of mutations, and parents are never touched', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        let genome = random(seed);
        for (let generation = 1; generation <= 20; generation += 1) {
          const before = JSON.stringify(genome);
          const child = mutate(genome, DEFAULT_SPACE, place(seed, 3, generation)).genome;
          expect(JSON.stringify(genome)).toBe(before);
          expectInside(child);
          genome = child;
        }
      }),
      { numRuns: 100 },
    );
  });

  it('keep the ids of layers that survive, and depth moves by at most one', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const parent = random(seed) as unknown as MlpGenome;
        const { genome } = mutate(random(seed), DEFAULT_SPACE, place(seed, 1, 1));
        const child = genome as unknown as MlpGenome;
        const ids = new Set(parent.layers.map((layer) => layer.id));
        const kept = child.layers.filter((layer) => ids.has(layer.id)).length;
        expect(Math.abs(child.layers.length - parent.layers.length)).toBeLessThanOrEqual(1);
        expect(kept).toBe(Math.min(child.layers.length, parent.layers.length));
      }),
    );
  });

  it('are drawn uniformly: depth, activation, optimizer, and the rate in its logarithm', () => {
    const depth = [0, 0, 0, 0];
    const activation: Record<string, number> = {};
    const optimizer: Record<string, number> = {};
    const rate = new Array<number>(8).fill(0);
    for (let seed = 0; seed < 4000; seed += 1) {
      const genome = random(seed) as unknown as MlpGenome;
      depth[genome.layers.length - 1]! += 1;
      const first = genome.layers[0]!.activation;
      activation[first] = (activation[first] ?? 0) + 1;
      optimizer[genome.optimizer.kind] = (optimizer[genome.optimizer.kind] ?? 0) + 1;
      const share = Math.log(genome.optimizer.learningRate / 0.0005) / Math.log(0.2 / 0.0005);
      rate[Math.min(7, Math.floor(share * 8))]! += 1;
    }
    expect(Object.keys(activation)).toHaveLength(5);
    expect(Object.keys(optimizer)).toHaveLength(4);
    for (const counts of [depth, Object.values(activation), Object.values(optimizer), rate]) {
      expectUniform(counts);
    }
  });

  it('mutate each gene with its own probability, a category always to another value', () => {
    const parent = random(7);
    const total = 4000;
    const changed: Record<string, number> = {};
    for (let slot = 0; slot < total; slot += 1) {
      for (const change of mutate(parent, DEFAULT_SPACE, place(1, slot, 1)).changes) {
        if (typeof change.from === 'string') expect(change.to).not.toBe(change.from);
        const gene = change.name === 'mutate' ? change.genePath : 'depth';
        changed[gene] = (changed[gene] ?? 0) + 1;
      }
    }
    const { depth, ...rest } = changed;
    const deviation = (p: number) => Math.sqrt(total * p * (1 - p));
    expect(Math.abs(depth! - 0.1 * total)).toBeLessThan(4 * deviation(0.1));
    for (const count of Object.values(rest)) {
      expect(Math.abs(count - 0.2 * total)).toBeLessThan(4 * deviation(0.2));
    }
  });
});

describe('identity', () => {
  it('ignores ids and differences that training cannot see', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const genome = random(seed);
        const { layers, ...rest } = genome as unknown as MlpGenome;
        const bare = { ...rest, layers: layers.map(({ id: _, ...layer }) => layer) };
        expect(genomeHash(bare as unknown as Genome)).toBe(genomeHash(genome));
        expect(genomeHash(canonicalGenome(genome))).toBe(genomeHash(genome));
      }),
    );
  });

  it('tells apart what trains differently', () => {
    const genome = random(3) as unknown as MlpGenome;
    const hashes = [
      genome,
      { ...genome, optimizer: { ...genome.optimizer, learningRate: 0.0123 } },
      { ...genome, layers: [...genome.layers].slice(1) },
    ].map((one) => genomeHash(one as unknown as Genome));
    expect(new Set(hashes).size).toBe(3);
  });
});

describe('limits', () => {
  const limited = (limits: SearchSpace['limits']) => ({ ...DEFAULT_SPACE, limits });

  it('reject before training, count what was rejected, and hold for mutants too', () => {
    const space = limited({ maxParameters: 300_000 });
    let rejected = 0;
    for (let slot = 0; slot < 50; slot += 1) {
      const drawn = randomWithinLimits(space, TASK, { seed: 1, generation: 0, slot });
      const mutant = mutateWithinLimits(drawn.genome, space, TASK, {
        seed: 1,
        generation: 1,
        slot,
      });
      for (const genome of [drawn.genome, mutant.genome]) {
        expect(genomeCost(genome, TASK)!.parameters).toBeLessThanOrEqual(300_000);
      }
      rejected += drawn.rejected;
    }
    expect(rejected).toBeGreaterThan(0);
  });

  it('that no genome can meet are an input error', () => {
    expect(() => checkSpace(limited({ maxParameters: 10 }), TASK)).toThrow(InvalidInput);
    // resolveConfig does not look again.
    expect(spaceFaults(DEFAULT_SPACE)).toEqual([]);
  });
});

describe('a space with dependent genes', () => {
  const space = searchSpaceSchema.parse({
    genes: {
      layers: {
        type: 'list',
        length: { min: 0, max: 1 },
        genes: {
          units: { type: 'integer', min: 8, max: 16 },
          activation: { type: 'categorical', values: ['relu'] },
        },
      },
      optimizer: {
        type: 'group',
        genes: {
          learningRate: {
            type: 'real',
            min: 0.1,
            max: 0.2,
            boundsBy: { gene: 'kind', values: { adam: { min: 0.001, max: 0.01 } } },
          },
          weightDecay: { type: 'real', min: 0, max: 1, when: { gene: 'kind', in: ['sgd'] } },
          kind: { type: 'categorical', values: ['sgd', 'adam'], mutation: 0.5 },
        },
      },
    },
  });

  it('draws and redraws within the bounds of the value that is there', () => {
    let genome = randomise(space, place(1));
    const kinds = new Set<string>();
    for (let generation = 1; generation < 60; generation += 1) {
      genome = mutate(genome, space, place(1, 0, generation)).genome;
      const { kind, learningRate, ...rest } = genome.optimizer as Record<string, number | string>;
      kinds.add(String(kind));
      expect('weightDecay' in rest).toBe(kind === 'sgd');
      if (kind === 'adam') expect(learningRate).toBeLessThanOrEqual(0.01);
      else expect(learningRate).toBeGreaterThanOrEqual(0.1);
    }
    expect(kinds.size).toBe(2);
  });
});

describe('a faulty space', () => {
  const gene = (optimizer: object) => ({
    ...DEFAULT_SPACE,
    genes: { ...DEFAULT_SPACE.genes, optimizer: { type: 'group', genes: optimizer } },
  });
  const category = { type: 'categorical', values: ['sgd'], mutation: 0 };
  const real = { type: 'real', scale: 'linear', min: 0.1, max: 0.2, mutation: 0 };

  it.each([
    ['crossed bounds', { kind: category, learningRate: { ...real, max: 0 } }, 'max'],
    [
      'a log scale from 0',
      { kind: category, learningRate: { ...real, scale: 'log', min: 0 } },
      'min',
    ],
    [
      'a reference to nothing',
      { kind: category, learningRate: { ...real, when: { gene: 'x', in: [1] } } },
      'learningRate',
    ],
    [
      'a circle',
      {
        kind: { ...category, when: { gene: 'learningRate', in: [1] } },
        learningRate: { ...real, when: { gene: 'kind', in: [1] } },
      },
      'kind',
    ],
    [
      'a value twice',
      { kind: { ...category, values: ['sgd', 'sgd'] }, learningRate: real },
      'values',
    ],
    [
      'a value that the kind does not know',
      { kind: { ...category, values: ['adamw'] }, learningRate: real },
      'space.genes.optimizer.genes.kind',
    ],
    [
      'a gene that the kind does not know',
      { kind: category, learningRate: real, warmup: real },
      'optimizer',
    ],
  ])('is refused for %s', (_, optimizer, path) => {
    try {
      checkSpace(gene(optimizer) as SearchSpace, TASK);
      expect.unreachable();
    } catch (error) {
      expect((error as InvalidInput).faults.map((fault) => fault.path).join()).toContain(path);
    }
  });
});
