import { describe, expect, it } from 'vitest';
import { createSearch, defineSpace, evolve } from '../../cli/library/index.ts';
import { bowl, space } from './bowl.ts';

describe('an option that is undefined equals an absent one', () => {
  const tournament = { name: 'tournament', population: 6, generations: 3 };

  it('of a search', async () => {
    const names = [
      ...['seed', 'strategy', 'objectives', 'examples', 'enqueue', 'patience', 'maxEvaluations'],
      ...['workers', 'attempts', 'timeoutSeconds', 'version', 'store', 'signal', 'unknown'],
    ];
    const undefinedOnes = Object.fromEntries(names.map((name) => [name, undefined]));
    const plain = { space, evaluate: bowl, strategy: tournament };
    const { ledgerHash } = await evolve(plain).finished();
    const given = { ...undefinedOnes, ...plain } as never;
    expect((await evolve(given).finished()).ledgerHash).toBe(ledgerHash);
    const search = createSearch({ ...undefinedOnes, space, evaluate: undefined } as never);
    expect(search.toJSON()).toEqual(createSearch({ space }).toJSON());
  });

  it('of a strategy, a space, a genome and an answer', () => {
    const settings = ['population', 'generations', 'tournamentSize', 'winProbability', 'elites'];
    for (const name of ['tournament', 'halving', 'random']) {
      const undefinedOnes = Object.fromEntries(
        [...settings, 'else'].map((one) => [one, undefined]),
      );
      const { config } = createSearch({ space, strategy: { name, ...undefinedOnes } }).toJSON();
      expect(config).toEqual(createSearch({ space, strategy: { name } }).toJSON().config);
    }
    const nameless = { name: undefined, population: 6 } as never;
    expect(createSearch({ space, strategy: nameless }).ask()).toHaveLength(6);
    const raw = { kind: 'custom', genes: space.genes };
    const written = { ...raw, format: undefined, limits: { maxLayers: undefined } } as never;
    const genome = { x: 1, sign: 1, other: undefined } as never;
    const search = createSearch({ space: written, enqueue: [genome], strategy: tournament });
    expect(search.ask()[0]!.genome).toEqual({ x: 1, sign: 1 });
    search.tell(
      search.ask().map(({ candidateId, replicate }) => ({
        ...{ candidateId, replicate, status: undefined, note: undefined },
        objectives: { fitness: 1 },
      })) as never,
    );
    expect(search.best?.fitness).toBe(1);
  });

  it('of a gene, of every type and at every depth', () => {
    const nothing = { mutation: undefined, when: undefined, more: undefined };
    const numeric = { ...nothing, scale: undefined, boundsBy: undefined };
    const whole = (extra: object, more: object) => ({
      real: { type: 'real', min: 0, max: 1, ...more },
      integer: { type: 'integer', min: 0, max: 1, ...more },
      category: { type: 'categorical', values: ['a'], ...extra },
      list: {
        type: 'list',
        length: { min: 0, max: 2 },
        genes: { inner: { type: 'real', min: 0, max: 1, ...more } },
        ...extra,
      },
    });
    const grouped = (extra: object, more: object) => ({
      ...whole(extra, more),
      group: {
        type: 'group',
        genes: whole(extra, more),
        ...('when' in extra ? { when: undefined } : {}),
      },
    });
    const defined = defineSpace(grouped(nothing, numeric) as never);
    expect(defined).toEqual(defineSpace(grouped({}, {}) as never));
    expect(defined.genes.real).toMatchObject({ mutation: 0.2, scale: 'linear' });
    expect(defined.genes.list).toMatchObject({
      mutation: 0.2,
      genes: { inner: { mutation: 0.2 } },
    });
  });

  it('and is missed where there must be one', () => {
    expect(() =>
      createSearch({
        space,
        objectives: [{ name: 'loss', direction: undefined }],
        enqueue: [{ x: undefined, sign: 1 }, undefined],
      } as never),
    ).toThrow(
      /^objectives\[0\]\.direction: missing; .*\nenqueue\[0\]\.x: missing; .*\nenqueue\[1\]: missing; expected an object$/,
    );
  });
});
