// Who descends from whom, as the page draws it.
import { describe, expect, it } from 'vitest';
import {
  ancestorsOf,
  descendantsOf,
  lineageOf,
  pathToFirstAncestor,
} from '../../shared/report/analysis/lineage.ts';
import { lineageLayout } from '../../shared/report/analysis/lineage-layout.ts';
import type { EvaluationRow } from '../../shared/report/page-data.ts';
import { syntheticPage } from '../browser/synthetic-page.ts';

type Told = readonly [
  id: string,
  batch: number,
  parents: readonly string[],
  fitness: number | null,
];

/** In the ledger's order; the same id again is a further reading. */
function lineage(...told: readonly Told[]) {
  const rows = new Map<string, EvaluationRow[]>();
  for (const [candidateId, batch, parents, fitness] of told) {
    const own = rows.get(candidateId) ?? [];
    const row = {
      replicate: own.length,
      examples: 640,
      ...{ candidateId, batch, parents, arm: 'main', changes: [], genomeHash: candidateId },
      ...{ status: fitness === null ? 'diverged' : 'completed', values: [fitness] },
    } as unknown as EvaluationRow;
    rows.set(candidateId, [...own, row]);
  }
  return lineageOf(rows, [...rows.values()].flat());
}

const FAMILY = lineage(
  ['a', 0, [], 0.5],
  ['b', 0, [], null],
  ['c', 1, ['a'], 0.7],
  ['d', 1, ['a', 'b'], 0.6],
  ['a', 1, [], 0.9],
  ['e', 2, ['d'], 0.8],
  ['lost', 2, ['unknown'], 0.1],
);

describe('lineage', () => {
  it('knows a candidate once, where it began, by the mean of its readings', () => {
    expect(FAMILY.get('a')).toMatchObject({ batch: 0, fitness: 0.7 });
    expect(FAMILY.get('b')).toMatchObject({ fitness: null });
  });

  it('joins parents and children, and leaves out parents that the run does not hold', () => {
    expect(FAMILY.get('a')!.children).toEqual(['c', 'd']);
    expect(FAMILY.get('d')!.parents).toEqual(['a', 'b']);
    expect(FAMILY.get('lost')!.parents).toEqual([]);
  });

  it('finds all ancestors and all descendants, without the candidate', () => {
    expect(ancestorsOf(FAMILY, 'e')).toEqual(new Set(['d', 'a', 'b']));
    expect(descendantsOf(FAMILY, 'a')).toEqual(new Set(['c', 'd', 'e']));
    expect(ancestorsOf(FAMILY, 'nobody')).toEqual(new Set());
  });

  it('goes back to the first ancestor by first parents', () => {
    const path = pathToFirstAncestor(FAMILY, 'e').map(({ candidateId }) => candidateId);
    expect(path).toEqual(['a', 'd', 'e']);
    expect(pathToFirstAncestor(FAMILY, 'nobody')).toEqual([]);
  });

  it('ends in a circle, which no run has', () => {
    const circle = lineage(['x', 0, ['y'], 1], ['y', 0, ['x'], 1], ['z', 0, ['z'], 1]);
    expect(pathToFirstAncestor(circle, 'x').map(({ candidateId }) => candidateId)).toEqual([
      'y',
      'x',
    ]);
    expect(ancestorsOf(circle, 'x')).toEqual(new Set(['y']));
    expect(circle.get('z')!.parents).toEqual([]);
  });
});

describe('the picture of a lineage', () => {
  const candidates = [...FAMILY.values()];

  it('has a column for each batch, the better higher, those without a reading lowest', () => {
    const { places, columns } = lineageLayout(candidates, { name: 'f', direction: 'maximize' });
    expect(columns).toEqual([
      { batch: 0, x: 0 },
      { batch: 1, x: 0.5 },
      { batch: 2, x: 1 },
    ]);
    const y = (id: string) => places.get(id)!.y;
    expect(y('a')).toBeLessThan(y('b'));
    expect(y('c')).toBeLessThan(y('d'));
    expect(places.get('c')!.x).toBe(0.5);
  });

  it('turns round for an objective that is to be small', () => {
    const { places } = lineageLayout(candidates, { name: 'f', direction: 'minimize' });
    expect(places.get('d')!.y).toBeLessThan(places.get('c')!.y);
    expect(places.get('a')!.y).toBeLessThan(places.get('b')!.y);
  });

  it('gives each of many candidates a place of its own', () => {
    const page = syntheticPage({ candidates: 500, generations: 10, seed: 1 });
    const all = lineageOf(
      new Map(page.evaluations.map((row) => [row.candidateId, [row]])),
      page.evaluations,
    );
    const { places } = lineageLayout([...all.values()], { name: 'f', direction: 'maximize' });
    expect(new Set([...places.values()].map(({ x, y }) => `${x} ${y}`)).size).toBe(500);
    const champion = page.head.champion!.candidateId;
    expect(pathToFirstAncestor(all, champion)).toHaveLength(10);
  });
});
