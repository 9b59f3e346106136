// What is said of genes and operators: importance, drift, and what children came to.
import { randomLcg } from 'd3';
import { describe, expect, it } from 'vitest';
import type { Genes } from '../../shared/contracts/search-space.ts';
import { drift } from '../../shared/report/analysis/drift.ts';
import { listsOf, pooledGene } from '../../shared/report/analysis/gene-path.ts';
import { geneImportance } from '../../shared/report/analysis/importance.ts';
import { operatorRows } from '../../shared/report/analysis/operators.ts';
import { change, DIVERGED, DOWN, row, UP } from './analysis-rows.ts';

const space: Genes = {
  parts: {
    type: 'list',
    length: { min: 0, max: 3 },
    mutation: 0,
    genes: { size: { type: 'integer', min: 1, max: 9, scale: 'log', mutation: 0 } },
  },
  maker: {
    type: 'group',
    genes: { kind: { type: 'categorical', values: ['a', 'b'], mutation: 0 } },
  },
};

describe('importance', () => {
  const random = randomLcg(0.7);
  const genomes = Array.from({ length: 300 }, (_, n) => {
    const [strong, weak] = [random(), random()];
    const hasPart = n % 3 > 0;
    return {
      genes: { strong, weak, kind: 'abc'[n % 3] ?? '', same: 1, ...(hasPart ? { part: 5 } : {}) },
      fitness: n % 50 === 0 ? null : strong + (hasPart ? 0.5 : 0) + 0.05 * random(),
    };
  });
  const found = new Map(geneImportance(genomes, UP).map((one) => [one.gene, one]));

  it('a gene that orders the genomes explains much, one that does not has nought in its interval', () => {
    expect(found.get('strong')?.share).toBeGreaterThan(0.5);
    expect(found.get('strong')?.low).toBeGreaterThan(0.4);
    expect(found.get('weak')?.low).toBeLessThanOrEqual(0);
    expect(found.get('weak')?.share).toBeLessThan(0.05);
    expect([...found.keys()][0]).toBe('strong');
  });

  it('absence is a category, and a gene that does not vary is left out', () => {
    expect(found.get('part')).toMatchObject({ groups: 2 });
    expect(found.get('part')?.low).toBeGreaterThan(0);
    expect(found.has('same')).toBe(false);
    expect(found.get('strong')?.groups).toBe(6);
  });

  it('is ε² of the ranks', () => {
    // Ranks 1…6 in two groups of three: between 13.5 of 17.5, within 4 on 4.
    const six = [1, 2, 3, 4, 5, 6].map((fitness) => ({ genes: { x: fitness > 3 }, fitness }));
    expect(geneImportance(six, UP)[0]?.share).toBeCloseTo((13.5 - 1) / 17.5, 10);
  });

  it('does the same again, and looks the same from either direction', () => {
    expect(geneImportance(genomes, UP)).toEqual([...found.values()]);
    const turned = genomes.map(({ genes, fitness }) => ({
      genes,
      fitness: fitness === null ? null : -fitness,
    }));
    expect(geneImportance(turned, DOWN)).toEqual([...found.values()]);
  });

  it('says nothing of few genomes, or of none', () => {
    expect(geneImportance(genomes.slice(0, 5), UP)).toEqual([]);
    expect(geneImportance([], UP)).toEqual([]);
  });

  it('its interval holds the share of pure chance about as often as it says', () => {
    const chance = randomLcg(0.1);
    const covered = Array.from({ length: 60 }, () => {
      const some = Array.from({ length: 120 }, () => ({
        genes: { x: chance() },
        fitness: chance(),
      }));
      const [one] = geneImportance(some, UP, 100);
      return one !== undefined && one.low <= 0 && one.high >= 0;
    });
    expect(covered.filter(Boolean).length).toBeGreaterThanOrEqual(50);
  });
});

