// The axes of parallel coordinates: the space's genes, what a genome costs, and how it was read. Imports nothing
// of Node.
import { extent, scaleLinear, scaleLog } from 'd3';
import type { Objective } from '../../contracts/objective.ts';
import type { CategoricalGene, Genes, NumericGene } from '../../contracts/search-space.ts';
import type { GeneCell } from '../genes.ts';

/** Of a genome: its values by the names of the axes; null, or none, where it has no such gene. */
export type Cells = Readonly<Record<string, GeneCell | null | undefined>>;

export type Axis =
  | {
      readonly kind: 'number';
      /** Absent of genes and sizes. */
      readonly objective?: Objective;
      readonly name: string;
      readonly isLog: boolean;
      readonly min: number;
      readonly max: number;
    }
  | { readonly kind: 'category'; readonly name: string; readonly values: readonly string[] };

/** What a person lets through on an axis; what is null bounds nothing. */
export type Limit =
  | { readonly kind: 'range'; readonly low: number | null; readonly high: number | null }
  | { readonly kind: 'value'; readonly value: string };

type Leaf = { readonly name: string; readonly gene: NumericGene | CategoricalGene };

/** Part genes of all lists, pooled to one axis each or by their place. */
export function geneAxes(genes: Genes, isPooled: boolean, rows: readonly Cells[]): Axis[] {
  return leaves(genes, '', isPooled).map(({ name, gene }) =>
    gene.type === 'categorical'
      ? { kind: 'category', name, values: gene.values.map(String) }
      : numberAxis(name, rows, gene),
  );
}

/** @param gene whose bounds belong on the axis too @returns as far as the values go */
export function numberAxis(
  name: string,
  rows: readonly Cells[],
  gene?: Pick<NumericGene, 'min' | 'max' | 'scale'>,
): Axis & { readonly kind: 'number' } {
  const values = rows.flatMap(({ [name]: value }) => (typeof value === 'number' ? value : []));
  const [min = 0, max = 1] = extent(gene ? [...values, gene.min, gene.max] : values);
  return { kind: 'number', name, isLog: gene?.scale === 'log' && min > 0, min, max };
}

/** The genes of all places of a list as one: the mean of numbers, the most frequent of categories. */
export function pooledGenes(genes: Readonly<Record<string, GeneCell>>, space: Genes): Cells {
  const pooled = lists(space, '').flatMap(({ path, part }) => {
    const length = Number(genes[`${path}.length`] ?? 0);
    return Object.keys(part).map((gene): [string, GeneCell | null] => {
      const values = Array.from({ length }, (_, place) => genes[`${path}.${place}.${gene}`]);
      return [`${path}.*.${gene}`, pool(values.flatMap((value) => value ?? []))];
    });
  });
  return { ...genes, ...Object.fromEntries(pooled) };
}

/** Where a value stands on its axis, 0 at its foot, 1 at its head; null where there is no such value. */
export function placeOn(axis: Axis, value: GeneCell | null | undefined): number | null {
  if (value === null || value === undefined) return null;
  if (axis.kind === 'category') {
    const index = axis.values.indexOf(String(value));
    return index < 0 ? null : (index + 0.5) / axis.values.length;
  }
  const place = scaleOf(axis)(Number(value));
  return place === undefined || Number.isNaN(place) ? null : place;
}

/** The value at a place of a number's axis. */
export function valueAt(axis: Axis & { readonly kind: 'number' }, place: number): number {
  return scaleOf(axis).invert(place);
}

/** Whether all limits let it through; a value that is not there passes no limit. */
export function passes(cells: Cells, limits: ReadonlyMap<string, Limit>): boolean {
  for (const [name, limit] of limits) {
    const value = cells[name];
    if (value === null || value === undefined) return false;
    if (limit.kind === 'value') {
      if (String(value) !== limit.value) return false;
    } else if (
      (limit.low !== null && Number(value) < limit.low) ||
      (limit.high !== null && Number(value) > limit.high)
    ) {
      return false;
    }
  }
  return true;
}

function scaleOf({ isLog, min, max }: Axis & { readonly kind: 'number' }) {
  // Of one value alone, in the middle.
  const domain = min === max ? (isLog ? [min / 2, max * 2] : [min - 1, max + 1]) : [min, max];
  return isLog ? scaleLog(domain, [0, 1]) : scaleLinear(domain, [0, 1]);
}

function leaves(genes: Genes, path: string, isPooled: boolean): Leaf[] {
  return Object.entries(genes).flatMap(([own, gene]): Leaf[] => {
    const name = `${path}${own}`;
    if (gene.type === 'group') return leaves(gene.genes, `${name}.`, isPooled);
    if (gene.type !== 'list') return [{ name, gene }];
    const { min, max } = gene.length;
    const length: Leaf = {
      name: `${name}.length`,
      gene: { type: 'integer', min, max, scale: 'linear', mutation: 0 },
    };
    const places = isPooled ? ['*'] : Array.from({ length: max }, (_, place) => String(place));
    return [
      length,
      ...places.flatMap((place) => leaves(gene.genes, `${name}.${place}.`, isPooled)),
    ];
  });
}

function lists(genes: Genes, path: string): { path: string; part: Genes }[] {
  return Object.entries(genes).flatMap(([own, gene]) => {
    if (gene.type === 'group') return lists(gene.genes, `${path}${own}.`);
    return gene.type === 'list' ? [{ path: `${path}${own}`, part: gene.genes }] : [];
  });
}

function pool(values: readonly GeneCell[]): GeneCell | null {
  const [first] = values;
  if (first === undefined) return null;
  if (typeof first === 'number') {
    return values.reduce<number>((sum, value) => sum + Number(value), 0) / values.length;
  }
  const times = (value: GeneCell) => values.filter((one) => one === value).length;
  return values.reduce((most, value) => (times(value) > times(most) ? value : most), first);
}
