// The most that one genome of a space may cost: what a worst case is reckoned from.

import type { Gene, Genes, SearchSpace } from '../contracts/search-space.ts';
import { greatest } from '../kernel/long-lists.ts';
import { atBound } from './check-space.ts';
import type { GenomeCost, Task } from './kinds/kind.ts';
import { kindOf } from './kinds/registry.ts';
import { randomise } from './randomise.ts';

/** Categories and conditions stay random, so that several genomes are drawn. */
const SAMPLES = 64;

/** Upper bounds of forward FLOPs and parameters of the space's genomes, its limits counted in. */
export function costliest(
  space: SearchSpace,
  task: Task,
): Pick<GenomeCost, 'forwardFlops' | 'parameters'> {
  const largest = { ...atBound(space, 'max'), genes: longest(atBound(space, 'max').genes) };
  const costs = Array.from({ length: SAMPLES }, (_, slot) =>
    kindOf(space.kind).cost(randomise(largest, { seed: 0, generation: 0, slot, attempt: 0 }), task),
  );
  const most = (of: (cost: GenomeCost) => number) => greatest(costs.map(of));
  const { maxForwardFlops = Infinity, maxParameters = Infinity } = space.limits;
  return {
    forwardFlops: Math.min(
      maxForwardFlops,
      most((cost) => cost.forwardFlops),
    ),
    parameters: Math.min(
      maxParameters,
      most((cost) => cost.parameters),
    ),
  };
}

/** The genes with every list at its greatest length. */
function longest(genes: Genes): Genes {
  const stretched = (gene: Gene): Gene => {
    if (gene.type === 'group') return { ...gene, genes: longest(gene.genes) };
    if (gene.type !== 'list') return gene;
    const { max } = gene.length;
    return { ...gene, length: { min: max, max }, part: longest(gene.part) };
  };
  return Object.fromEntries(Object.entries(genes).map(([name, gene]) => [name, stretched(gene)]));
}
