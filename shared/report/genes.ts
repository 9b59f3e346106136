// The genes of a genome as flat names and values, for tables and for statistics. Imports nothing of Node.
import type { GeneValue, Genome } from '../contracts/genome.ts';

export type GeneCell = string | number | boolean;

/** `layers.0.units`: parts of a list by their place, for their ids name none in another genome. */
export function genesOf({ format: _, kind: _k, ...genes }: Genome): Record<string, GeneCell> {
  return Object.fromEntries(Object.entries(genes).flatMap(([name, gene]) => cells(name, gene)));
}

function cells(path: string, value: GeneValue): [string, GeneCell][] {
  if (typeof value !== 'object') return [[path, value]];
  const inner = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  const own = inner.flatMap(([name, gene]) =>
    name === 'id' ? [] : cells(`${path}.${name}`, gene as GeneValue),
  );
  return Array.isArray(value) ? [[`${path}.length`, value.length], ...own] : own;
}

/**
 * A gene of the ledger, which names list parts by their ids, by the place of its part in the genome; a part
 * that is gone by the place it had.
 */
export function geneByPlace(path: string, genome: Genome, removedFrom?: GeneValue | null): string {
  const steps: string[] = [];
  let value: GeneValue | undefined = genome;
  for (const step of path.split('.')) {
    if (Array.isArray(value)) {
      const place: number = value.findIndex((part) => part.id === step);
      steps.push(String(place >= 0 ? place : (removedFrom ?? step)));
      value = value[place];
    } else {
      steps.push(step);
      value = typeof value === 'object' ? (value as Record<string, GeneValue>)[step] : undefined;
    }
  }
  return steps.join('.');
}
