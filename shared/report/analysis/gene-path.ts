// Genes of all parts of a list under one name: `layers.*.size` for `layers.0.size`. Imports nothing of Node.
import type { Genes } from '../../contracts/search-space.ts';

/**
 * A step of digits is a place in a list, for names of genes begin with a letter; so is any step below a
 * list but `length`: a part that is gone is named by its id.
 * @param lists pooled paths of lists, `layers`
 */
export function pooledGene(gene: string, lists: ReadonlySet<string> = new Set()): string {
  return gene.split('.').reduce((path, step) => {
    const isPart = /^\d+$/.test(step) || (lists.has(path) && step !== 'length');
    return path === '' ? step : `${path}.${isPart ? '*' : step}`;
  }, '');
}

/** Pooled paths of all lists of a space. */
export function listsOf(genes: Genes, above = ''): ReadonlySet<string> {
  return new Set(
    Object.entries(genes).flatMap(([name, gene]) => {
      const path = `${above}${name}`;
      if (gene.type === 'group') return [...listsOf(gene.genes, `${path}.`)];
      return gene.type === 'list' ? [path, ...listsOf(gene.genes, `${path}.*.`)] : [];
    }),
  );
}
