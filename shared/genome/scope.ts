// Where a gene's reference to another gene leads: `kind`, or `optimizer.kind`, looked up in the
// gene's own scope first and then outwards, as a variable is.

import type { GeneGroup, GeneValue } from '../contracts/genome.ts';
import type { Gene, Genes } from '../contracts/search-space.ts';
import { append } from '../kernel/long-lists.ts';

/** The genes that a scope declares, and those of their values that were drawn so far. */
export interface Scope {
  readonly genes: Genes;
  readonly values: GeneGroup;
}

/** Innermost first. */
export type Scopes = readonly Scope[];

/**
 * The value that a reference names, or undefined while that gene is absent: a gene of the same name further
 * out is another one.
 */
export function referencedValue(reference: string, scopes: Scopes): GeneValue | undefined {
  const [head = '', ...rest] = reference.split('.');
  const scope = scopes.find(({ genes }) => Object.hasOwn(genes, head));
  return [head, ...rest].reduce<GeneValue | undefined>(
    (value, name) => (isGroup(value) && Object.hasOwn(value, name) ? value[name] : undefined),
    scope?.values,
  );
}

/** The gene that a reference names, among declarations innermost scope first. */
export function referencedGene(
  reference: string,
  declarations: readonly Genes[],
): Gene | undefined {
  const [head = '', ...rest] = reference.split('.');
  const declared = declarations.find((genes) => Object.hasOwn(genes, head));
  return rest.reduce<Gene | undefined>(
    (gene, name) =>
      gene?.type === 'group' && Object.hasOwn(gene.genes, name) ? gene.genes[name] : undefined,
    declared?.[head],
  );
}

export interface Reference {
  readonly by: 'when' | 'boundsBy';
  readonly reference: string;
}

/** References of a gene itself. */
export function ownReferences(gene: Gene): Reference[] {
  const { when } = gene;
  const boundsBy = 'boundsBy' in gene ? gene.boundsBy : undefined;
  return [
    ...(when === undefined ? [] : [{ by: 'when' as const, reference: when.gene }]),
    ...(boundsBy === undefined ? [] : [{ by: 'boundsBy' as const, reference: boundsBy.gene }]),
  ];
}

/** References that lead out of a gene: its own, and those from inside that do not end inside. */
function outwardReferences(gene: Gene): string[] {
  const inside = gene.type === 'group' || gene.type === 'list' ? gene.genes : {};
  const fromInside = Object.values(inside)
    .flatMap(outwardReferences)
    .filter((reference) => !Object.hasOwn(inside, headOf(reference)));
  return [...ownReferences(gene).map(({ reference }) => reference), ...fromInside];
}

/**
 * The names of a scope in drawing order: a gene after those that it refers to, else by name, so
 * that the order of fields in a file changes nothing. Genes on a cycle are missing at the end.
 */
export function drawingOrder(genes: Genes): string[] {
  const order: string[] = [];
  const waiting = Object.keys(genes).sort();
  for (;;) {
    const next = waiting.findIndex((name) => {
      const gene = genes[name];
      return gene !== undefined && headsOf(gene, genes).every((head) => order.includes(head));
    });
    if (next < 0) return order;
    append(order, waiting.splice(next, 1));
  }
}

/** Names of this scope that a gene refers to. A gene inside another cannot wait for the whole of it. */
function headsOf(gene: Gene, genes: Genes): string[] {
  return outwardReferences(gene)
    .map(headOf)
    .filter((head) => Object.hasOwn(genes, head));
}

function headOf(reference: string): string {
  return reference.split('.')[0] ?? '';
}

function isGroup(value: GeneValue | undefined): value is GeneGroup {
  return typeof value === 'object' && !Array.isArray(value);
}
