// A random genome of a space. Each gene has its own RNG stream, keyed by candidate and path.
import type { GeneGroup, GenePart, GeneValue, Genome } from '../../contracts/genome.ts';
import type { Gene, Genes, SearchSpace } from '../../contracts/search-space.ts';
import { type DrawKey, partId, streamOf } from '../draw-key.ts';
import { drawCategory, drawNumber, isActive } from '../draw-value.ts';
import { drawingOrder, type Scopes } from '../scope.ts';

/** Draws each gene at random within its bounds; inactive genes are absent. */
export function randomise(space: SearchSpace, key: DrawKey): Genome {
  return { format: 1, kind: space.kind, ...randomGroup(space.genes, [], '', key) };
}

/** Values for all active genes of a scope; `path` is the scope's path with a trailing dot. */
export function randomGroup(genes: Genes, outer: Scopes, path: string, key: DrawKey): GeneGroup {
  const group: Record<string, GeneValue> = {};
  const scopes: Scopes = [{ genes, values: group }, ...outer];
  for (const name of drawingOrder(genes)) {
    const gene = genes[name];
    if (gene === undefined || !isActive(gene, scopes)) continue;
    group[name] = randomValue(gene, scopes, `${path}${name}`, key);
  }
  return group;
}

/** A random value of one gene. */
export function randomValue(gene: Gene, scopes: Scopes, path: string, key: DrawKey): GeneValue {
  switch (gene.type) {
    case 'integer':
    case 'real':
      return drawNumber(gene, scopes, streamOf(key, 'randomise', path));
    case 'categorical':
      return drawCategory(gene, streamOf(key, 'randomise', path));
    case 'group':
      return randomGroup(gene.genes, scopes, `${path}.`, key);
    case 'list': {
      const { min, max } = gene.length;
      const length = streamOf(key, 'randomise', path).integer(min, max);
      return Array.from({ length }, (_, n) =>
        randomPart(gene.genes, scopes, path, partId(key, n), key),
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
  key: DrawKey,
): GenePart {
  return { id, ...randomGroup(part, scopes, `${path}.${id}.`, key) };
}
