// A random genome of a space. Every gene has a stream of its own, named by place and path.
import type { GeneGroup, GenePart, GeneValue, Genome } from '../contracts/genome.ts';
import type { Gene, Genes, SearchSpace } from '../contracts/search-space.ts';
import { drawCategory, drawNumber, isActive } from './draw-value.ts';
import { type Place, partId, streamAt } from './place.ts';
import { drawingOrder, type Scopes } from './scope.ts';

/** Draws each gene at random within its bounds; inactive genes are absent. */
export function randomise(space: SearchSpace, place: Place): Genome {
  return { format: 1, kind: space.kind, ...randomGroup(space.genes, [], '', place) };
}

/** Values for all active genes of a scope; `path` is the scope's path with a trailing dot. */
export function randomGroup(genes: Genes, outer: Scopes, path: string, place: Place): GeneGroup {
  const group: Record<string, GeneValue> = {};
  const scopes: Scopes = [{ genes, values: group }, ...outer];
  for (const name of drawingOrder(genes)) {
    const gene = genes[name];
    if (gene === undefined || !isActive(gene, scopes)) continue;
    group[name] = randomValue(gene, scopes, `${path}${name}`, place);
  }
  return group;
}

/** A random value of one gene. */
export function randomValue(gene: Gene, scopes: Scopes, path: string, place: Place): GeneValue {
  switch (gene.type) {
    case 'integer':
    case 'real':
      return drawNumber(gene, scopes, streamAt(place, 'randomise', path));
    case 'categorical':
      return drawCategory(gene, streamAt(place, 'randomise', path));
    case 'group':
      return randomGroup(gene.genes, scopes, `${path}.`, place);
    case 'list': {
      const { min, max } = gene.length;
      const length = streamAt(place, 'randomise', path).integer(min, max);
      return Array.from({ length }, (_, n) =>
        randomPart(gene.genes, scopes, path, partId(place, n), place),
      );
    }
  }
}

/** A fresh part of a list, with its id. */
export function randomPart(
  part: Genes,
  scopes: Scopes,
  path: string,
  id: string,
  place: Place,
): GenePart {
  return { id, ...randomGroup(part, scopes, `${path}.${id}.`, place) };
}
