// Genes that depend on others: when they are there, within which bounds, and in which order drawn.
import { describe, expect, it } from 'vitest';
import type { Genome } from '../../shared/contracts/genome.ts';
import { type SearchSpace, searchSpaceSchema } from '../../shared/contracts/search-space.ts';
import { checkSpace } from '../../shared/genome/check-space.ts';
import { defaultSpace } from '../../shared/genome/kinds/mlp/default-space.ts';
import { mutate } from '../../shared/genome/mutate.ts';
import { randomise } from '../../shared/genome/randomise.ts';
import { type Fault, InvalidInput } from '../../shared/kernel/errors.ts';

const place = (slot: number) => ({ seed: 1, generation: 1, slot, attempt: 0 });
const spaceOf = (genes: object) => searchSpaceSchema.parse({ genes });

const tuning = spaceOf({
  mode: { type: 'categorical', values: ['slow', 'fast'], mutation: 1 },
  rate: {
    type: 'real',
    min: 0,
    max: 1,
    boundsBy: { gene: 'mode', values: { fast: { min: 10, max: 20 } } },
  },
  boost: { type: 'integer', min: 1, max: 9, when: { gene: 'mode', in: ['fast'] } },
});

describe('a gene that depends on another', () => {
  it('becomes active and is drawn again within the new bounds, and both are told', () => {
    const parent: Genome = { format: 1, kind: 'mlp', mode: 'slow', rate: 0.5 };
    const { genome, changes } = mutate(parent, tuning, place(0));
    expect(genome.mode).toBe('fast');
    expect(genome.rate).toBeGreaterThanOrEqual(10);
    expect(genome.boost).toBeGreaterThanOrEqual(1);
    expect(changes.map(({ name, genePath }) => [name, genePath])).toEqual([
      ['mutate', 'mode'],
      ['activate', 'boost'],
      ['redraw', 'rate'],
    ]);
  });

  it('goes when it becomes inactive, and keeps a value that still fits', () => {
    const wide = spaceOf({ ...tuning.genes, rate: { type: 'real', min: 0, max: 20 } });
    const parent: Genome = { format: 1, kind: 'mlp', mode: 'fast', rate: 15, boost: 3 };
    const { genome, changes } = mutate(parent, wide, place(0));
    expect(genome).toEqual({ format: 1, kind: 'mlp', mode: 'slow', rate: 15 });
    expect(changes).toContainEqual({
      name: 'deactivate',
      genePath: 'boost',
      from: 3,
      to: null,
    });
  });

  it('is drawn alike whatever the order of the fields in the file', () => {
    const turned = { ...tuning, genes: Object.fromEntries(Object.entries(tuning.genes).reverse()) };
    for (let slot = 0; slot < 50; slot += 1) {
      const genome = randomise(tuning, place(slot));
      expect(randomise(turned, place(slot))).toEqual(genome);
      expect(mutate(genome, turned, place(slot))).toEqual(mutate(genome, tuning, place(slot)));
    }
  });

  it('is drawn after what its own condition names, though its inside has a gene of that name', () => {
    const space = spaceOf({
      adjust: {
        type: 'group',
        when: { gene: 'mode', in: ['on'] },
        genes: { mode: { type: 'categorical', values: ['inner'] } },
      },
      mode: { type: 'categorical', values: ['on'] },
    });
    expect(randomise(space, place(0)).adjust).toEqual({ mode: 'inner' });
  });

  it('inside a list sees the genes around the list', () => {
    const space = spaceOf({
      layers: {
        type: 'list',
        length: { min: 2, max: 2 },
        part: {
          size: { type: 'integer', min: 1, max: 2, boundsBy: { gene: 'mode.deep', values } },
        },
      },
      mode: { type: 'group', genes: { deep: { type: 'categorical', values: [true] } } },
    });
    const { layers } = randomise(space, place(0));
    expect(layers).toMatchObject([{ size: 7 }, { size: 7 }]);
  });
});

const values = { true: { min: 7, max: 7 } };

describe('depth', () => {
  it('walks to both of its ends by single steps, with new ids for new layers', () => {
    const layers = { ...defaultSpace.genes.layers, mutation: 1 };
    const space = { ...defaultSpace, genes: { ...defaultSpace.genes, layers } } as SearchSpace;
    let genome = randomise(space, place(0));
    const depths: number[] = [];
    const born = new Set<string>();
    for (let generation = 2; generation < 60; generation += 1) {
      const before = idsOf(genome);
      for (const id of before) born.add(id);
      genome = mutate(genome, space, { ...place(0), generation }).genome;
      const after = idsOf(genome);
      expect(Math.abs(after.length - before.length)).toBe(1);
      const fresh = after.filter((id) => !before.includes(id));
      expect(fresh.length).toBe(Math.max(0, after.length - before.length));
      for (const id of fresh) expect(born.has(id)).toBe(false);
      depths.push(after.length);
    }
    expect(Math.min(...depths)).toBe(1);
    expect(Math.max(...depths)).toBe(4);
  });
});

