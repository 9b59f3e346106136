// The most that one genome of a space may cost: the basis of a worst case.
import type { Gene, Genes, SearchSpace } from '../contracts/search-space.ts';
import type { Task } from '../contracts/task.ts';
import { greatest } from '../kernel/long-lists.ts';
import type { NetworkCost } from '../network/network-cost.ts';
import { atBound } from './check-space.ts';
import { genomeCost } from './genome-network.ts';
import { randomise } from './operators/randomise.ts';
import { repaired } from './repair.ts';

/** Categories and conditions stay random, so that several genomes are drawn. */
const SAMPLES = 64;

/** Upper bounds within a space, its limits included; null where its genomes describe no network. */
export function costliest(
  space: SearchSpace,
  task: Task,
): Pick<NetworkCost, 'forwardFlops' | 'parameters'> | null {
  const largest = { ...atBound(space, 'max'), genes: longest(atBound(space, 'max').genes) };
  const costs = Array.from({ length: SAMPLES }, (_, slot) =>
    genomeCost(
      repaired(randomise(largest, { seed: 0, generation: 0, slot, attempt: 0 }), task),
      task,
    ),
  ).filter((cost) => cost !== null);
  if (costs.length === 0) return null;
  const most = (of: (cost: NetworkCost) => number) => greatest(costs.map(of));
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
    return { ...gene, length: { min: max, max }, genes: longest(gene.genes) };
  };
  return Object.fromEntries(Object.entries(genes).map(([name, gene]) => [name, stretched(gene)]));
}
