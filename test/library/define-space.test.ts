// Spaces in code: the types that are read off them, held by the compiler, and what is refused.
import { describe, expect, expectTypeOf, it } from 'vitest';
import { createSearch, defineSpace, type GenomeOf } from '../../cli/library/index.ts';

const space = defineSpace({
  depth: { type: 'integer', min: 1, max: 3 },
  method: { type: 'categorical', values: ['plain', 'momentum'] },
  isFast: { type: 'categorical', values: [true, false] },
  momentum: { type: 'real', min: 0, max: 0.9, when: { gene: 'method', in: ['momentum'] } },
  layers: {
    type: 'list',
    length: { min: 1, max: 3 },
    genes: { width: { type: 'integer', min: 1, max: 9 } },
  },
  inner: { type: 'group', genes: { rate: { type: 'real', min: 0.1, max: 1, scale: 'log' } } },
});
type Genome = GenomeOf<typeof space>;

describe('defineSpace', () => {
  it('infers the genome', () => {
    expectTypeOf<Genome['depth']>().toEqualTypeOf<number>();
    expectTypeOf<Genome['method']>().toEqualTypeOf<'plain' | 'momentum'>();
    expectTypeOf<Genome['isFast']>().toEqualTypeOf<boolean>();
    expectTypeOf<Genome['momentum']>().toEqualTypeOf<number | undefined>();
    expectTypeOf<Genome['inner']['rate']>().toEqualTypeOf<number>();
    expectTypeOf<Genome['layers'][number]['width']>().toEqualTypeOf<number>();
    // @ts-expect-error: there is no such gene
    expectTypeOf<Genome['nothing']>();
  });

  it('draws genomes of that type, without ids', () => {
    const strategy = { name: 'random', population: 40, generations: 1 };
    for (const { genome } of createSearch({ space, strategy }).ask()) {
      expect(Object.hasOwn(genome, 'momentum')).toBe(genome.method === 'momentum');
      expect(genome.layers.length).toBeGreaterThan(0);
      for (const layer of genome.layers) expect(Object.keys(layer)).toEqual(['width']);
      expect(genome.inner.rate).toBeGreaterThanOrEqual(0.1);
      expect(['plain', 'momentum']).toContain(genome.method);
    }
  });

  it('lets genes mutate where nothing is said, and not where it is 0', () => {
    const [still, moving] = [0, undefined].map((mutation) =>
      defineSpace({ x: { type: 'real', min: 0, max: 1, ...(mutation === 0 ? { mutation } : {}) } }),
    );
    const children = (of: typeof still) => {
      const search = createSearch({
        space: of!,
        strategy: { name: 'tournament', population: 40, generations: 2 },
      });
      search.tell(
        search.ask().map(({ candidateId, replicate, genome }) => ({
          ...{ candidateId, replicate },
          objectives: { fitness: genome.x },
        })),
      );
      return search.ask().filter(({ operators }) => operators.length > 0).length;
    };
    expect(children(still)).toBe(0);
    expect(children(moving)).toBeGreaterThan(0);
  });

  it('refuses what no genome can come from, every fault at once', () => {
    const wrong = () =>
      defineSpace({
        x: { type: 'real', min: 2, max: 1 },
        y: { type: 'real', min: 0, max: 1, scale: 'log' },
        z: { type: 'integer', min: 0, max: 1, when: { gene: 'w', in: [1] } },
        id: { type: 'categorical', values: ['a', 'a'] },
      });
    expect(wrong).toThrow(/genes\.id/);
    expect(wrong).toThrow(
      /genes\.x\.max: 1 is not allowed; expected a number of at least 2, the value of min/,
    );
    expect(wrong).toThrow(
      /genes\.y\.min: 0 is not allowed; expected a number above 0 for scale log/,
    );
    expect(wrong).toThrow(
      /genes\.z\.when\.gene: "w" is not allowed; expected the name of a gene of the space/,
    );
    // @ts-expect-error: the compiler says so first
    expect(() => defineSpace({ x: { type: 'reel', min: 0, max: 1 } })).toThrow(/genes\.x/);
  });

  it('refuses what are no genes, in words', () => {
    for (const wrong of [undefined, {}, [], { d: { type: 'list' } }, { d: { type: 'group' } }]) {
      expect(() => defineSpace(wrong as never)).toThrow(
        /^(space\.)?genes.*: (missing|.* is not allowed|name not allowed); expected /m,
      );
    }
    const dotted = () => defineSpace({ 'a.b': { type: 'real', min: 0, max: 1 } });
    const misspelt = () =>
      defineSpace({
        depth: { type: 'integer', min: 0, max: 1 },
        z: { type: 'integer', min: 0, max: 1, when: { gene: 'deph', in: [1] } },
      });
    expect(misspelt).toThrow(/genes\.z\.when\.gene: "deph" is not allowed;.*did you mean depth\?/);
    expect(dotted).toThrow(/: name not allowed; expected a name of letters and digits/);
  });

  it('refuses two objectives of one name, and means large readings without overflow', () => {
    const fitness = { name: 'fitness', direction: 'maximize' } as const;
    expect(() => createSearch({ space, objectives: [fitness, fitness] })).toThrow(
      /objectives: .*expected objectives with different names/,
    );
    const one = defineSpace({ x: { type: 'integer', min: 1, max: 1 } });
    const search = createSearch({
      space: one,
      strategy: { name: 'tournament', population: 2, generations: 3 },
    });
    while (!search.isDone) {
      search.tell(
        search.ask().map(({ candidateId, replicate }) => ({
          ...{ candidateId, replicate },
          objectives: { fitness: 1.7e308 },
        })),
      );
    }
    expect(search.best?.replicates).toBeGreaterThan(1);
    expect(search.best?.fitness).toBeCloseTo(1.7e308, -300);
  });
});
