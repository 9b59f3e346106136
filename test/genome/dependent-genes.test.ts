// Genes that depend on others: when they are there, within which bounds, and in which order drawn.
import { describe, expect, it } from 'vitest';
import type { Genome } from '../../shared/contracts/genome.ts';
import { type SearchSpace, searchSpaceSchema } from '../../shared/contracts/search-space.ts';
import { genomeFaults } from '../../shared/genome/check-genome.ts';
import { checkSpace } from '../../shared/genome/check-space.ts';
import { DEFAULT_SPACE } from '../../shared/genome/kinds/kinds.ts';
import { mutate } from '../../shared/genome/operators/mutate.ts';
import { randomise } from '../../shared/genome/operators/randomise.ts';

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
    const space = checkSpace(
      { kind: 'custom', genes },
      { shape: { height: 28, width: 28, channels: 1 }, classes: 10 },
    );
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
        genes: {
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
    const layers = { ...DEFAULT_SPACE.genes.layers, mutation: 1 };
    const space = { ...DEFAULT_SPACE, genes: { ...DEFAULT_SPACE.genes, layers } } as SearchSpace;
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
    const { layers, optimizer } = DEFAULT_SPACE.genes as Record<string, Record<string, unknown>>;
    const rate = { type: 'real', scale: 'log', mutation: 0.2 };
    expect(layers).toEqual({
      type: 'list',
      length: { min: 1, max: 4 },
      mutation: 0.1,
      genes: {
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

function idsOf(genome: Genome): string[] {
  return (genome.layers as readonly { readonly id: string }[]).map((layer) => layer.id);
}
