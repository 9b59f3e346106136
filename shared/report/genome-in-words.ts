// A genome in one line: its network where its kind describes one, else its genes by name.
import type { Genome } from '../contracts/genome.ts';
import type { Task } from '../contracts/task.ts';
import { networkOf } from '../genome/genome-network.ts';
import { networkInWords } from '../network/network-in-words.ts';
import { geneInWords } from './analysis/change-in-words.ts';
import { genesOf } from './genes.ts';

/** Genes of a custom genome that are printed; a line has room for no more. */
const MOST_GENES = 8;

export function genomeInWords(genome: Genome, task: Task): string {
  const network = networkOf(genome, task);
  return network === null ? genesInWords(genome) : networkInWords(network);
}

function genesInWords(genome: Genome): string {
  const genes = Object.entries(genesOf(genome));
  const named = genes.slice(0, MOST_GENES).map(([name, gene]) => `${name} ${geneInWords(gene)}`);
  const more = genes.length - named.length;
  return [...named, ...(more > 0 ? [`${more} further genes`] : [])].join(', ');
}
