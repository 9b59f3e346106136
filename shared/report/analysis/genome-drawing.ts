// A genome as a drawing: a list gene is a row of blocks, which take their size, colour and hatch from the first
// integer, categorical and real gene of a part. The space says which those are. Imports nothing of Node.
import type { GeneGroup, GeneValue, Genome } from '../../contracts/genome.ts';
import type { Genes, NumericGene, SearchSpace } from '../../contracts/search-space.ts';
import { type GeneCell, genesOf } from '../genes.ts';

export interface ListDrawing {
  /** The list gene's place in the genome. */
  readonly list: string;
  readonly blocks: readonly Block[];
  /** What size, colour and hatch tell: names of genes, null where a part has none of the kind. */
  readonly size: string | null;
  readonly colour: string | null;
  readonly hatch: string | null;
}

export interface Block {
  /** Its share of the largest that the space allows. */
  readonly size: Told<number> | null;
  /** Its place among the values that the space allows. */
  readonly colour: Told<number> | null;
  /** Its place between the space's bounds, on the gene's own scale. */
  readonly hatch: Told<number> | null;
  /** The part's other genes. */
  readonly others: readonly (readonly [string, GeneCell])[];
}

interface Told<T> {
  readonly value: GeneCell;
  readonly shown: T;
}

export function listDrawings({ genes }: SearchSpace, genome: Genome): ListDrawing[] {
  return drawingsIn(genes, genome, '');
}

/** Genes that no drawing shows, by their flat names. */
export function otherGenes(space: SearchSpace, genome: Genome): [string, GeneCell][] {
  const lists = listDrawings(space, genome).map(({ list }) => `${list}.`);
  return Object.entries(genesOf(genome)).filter(
    ([name]) => !lists.some((list) => name.startsWith(list)),
  );
}

function drawingsIn(genes: Genes, group: GeneGroup, path: string): ListDrawing[] {
  return Object.entries(genes).flatMap(([name, gene]) => {
    const value = group[name];
    if (gene.type === 'group') {
      return isGroup(value) ? drawingsIn(gene.genes, value, `${path}${name}.`) : [];
    }
    return gene.type === 'list' && Array.isArray(value)
      ? [drawingOf(`${path}${name}`, gene.genes, value)]
      : [];
  });
}

function drawingOf(list: string, part: Genes, parts: readonly GeneGroup[]): ListDrawing {
  const first = (type: string) =>
    Object.entries(part).find(([, gene]) => gene.type === type)?.[0] ?? null;
  const [size, colour, hatch] = [first('integer'), first('categorical'), first('real')];
  const blocks = parts.map((one) => ({
    size: told(one, size, (value) => sizeShare(part, size, value)),
    colour: told(one, colour, (value) => placeAmong(part, colour, value)),
    hatch: told(one, hatch, (value) => hatchShare(part, hatch, value)),
    others: Object.entries(genesOf(one as Genome)).filter(
      ([name]) => name !== 'id' && ![size, colour, hatch].includes(name),
    ),
  }));
  return { list, blocks, size, colour, hatch };
}

function told(
  part: GeneGroup,
  name: string | null,
  shownAs: (value: GeneCell) => number,
): Told<number> | null {
  const value = name === null ? undefined : part[name];
  if (value === undefined || typeof value === 'object') return null;
  return { value, shown: shownAs(value) };
}

function sizeShare(part: Genes, name: string | null, value: GeneCell): number {
  const gene = name === null ? undefined : part[name];
  return gene?.type === 'integer' ? within(Number(value) / gene.max) : 1;
}

function placeAmong(part: Genes, name: string | null, value: GeneCell): number {
  const gene = name === null ? undefined : part[name];
  return gene?.type === 'categorical' ? Math.max(0, gene.values.indexOf(value)) : 0;
}

function hatchShare(part: Genes, name: string | null, value: GeneCell): number {
  const gene = name === null ? undefined : part[name];
  return gene?.type === 'real' ? shareOf(gene, Number(value)) : 0;
}

/** Where a value lies between a gene's bounds, 0 to 1, on the gene's own scale. */
function shareOf({ min, max, scale }: NumericGene, value: number): number {
  if (max === min) return 1;
  return within(
    scale === 'log' && min > 0
      ? Math.log(value / min) / Math.log(max / min)
      : (value - min) / (max - min),
  );
}

function within(share: number): number {
  return Number.isFinite(share) ? Math.min(1, Math.max(0, share)) : 0;
}

function isGroup(value: GeneValue | undefined): value is GeneGroup {
  return typeof value === 'object' && !Array.isArray(value);
}
