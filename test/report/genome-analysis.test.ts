// Genomes as drawings and as lines over axes: by the types of the space's genes, whatever they are called.
import { describe, expect, it } from 'vitest';
import type { Genome } from '../../shared/contracts/genome.ts';
import { searchSpaceSchema } from '../../shared/contracts/search-space.ts';
import { listDrawings, otherGenes } from '../../shared/report/analysis/genome-drawing.ts';
import {
  geneAxes,
  type Limit,
  numberAxis,
  passes,
  placeOn,
  pooledGenes,
  valueAt,
} from '../../shared/report/analysis/parallel-axes.ts';
import { genesOf } from '../../shared/report/genes.ts';

const SPACE = searchSpaceSchema.parse({
  kind: 'custom',
  genes: {
    body: {
      type: 'group',
      genes: {
        legs: {
          type: 'list',
          length: { min: 0, max: 3 },
          genes: {
            joints: { type: 'integer', min: 1, max: 8 },
            foot: { type: 'categorical', values: ['hoof', 'paw'] },
            spring: { type: 'real', min: 0.01, max: 1, scale: 'log' },
            hair: { type: 'categorical', values: [true, false] },
          },
        },
      },
    },
    mass: { type: 'real', min: 1, max: 100, scale: 'log' },
  },
});
const leg = (joints: number, foot: string, spring: number) => ({
  joints,
  foot,
  spring,
  hair: true,
});
const GENOME = {
  ...{ format: 1, kind: 'custom', mass: 10, unknown: 'x' },
  body: { legs: [leg(4, 'paw', 0.1), leg(8, 'hoof', 0.01), leg(3, 'paw', 1)] },
} as unknown as Genome;
const BARE = { format: 1, kind: 'custom', mass: 2 } as Genome;

describe('the drawing of a genome', () => {
  it('tells size, colour and hatch by the first gene of each type', () => {
    const [drawing, ...more] = listDrawings(SPACE, GENOME);
    expect(more).toEqual([]);
    expect(drawing).toMatchObject({
      ...{ list: 'body.legs', size: 'joints', colour: 'foot', hatch: 'spring' },
    });
    expect(drawing!.blocks[0]).toEqual({
      size: { value: 4, shown: 0.5 },
      colour: { value: 'paw', shown: 1 },
      hatch: { value: 0.1, shown: 0.5 },
      others: [['hair', true]],
    });
    expect(drawing!.blocks.map(({ hatch }) => hatch?.shown)).toEqual([0.5, 0, 1]);
  });

  it('leaves all else to a table, and draws nothing where there is no list', () => {
    expect(otherGenes(SPACE, GENOME)).toEqual([
      ['mass', 10],
      ['unknown', 'x'],
    ]);
    expect(listDrawings(SPACE, BARE)).toEqual([]);
    expect(otherGenes(SPACE, BARE)).toEqual([['mass', 2]]);
  });
});

describe('the axes of parallel coordinates', () => {
  const rows = [genesOf(GENOME)];

  it('are the genes, list parts by their place or pooled', () => {
    const names = (isPooled: boolean) =>
      geneAxes(SPACE.genes, isPooled, rows).map(({ name }) => name);
    expect(names(true)).toEqual([
      'body.legs.length',
      ...['joints', 'foot', 'spring', 'hair'].map((gene) => `body.legs.*.${gene}`),
      'mass',
    ]);
    expect(names(false)).toHaveLength(1 + 3 * 4 + 1);
    expect(names(false)).toContain('body.legs.2.foot');
  });

  it('pool numbers by their mean, categories by the most frequent', () => {
    expect(pooledGenes(genesOf(GENOME), SPACE.genes)).toMatchObject({
      'body.legs.*.joints': 5,
      'body.legs.*.foot': 'paw',
    });
    expect(pooledGenes(genesOf(BARE), SPACE.genes)['body.legs.*.joints']).toBeNull();
  });

  it('place values on their own scale, and give them back', () => {
    const [mass] = geneAxes(SPACE.genes, true, rows).slice(-1);
    expect(placeOn(mass!, 10)).toBeCloseTo(0.5, 12);
    expect(placeOn(mass!, null)).toBeNull();
    expect(mass!.kind === 'number' && valueAt(mass!, 0.5)).toBeCloseTo(10, 12);
    const foot = { kind: 'category' as const, name: 'foot', values: ['hoof', 'paw'] };
    expect([placeOn(foot, 'hoof'), placeOn(foot, 'paw'), placeOn(foot, 'fin')]).toEqual([
      ...[0.25, 0.75, null],
    ]);
  });

  it('reach as far as the values, and stand in the middle for one value alone', () => {
    const axis = numberAxis('f', [{ f: 3 }, { f: null }, { f: 7 }, {}]);
    expect(axis).toMatchObject({ min: 3, max: 7, isLog: false });
    expect(placeOn(numberAxis('f', [{ f: 3 }]), 3)).toBe(0.5);
  });

  it('let through what is within all limits; what is not there passes none', () => {
    const cells = { f: 3, foot: 'paw', none: null };
    const limits = (...told: [string, Limit][]) => passes(cells, new Map(told));
    const range = (low: number | null, high: number | null): Limit => ({
      kind: 'range',
      low,
      high,
    });
    expect(limits()).toBe(true);
    expect(limits(['f', range(3, 3)], ['foot', { kind: 'value', value: 'paw' }])).toBe(true);
    expect(limits(['f', range(3.1, null)])).toBe(false);
    expect(limits(['f', range(null, 2.9)])).toBe(false);
    expect(limits(['foot', { kind: 'value', value: 'hoof' }])).toBe(false);
    expect(limits(['none', range(null, 9)])).toBe(false);
  });
});
