// A genome in one line: its kind's words, or names and values of its genes.
import type { Genome } from '../contracts/genome.ts';
import { kindOf } from '../genome/kinds/registry.ts';
import { geneInWords } from './analysis/change-in-words.ts';
import { genesOf } from './genes.ts';

/** Genes that are printed of a kind without words; a line has room for no more. */
const MOST_GENES = 8;

export function genomeInWords(genome: Genome): string {
  return kindOf(genome.kind).inWords?.(genome) ?? genesInWords(genome);
}

function genesInWords(genome: Genome): string {
  const genes = Object.entries(genesOf(genome));
  const named = genes.slice(0, MOST_GENES).map(([name, gene]) => `${name} ${geneInWords(gene)}`);
  const more = genes.length - named.length;
  return [...named, ...(more > 0 ? [`${more} further genes`] : [])].join(', ');
}