describe('drift', () => {
  const genes = new Map([
    ['one', { 'parts.length': 1, 'parts.0.size': 4, 'maker.kind': 'b' }],
    ['two', { 'parts.length': 2, 'parts.0.size': 2, 'parts.1.size': 6, 'maker.kind': 'a' }],
    ['none', { 'parts.length': 0, 'maker.kind': 'b' }],
  ]);

  it('pools the parts of lists and follows the space, each candidate once a batch', () => {
    const rows = ['one', 'one', 'two', 'none'].map((genomeHash, n) =>
      row({ genomeHash, replicate: n, status: null }),
    );
    const found = drift([...rows, row({ genomeHash: 'none', batch: 1 })], genes, space);
    expect(found.map(({ gene, type }) => [gene, type])).toEqual([
      ['parts.length', 'numeric'],
      ['parts.*.size', 'numeric'],
      ['maker.kind', 'categorical'],
    ]);
    expect(found[0]?.rows.map((one) => one.batch)).toEqual([0, 1]);
    expect(found[1]).toMatchObject({ isLog: true, rows: [{ count: 3, median: 4 }] });
    expect(found[2]?.rows.slice(0, 2)).toMatchObject([
      { value: 'a', count: 1, from: 0, to: 1 / 3 },
      { value: 'b', count: 2, from: 1 / 3, to: 1 },
    ]);
  });

  it('is none of no rows', () => {
    expect(drift([], genes, space)).toEqual([]);
  });
});

describe('operators', () => {
  const child = (candidateId: string, reading: number, gene: string, more = {}) =>
    row({
      candidateId,
      batch: 1,
      reading,
      parents: ['p'],
      changes: [change(gene)],
      ...more,
    });
  const parent = row({ candidateId: 'p', genomeHash: 'p', reading: 0.4 });
  const again = row({
    candidateId: 'e',
    genomeHash: 'p',
    reading: 0.6,
    replicate: 1,
    parents: ['p'],
  });
  const rows = [
    parent,
    again,
    child('a', 0.7, 'parts.0.size'),
    child('b', 0.45, 'parts.1.size', { changes: [change('parts.0.size'), change('rate')] }),
    child('c', 0, 'rate', DIVERGED),
    child('d', 0, 'rate', { status: 'failed', values: [null] }),
    row({ candidateId: 'late', batch: 2, reading: 0.8, parents: ['a'], changes: [change('rate')] }),
  ];

  it("children are compared with their parent's mean before, and count under every change", () => {
    const found = new Map(operatorRows(rows, UP).map((one) => [one.operator, one]));
    expect(found.get('any change')).toMatchObject({
      ...{ children: 4, better: 2, eligible: 3, accepted: 1 },
      gain: { count: 3 },
    });
    expect(found.get('mutate parts.*.size')).toMatchObject({ children: 2, better: 1, accepted: 1 });
    expect(found.get('mutate parts.*.size')?.gain?.mean).toBeCloseTo((0.2 - 0.05) / 2);
    expect(found.get('mutate rate')).toMatchObject({ children: 3, better: 1, eligible: 2 });
  });

  it('turns with the direction, and is empty without children', () => {
    expect(operatorRows(rows, DOWN)[0]).toMatchObject({ better: 1 });
    expect(operatorRows([parent], UP)).toEqual([]);
    expect(operatorRows([], UP)).toEqual([]);
  });

  it('leaves a child out whose parent was read on another budget only', () => {
    expect(operatorRows([parent, child('a', 0.7, 'rate', { examples: 64 })], UP)).toEqual([]);
  });

  it('pools places, not names with digits', () => {
    expect(pooledGene('parts.0.inner.12.size2')).toBe('parts.*.inner.*.size2');
    expect(pooledGene('parts.3')).toBe('parts.*');
  });

  it('pools parts that are gone, which have their ids for names', () => {
    const lists = listsOf(space);
    expect([...lists]).toEqual(['parts']);
    expect(pooledGene('parts.a1b2.size', lists)).toBe('parts.*.size');
    expect(pooledGene('parts.length', lists)).toBe('parts.length');
    expect(pooledGene('maker.kind', lists)).toBe('maker.kind');
    const gone = [parent, child('a', 0.7, 'parts.a1b2.size')];
    expect(operatorRows(gone, UP, space)[1]?.operator).toBe('mutate parts.*.size');
  });
});
