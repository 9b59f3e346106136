// The genes of a search space as flat names, list parts pooled, with how each is drawn.
// Imports nothing of Node.
import type { Gene, Genes } from '../../contracts/search-space.ts';

export type SpaceGene =
  | {
      readonly gene: string;
      readonly type: 'numeric';
      readonly isInteger: boolean;
      readonly isLog: boolean;
    }
  | { readonly gene: string; readonly type: 'categorical'; readonly values: readonly string[] };

/** In the space's order; a list's length stands before the genes of its parts. */
export function spaceGenes(genes: Genes, above = ''): SpaceGene[] {
  return Object.entries(genes).flatMap(([name, gene]) => genesOfOne(`${above}${name}`, gene));
}

function genesOfOne(path: string, gene: Gene): SpaceGene[] {
  switch (gene.type) {
    case 'integer':
    case 'real':
      return [
        {
          ...{ gene: path, type: 'numeric', isInteger: gene.type === 'integer' },
          isLog: gene.scale === 'log' && gene.min > 0,
        },
      ];
    case 'categorical':
      return [{ gene: path, type: 'categorical', values: gene.values.map(String) }];
    case 'group':
      return spaceGenes(gene.genes, `${path}.`);
    case 'list':
      return [
        { gene: `${path}.length`, type: 'numeric', isInteger: true, isLog: false },
        ...spaceGenes(gene.genes, `${path}.*.`),
      ];
  }
}
