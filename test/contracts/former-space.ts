// A search space as evolambda 0.1 writes it.
import type { SearchSpace } from '../../shared/contracts/search-space.ts';

/** A copy whose list genes, at any depth, name their genes `part`. */
export function formerSpace(space: SearchSpace): object {
  return { ...space, genes: formerGenes(space.genes) };
}

function formerGenes(genes: SearchSpace['genes']): object {
  return Object.fromEntries(
    Object.entries(genes).map(([name, gene]) => {
      if (gene.type === 'group') return [name, { ...gene, genes: formerGenes(gene.genes) }];
      if (gene.type !== 'list') return [name, gene];
      const { genes: inner, ...rest } = gene;
      return [name, { ...rest, part: formerGenes(inner) }];
    }),
  );
}
