// Genes of all parts of a list under one name: `layers.*.size` for `layers.0.size`. Imports nothing of Node.

/** A step of digits is a place in a list: names of genes begin with a letter. */
export function pooledGene(gene: string): string {
  return gene.replace(/\.\d+(?=\.|$)/g, '.*');
}