describe('the default space', () => {
  it('has the article’s numbers', () => {
    const { layers, optimizer } = defaultSpace.genes as Record<string, Record<string, unknown>>;
    const rate = { type: 'real', scale: 'log', mutation: 0.2 };
    expect(layers).toEqual({
      type: 'list',
      length: { min: 1, max: 4 },
      mutation: 0.1,
      part: {
        units: { type: 'integer', scale: 'linear', min: 128, max: 1024, mutation: 0.2 },
        activation: {
          type: 'categorical',
          values: ['linear', 'tanh', 'relu', 'sigmoid', 'elu'],
          mutation: 0.2,
        },
        dropout: { type: 'real', scale: 'linear', min: 0, max: 0.7, mutation: 0.2 },
      },
    });
    expect(optimizer!.genes).toEqual({
      kind: {
        type: 'categorical',
        values: ['sgd', 'adam', 'adadelta', 'rmsprop'],
        mutation: 0.2,
      },
      learningRate: { ...rate, min: 0.0005, max: 0.2 },
      weightDecay: { ...rate, min: 0.00005, max: 0.002 },
    });
  });
});

describe('a faulty reference', () => {
  const real = { type: 'real', min: 1, max: 2 };
  const kind = { type: 'categorical', values: ['sgd'] };

  it.each([
    ['to the gene itself', { a: { ...kind, when: { gene: 'a', in: ['sgd'] } } }, 'space.genes.a'],
    [
      'to the group that the gene is in, by its full path',
      {
        o: {
          type: 'group',
          genes: { kind, r: { ...real, when: { gene: 'o.kind', in: ['sgd'] } } },
        },
      },
      'space.genes.o',
    ],
    ['to nothing', { r: { ...real, when: { gene: 'x.y', in: [1] } } }, 'space.genes.r.when.gene'],
  ])('%s is refused with its path', (_, genes, path) => {
    const faults = faultsOf(spaceOf(genes));
    expect(faults.map((fault) => fault.path)).toEqual([path]);
    expect(faults[0]!.allowed).toMatch(/reference/);
  });

  it('waits for no value that can never come', () => {
    const faults = faultsOf(
      spaceOf({
        k: kind,
        o: { type: 'group', genes: {} },
        a: { ...real, when: { gene: 'k', in: ['sgd', 'adam'] } },
        b: { ...real, boundsBy: { gene: 'k', values: { rmsprop: { min: 1, max: 2 } } } },
        c: { ...real, when: { gene: 'o', in: ['sgd'] } },
      }),
    );
    expect(faults.map(({ path, value, allowed }) => `${path} ${value} ${allowed}`)).toEqual([
      'space.genes.a.when.in "adam" values of k: sgd',
      'space.genes.b.boundsBy "rmsprop" values of k: sgd',
      'space.genes.c.when.in "o" a reference to a gene with a value of its own',
    ]);
  });

  it('does not hide other faults', () => {
    const faults = faultsOf(
      spaceOf({
        a: { ...real, max: 0 },
        b: { ...real, scale: 'log', min: 0, when: { gene: 'c', in: [1] } },
        id: real,
      }),
    );
    expect(faults.map(({ path, value, allowed }) => `${path} ${value} ${allowed}`)).toEqual([
      'space.genes.id "id" a gene name other than id, format, kind',
      'space.genes.a.max 0 a number ≥ min, which is 1',
      'space.genes.b.when.gene "c" a reference to a gene of the space; did you mean a?',
      'space.genes.b.min 0 a number > 0 on a log scale',
    ]);
  });
});

function faultsOf(space: SearchSpace): readonly Fault[] {
  try {
    // Of a kind that accepts any genes.
    checkSpace({ ...space, kind: 'custom' }, { inputs: 784, classes: 10 });
  } catch (error) {
    if (error instanceof InvalidInput) return error.faults;
    throw error;
  }
  return [];
}

function idsOf(genome: Genome): string[] {
  return (genome.layers as readonly { readonly id: string }[]).map((layer) => layer.id);
}
