// Whether a genome that somebody wrote lies in a space: every gene that it should have, within its
// bounds, and no other.
import type { GeneGroup, GenePart, GeneValue, Genome } from '../contracts/genome.ts';
import type { Gene, Genes, SearchSpace } from '../contracts/search-space.ts';
import { choicesInWords } from '../kernel/choices-in-words.ts';
import { counted } from '../kernel/counted.ts';
import { type Fault, missing, shown } from '../kernel/errors.ts';
import { nearest } from '../kernel/nearest.ts';
import { countInWords, rangeInWords } from '../kernel/range-in-words.ts';
import { boundsOf, isActive } from './draw-value.ts';
import type { Scopes } from './scope.ts';

/** Genes that an unknown name does not list, being too many. */
const MANY_GENES = 8;

/** @param path put before the genome's own paths @returns every fault, none for a genome of the space */
export function genomeFaults(genome: Genome, { genes, kind }: SearchSpace, path: string): Fault[] {
  if (genome.kind !== kind) {
    return [
      {
        path: `${path}.kind`,
        value: shown(genome.kind),
        allowed: `${kind}, the kind of the space`,
      },
    ];
  }
  const { format: _, kind: __, ...own } = genome;
  return groupFaults(genes, own, [], path);
}

function groupFaults(genes: Genes, group: GeneGroup, outer: Scopes, path: string): Fault[] {
  const scopes: Scopes = [{ genes, values: group }, ...outer];
  const names = Object.keys(genes);
  const unknown = Object.keys(group)
    .filter((name) => name !== 'id' && !Object.hasOwn(genes, name))
    .map((name) => ({
      path: `${path}.${name}`,
      value: shown(group[name]),
      problem: 'unknown gene',
      allowed: names.length > MANY_GENES || nearest(name, names) ? '' : choicesInWords(names),
      hint: nearest(name, names),
    }));
  const known = names.flatMap((name): Fault[] => {
    const gene = genes[name] as Gene;
    const value = Object.hasOwn(group, name) ? group[name] : undefined;
    const here = `${path}.${name}`;
    if (!isActive(gene, scopes)) {
      if (value === undefined) return [];
      const condition = choicesInWords(gene.when?.in ?? []);
      const problem = `not allowed here: the gene exists only while ${gene.when?.gene} is ${condition}`;
      return [{ path: here, value: shown(value), problem, allowed: 'no value' }];
    }
    if (value === undefined) return [missing(here, inWords(gene, scopes))];
    return valueFaults(gene, value, scopes, here);
  });
  return [...unknown, ...known];
}

function valueFaults(gene: Gene, value: GeneValue, scopes: Scopes, path: string): Fault[] {
  const refused = [{ path, value: shown(value), allowed: inWords(gene, scopes) }];
  switch (gene.type) {
    case 'integer':
    case 'real': {
      const { min, max } = boundsOf(gene, scopes);
      const isNumber = typeof value === 'number' && value >= min && value <= max;
      const isFine = isNumber && (gene.type === 'real' || Number.isInteger(value));
      return isFine ? [] : refused;
    }
    case 'categorical':
      return gene.values.some((known) => known === value) ? [] : refused;
    case 'group':
      return typeof value === 'object' && !Array.isArray(value)
        ? groupFaults(gene.genes, value as GeneGroup, scopes, path)
        : refused;
    case 'list': {
      if (!Array.isArray(value)) return refused;
      const { min, max } = gene.length;
      const parts = value as readonly GenePart[];
      return [
        ...(parts.length >= min && parts.length <= max
          ? []
          : [lengthFault(parts.length, path, inWords(gene, scopes))]),
        ...parts.flatMap((part, index) =>
          groupFaults(gene.genes, part, scopes, `${path}[${index}]`),
        ),
      ];
    }
  }
}

function lengthFault(length: number, path: string, allowed: string): Fault {
  const value = counted(length, 'item');
  return { path, value, problem: `${value} not allowed`, allowed };
}

function inWords(gene: Gene, scopes: Scopes): string {
  switch (gene.type) {
    case 'integer':
    case 'real': {
      const { min, max } = boundsOf(gene, scopes);
      return rangeInWords({ isInteger: gene.type === 'integer', min, max });
    }
    case 'categorical':
      return choicesInWords(gene.values);
    case 'group':
      return 'an object with the genes of the group';
    case 'list':
      return `an array with ${countInWords('item', gene.length.min, gene.length.max)}`;
  }
}
