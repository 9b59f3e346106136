// Genes that depend on others: when they are there, within which bounds, and in which order drawn.
import { describe, expect, it } from 'vitest';
import type { Genome } from '../../shared/contracts/genome.ts';
import { type SearchSpace, searchSpaceSchema } from '../../shared/contracts/search-space.ts';
import { genomeFaults } from '../../shared/genome/check-genome.ts';
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

  it.each([
    ['a boolean', { type: 'categorical', values: [true, false], mutation: 0.5 }, true],
    ['a number', { type: 'categorical', values: [0, 1, '1'], mutation: 0.5 }, 1],
    ['an integer', { type: 'integer', min: 1, max: 3, mutation: 0.5 }, 2],
    [
      'a name that every object has',
      { type: 'categorical', values: ['constructor', 'b'], mutation: 0.5 },
      'b',
    ],
  ])('that waits for %s is there with that value alone, drawn and mutated', (_, deep, value) => {
    const rate = { type: 'real', min: 0, max: 1, mutation: 0.5 };
    const bounds = { gene: 'deep', values: { [String(value)]: { min: 5, max: 6 } } };
    const genes = {
      deep,
      rate: { ...rate, when: { gene: 'deep', in: [value] } },
      ...(value === 1 ? {} : { size: { ...rate, boundsBy: bounds } }),
    };
    const space = checkSpace({ kind: 'custom', genes }, { inputs: 784, classes: 10 });
    let genome = randomise(space, place(0));
    const seen = new Set<boolean>();
    for (let slot = 1; slot < 60; slot += 1) {
      const isThere = genome.deep === value;
      seen.add(isThere);
      expect(Object.hasOwn(genome, 'rate')).toBe(isThere);
      if (value !== 1) expect(Number(genome.size) >= 5).toBe(isThere);
      expect(Number.isFinite(Number(genome.size ?? 0))).toBe(true);
      genome = mutate(genome, space, place(slot)).genome;
    }
    expect(seen.size).toBe(2);
  });

  it('waits for the gene of its own scope, also while that one is absent', () => {
    const mode = { type: 'categorical', values: ['on', 'off'], mutation: 0.5 };
    const rate = { type: 'real', min: 0, max: 1, mutation: 0.5 };
    const space = spaceOf({
      mode,
      inner: {
        type: 'group',
        genes: {
          has: { type: 'categorical', values: [true, false], mutation: 0.5 },
          mode: { ...mode, when: { gene: 'has', in: [true] } },
          rate: { ...rate, when: { gene: 'mode', in: ['on'] } },
        },
      },
    });
    let genome = randomise(space, place(0));
    const seen = new Set<string>();
    for (let slot = 1; slot < 60; slot += 1) {
      const { has, mode: own, rate: drawn } = genome.inner as Record<string, unknown>;
      seen.add(`${genome.mode} ${has} ${own}`);
      expect(drawn !== undefined).toBe(own === 'on');
      expect(genomeFaults(genome, space, 'genome')).toEqual([]);
      genome = mutate(genome, space, place(slot)).genome;
    }
    expect(seen).toContain('on false undefined');
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
      'space.genes.a.when.in "adam" values of k: "sgd"',
      'space.genes.b.boundsBy "rmsprop" values of k: sgd',
      'space.genes.c.when.gene "o" a reference to a categorical or integer gene',
    ]);
  });

  it('waits for no value of another type', () => {
    const genes = {
      isDeep: { type: 'categorical', values: [true, false] },
      size: { type: 'categorical', values: [1, '2'] },
      count: { type: 'integer', min: 1, max: 9 },
    };
    const waiting = (gene: string, ...values: unknown[]) => ({
      ...real,
      when: { gene, in: values },
    });
    const faults = faultsOf(
      spaceOf({
        ...genes,
        a: waiting('isDeep', 'true'),
        b: waiting('size', '1', 2),
        c: waiting('count', '3', 10, 2.5),
        d: waiting('count', 3, 9),
        e: waiting('isDeep', true, false),
      }),
    );
    expect(faults.map(({ path, value, allowed }) => `${path} ${value} ${allowed}`)).toEqual([
      'space.genes.a.when.in "true" values of isDeep: true, false; did you mean true, which is a boolean?',
      'space.genes.b.when.in "1" values of size: 1, "2"; did you mean 1, which is a number?',
      'space.genes.b.when.in 2 values of size: 1, "2"; did you mean "2", which is a string?',
      'space.genes.c.when.in "3" values of count: integers from 1 to 9; did you mean 3, which is a number?',
      'space.genes.c.when.in 10 values of count: integers from 1 to 9',
      'space.genes.c.when.in 2.5 values of count: integers from 1 to 9',
    ]);
  });

  it('names in boundsBy one value of the gene, by its text', () => {
    const bounds = { min: 1, max: 2 };
    const by = (gene: string, ...names: string[]) => ({
      ...real,
      boundsBy: { gene, values: Object.fromEntries(names.map((name) => [name, bounds])) },
    });
    const faults = faultsOf(
      spaceOf({
        either: { type: 'categorical', values: [true, 'true', 1] },
        count: { type: 'integer', min: 1, max: 3, boundsBy: by('either', '1').boundsBy },
        rate: real,
        a: by('either', 'true'),
        b: by('count', '3', '03', '4'),
        c: by('rate', '1'),
        d: by('either', '1'),
      }),
    );
    expect(faults.map(({ path, value, allowed }) => `${path} ${value} ${allowed}`)).toEqual([
      'space.genes.a.boundsBy "true" the text of one value of either, not of true and "true"',
      'space.genes.b.boundsBy "4" values of count: integers from 1 to 3, or from 1 to 2',
      'space.genes.b.boundsBy "03" values of count: integers from 1 to 3, or from 1 to 2',
      'space.genes.c.boundsBy.gene "rate" a reference to a categorical or integer gene',
    ]);
  });

  it('waits for no value twice, and for none that cannot be where the gene lies', () => {
    const mode = { type: 'categorical', values: ['slow', 'fast', 'odd'] };
    const faults = faultsOf(
      spaceOf({
        mode,
        rate: real,
        twice: { ...real, when: { gene: 'mode', in: ['slow', 'slow'] } },
        on: { ...real, when: { gene: 'rate', in: [1] } },
        group: {
          type: 'group',
          when: { gene: 'mode', in: ['slow', 'odd'] },
          genes: {
            never: { ...real, when: { gene: 'mode', in: ['fast'] } },
            seldom: { ...real, when: { gene: 'mode', in: ['fast', 'odd'] } },
            list: {
              type: 'list',
              length: { min: 1, max: 1 },
              part: { deep: { ...real, when: { gene: 'mode', in: ['fast'] } } },
            },
            inner: {
              type: 'group',
              genes: { mode, own: { ...real, when: { gene: 'mode', in: ['fast'] } } },
            },
          },
        },
      }),
    );
    expect(faults.map(({ path, value, allowed }) => `${path} ${value} ${allowed}`)).toEqual([
      'space.genes.twice.when.in ["slow","slow"] each value once',
      'space.genes.on.when.gene "rate" a reference to a categorical or integer gene',
      'space.genes.group.genes.never.when.in ["fast"] a value that mode has where the gene lies: "slow", "odd"',
      'space.genes.group.genes.list.part.deep.when.in ["fast"] a value that mode has where the gene lies: "slow", "odd"',
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
