// How the genes of the population move from batch to batch: quantiles of numbers, shares of categories.
// Imports nothing of Node.
import { quantileSorted, sort } from 'd3';
import type { Genes } from '../../contracts/search-space.ts';
import type { GeneCell } from '../genes.ts';
import type { Arm, EvaluationRow } from '../page-data.ts';
import { pooledGene } from './gene-path.ts';
import { type SpaceGene, spaceGenes } from './space-genes.ts';

export type GeneDrift = NumericDrift | CategoricalDrift;

export interface NumericDrift extends Extract<SpaceGene, { type: 'numeric' }> {
  readonly rows: readonly QuantileRow[];
}

export interface CategoricalDrift extends Extract<SpaceGene, { type: 'categorical' }> {
  readonly rows: readonly ShareRow[];
}

/** Of the genes that a batch's candidates have. */
export interface QuantileRow {
  readonly arm: Arm;
  readonly batch: number;
  readonly count: number;
  readonly median: number;
  readonly quartiles: readonly [number, number];
  readonly deciles: readonly [number, number];
}

/** Shares of one batch and arm are stacked in the order of the space's values, from 0 to 1. */
export interface ShareRow {
  readonly arm: Arm;
  readonly batch: number;
  readonly value: string;
  readonly count: number;
  readonly from: number;
  readonly to: number;
}

/**
 * Genes of the space that a candidate has, in the space's order; parts of a list are pooled.
 * @param rows of the search, without the finish; a candidate counts once a batch, read or not
 */
export function drift(
  rows: readonly EvaluationRow[],
  genesOf: ReadonlyMap<string, Readonly<Record<string, GeneCell>>>,
  space: Genes,
): GeneDrift[] {
  const cells = cellsByGene(rows, genesOf);
  return spaceGenes(space).flatMap((one): GeneDrift[] => {
    const groups = [...(cells.get(one.gene)?.values() ?? [])];
    if (groups.length === 0) return [];
    return one.type === 'numeric'
      ? [{ ...one, rows: groups.flatMap(quantileRow) }]
      : [{ ...one, rows: groups.flatMap((group) => shareRows(group, one.values)) }];
  });
}

interface Group {
  readonly arm: Arm;
  readonly batch: number;
  readonly cells: GeneCell[];
}

/** By pooled gene, then by batch and arm. */
function cellsByGene(
  rows: readonly EvaluationRow[],
  genesOf: ReadonlyMap<string, Readonly<Record<string, GeneCell>>>,
): Map<string, Map<string, Group>> {
  const seen = new Set<string>();
  const pooled = new Map<string, string>();
  const byGene = new Map<string, Map<string, Group>>();
  for (const { arm, batch, candidateId, genomeHash } of rows) {
    const candidate = `${batch} ${candidateId}`;
    if (seen.has(candidate)) continue;
    seen.add(candidate);
    for (const [name, cell] of Object.entries(genesOf.get(genomeHash) ?? {})) {
      const gene = pooled.get(name) ?? pooledGene(name);
      pooled.set(name, gene);
      const groups = byGene.get(gene) ?? new Map<string, Group>();
      byGene.set(gene, groups);
      const key = `${batch} ${arm}`;
      const group = groups.get(key) ?? { arm, batch, cells: [] };
      groups.set(key, group);
      group.cells.push(cell);
    }
  }
  return byGene;
}

function quantileRow({ arm, batch, cells }: Group): QuantileRow[] {
  const sorted = sort(cells.filter((cell) => typeof cell === 'number'));
  if (sorted.length === 0) return [];
  const at = (share: number) => quantileSorted(sorted, share) as number;
  return [
    {
      ...{ arm, batch, count: sorted.length, median: at(0.5) },
      quartiles: [at(0.25), at(0.75)],
      deciles: [at(0.1), at(0.9)],
    },
  ];
}

function shareRows({ arm, batch, cells }: Group, values: readonly string[]): ShareRow[] {
  let before = 0;
  return values.map((value) => {
    const count = cells.filter((cell) => String(cell) === value).length;
    const from = before / cells.length;
    before += count;
    return { arm, batch, value, count, from, to: before / cells.length };
  });
}
