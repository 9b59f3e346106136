// Settings under the names of evolambda 0.1 mean what they mean under the present ones, at every door of the library.
import { describe, expect, it } from 'vitest';
import { defineSpace } from '../../cli/library/index.ts';
import { presentPath } from '../../shared/contracts/renamed-settings.ts';
import { DEFAULT_SPACE } from '../../shared/genome/kinds/kinds.ts';
import { InvalidInput } from '../../shared/kernel/errors.ts';
import { strategies } from '../../shared/search/registry.ts';
import { resolveConfig } from '../../shared/steps/prepare-run.ts';
import { formerSpace } from './former-space.ts';

const resolved = (config: object) => resolveConfig(config, strategies);

function faultsOf(act: () => unknown) {
  try {
    act();
  } catch (error) {
    if (error instanceof InvalidInput) return error.faults;
    throw error;
  }
  return [];
}

const unknown = (path: string) => expect.objectContaining({ path, problem: 'unknown field' });

describe('finish in a configuration', () => {
  it.each([{ epochs: 3, retrain: 1 }, null])('is finalPhase: %j', (value) => {
    const config = resolved({ finish: value });
    expect(config).toEqual(resolved({ finalPhase: value }));
    expect(config).not.toEqual(resolved({}));
    expect(config).not.toHaveProperty('finish');
  });

  it('has its faults under the present name', () => {
    const faults = faultsOf(() => resolved({ finish: { epochs: 0 } }));
    expect(faults).toMatchObject([{ path: 'finalPhase.epochs', value: '0' }]);
  });

  it.each([{ epochs: 3 }, null])('is rejected beside finalPhase: %j', (value) => {
    const faults = faultsOf(() => resolved({ finish: value, finalPhase: value }));
    expect(faults).toEqual([unknown('finish')]);
  });
});

describe('part of a list gene', () => {
  it('is genes in the space of a configuration', () => {
    const space = formerSpace(DEFAULT_SPACE);
    expect(space).not.toEqual(DEFAULT_SPACE);
    expect(resolved({ space })).toEqual(resolved({ space: DEFAULT_SPACE }));
  });

  it('is rejected beside genes, with its path', () => {
    const { layers } = DEFAULT_SPACE.genes;
    if (layers?.type !== 'list') throw new Error('the default space has layers');
    const both = { ...layers, part: layers.genes };
    const space = { ...DEFAULT_SPACE, genes: { ...DEFAULT_SPACE.genes, layers: both } };
    expect(faultsOf(() => resolved({ space }))).toContainEqual(unknown('space.genes.layers.part'));
  });

  it('is genes in a space in code, at any depth, and of lists alone', () => {
    const lengths = { type: 'list', length: { min: 1, max: 2 } } as const;
    const units = { type: 'integer', min: 1, max: 8 } as const;
    const genesWith = (name: 'part' | 'genes') => {
      const inner = { ...lengths, [name]: { units, part: units } };
      const group = { type: 'group', genes: { inner } };
      return { outer: { ...lengths, [name]: { group, inner } }, group, part: units };
    };
    expect(defineSpace(genesWith('part') as never)).toEqual(
      defineSpace(genesWith('genes') as never),
    );
    const ofGroup = { group: { type: 'group', part: { units } } };
    expect(faultsOf(() => defineSpace(ofGroup as never))).toContainEqual(
      unknown('genes.group.part'),
    );
    const both = { list: { ...lengths, genes: { units }, part: { units } } };
    expect(faultsOf(() => defineSpace(both as never))).toContainEqual(unknown('genes.list.part'));
  });
});

describe('the unit of an objective', () => {
  const accuracy = { name: 'accuracy', direction: 'maximize' };

  it.each([
    ['fraction', 'percent'],
    ['number', 'number'],
  ])('%s is the format %s', (unit, format) => {
    const { objectives } = resolved({ objectives: [{ ...accuracy, unit }] });
    expect(objectives).toEqual([{ ...accuracy, format }]);
  });

  it.each([
    { unit: 'ms' },
    { unit: 'number', format: 'percent' },
    { unit: 'FLOPs', format: 'number' },
  ])('is a unit otherwise: %j', (printed) => {
    const objectives = [{ ...accuracy, ...printed }];
    expect(resolved({ objectives }).objectives).toEqual(objectives);
  });
});

describe('a path of a setting', () => {
  it.each([
    ['finish', 'finalPhase'],
    ['finish.epochs', 'finalPhase.epochs'],
    ['strategy.finish', 'strategy.finish'],
    ['space.genes.layers.part', 'space.genes.layers.genes'],
    ['space.genes.layers.part.units.max', 'space.genes.layers.genes.units.max'],
    ['space.genes.a.genes.b.part.c.part.d.min', 'space.genes.a.genes.b.genes.c.genes.d.min'],
    // Genes and values that are called part.
    ['space.genes.part.max', 'space.genes.part.max'],
    ['space.genes.part.part.part.max', 'space.genes.part.genes.part.max'],
    ['space.genes.a.boundsBy.values.part.max', 'space.genes.a.boundsBy.values.part.max'],
    ['space.part', 'space.part'],
    ['budget.part', 'budget.part'],
  ])('%s is %s', (former, present) => {
    expect(presentPath(former)).toBe(present);
    expect(presentPath(present)).toBe(present);
  });
});
