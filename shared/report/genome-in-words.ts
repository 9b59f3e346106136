// A genome in one line, as an engineer describes the network: `dense 732 tanh, dropout 0.13; rmsprop, learning rate 0.000755`.
import type { Genome } from '../contracts/genome.ts';
import { mlpInWords } from '../genome/kinds/mlp/mlp-in-words.ts';
import { geneInWords } from './analysis/change-in-words.ts';
import { genesOf } from './genes.ts';

/** Genes of a custom genome that are printed; a line has room for no more. */
const MOST_GENES = 8;

export function genomeInWords(genome: Genome): string {
  return genome.kind === 'mlp' ? mlpInWords(genome) : genesInWords(genome);
}

function genesInWords(genome: Genome): string {
  const genes = Object.entries(genesOf(genome));
  const named = genes.slice(0, MOST_GENES).map(([name, gene]) => `${name} ${geneInWords(gene)}`);
  const more = genes.length - named.length;
  return [...named, ...(more > 0 ? [`${more} further genes`] : [])].join(', ');
}
