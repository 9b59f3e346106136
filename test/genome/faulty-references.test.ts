// References of a gene to another that cannot be: each is named, with what is allowed.
import { describe, expect, it } from 'vitest';
import { type SearchSpace, searchSpaceSchema } from '../../shared/contracts/search-space.ts';
import { checkSpace } from '../../shared/genome/check-space.ts';
import { type Fault, InvalidInput } from '../../shared/kernel/errors.ts';

const spaceOf = (genes: object) => searchSpaceSchema.parse({ genes });

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
    expect(faults[0]!.allowed + faults[0]!.problem).toMatch(/reference|name of a gene/);
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
    expect(
      faults.map(
        ({ path, value, allowed, hint }) => `${path} ${value} ${allowed}${hint ? `; ${hint}` : ''}`,
      ),
    ).toEqual([
      'space.genes.a.when.in "adam" a value of k: sgd',
      'space.genes.b.boundsBy "rmsprop" a value of k: sgd',
      'space.genes.c.when.gene "o" the name of a categorical or integer gene',
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
    expect(
      faults.map(
        ({ path, value, allowed, hint }) => `${path} ${value} ${allowed}${hint ? `; ${hint}` : ''}`,
      ),
    ).toEqual([
      'space.genes.a.when.in "true" a value of isDeep: true or false; did you mean true, a boolean?',
      'space.genes.b.when.in "1" a value of size: 1 or "2"; did you mean 1, a number?',
      'space.genes.b.when.in 2 a value of size: 1 or "2"; did you mean "2", a string?',
      'space.genes.c.when.in "3" a value of count: an integer from 1 to 9; did you mean 3, a number?',
      'space.genes.c.when.in 10 a value of count: an integer from 1 to 9',
      'space.genes.c.when.in 2.5 a value of count: an integer from 1 to 9',
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
    expect(
      faults.map(
        ({ path, value, allowed, hint }) => `${path} ${value} ${allowed}${hint ? `; ${hint}` : ''}`,
      ),
    ).toEqual([
      'space.genes.a.boundsBy "true" the text of exactly one value of either',
      'space.genes.b.boundsBy "4" a value of count: an integer from 1 to 3, or from 1 to 2',
      'space.genes.b.boundsBy "03" a value of count: an integer from 1 to 3, or from 1 to 2',
      'space.genes.c.boundsBy.gene "rate" the name of a categorical or integer gene',
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
              genes: { deep: { ...real, when: { gene: 'mode', in: ['fast'] } } },
            },
            inner: {
              type: 'group',
              genes: { mode, own: { ...real, when: { gene: 'mode', in: ['fast'] } } },
            },
          },
        },
      }),
    );
    expect(
      faults.map(
        ({ path, value, allowed, hint }) => `${path} ${value} ${allowed}${hint ? `; ${hint}` : ''}`,
      ),
    ).toEqual([
      'space.genes.twice.when.in ["slow","slow"] each value once',
      'space.genes.on.when.gene "rate" the name of a categorical or integer gene',
      'space.genes.group.genes.never.when.in ["fast"] a value that mode has in the enclosing group: slow or odd',
      'space.genes.group.genes.list.genes.deep.when.in ["fast"] a value that mode has in the enclosing group: slow or odd',
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
    expect(
      faults.map(
        ({ path, value, allowed, hint }) => `${path} ${value} ${allowed}${hint ? `; ${hint}` : ''}`,
      ),
    ).toEqual([
      'space.genes.id "id" a gene name other than id, format, kind',
      'space.genes.a.max 0 a number of at least 1, the value of min',
      'space.genes.b.when.gene "c" the name of a gene of the space; did you mean a?',
      'space.genes.b.min 0 a number above 0 for scale log',
    ]);
  });
});

function faultsOf(space: SearchSpace): readonly Fault[] {
  try {
    // Of a kind that accepts any genes.
    checkSpace(
      { ...space, kind: 'custom' },
      { shape: { height: 28, width: 28, channels: 1 }, classes: 10 },
    );
  } catch (error) {
    if (error instanceof InvalidInput) return error.faults;
    throw error;
  }
  return [];
}
