// Whether a genome that somebody wrote lies in a space: every gene that it should have, within its
// bounds, and no other.
import type { GeneGroup, GenePart, GeneValue, Genome } from '../contracts/genome.ts';
import type { Gene, Genes, SearchSpace } from '../contracts/search-space.ts';
import { type Fault, shown } from '../kernel/errors.ts';
import { nearest } from '../kernel/nearest.ts';
import { boundsOf, isActive } from './draw-value.ts';
import type { Scopes } from './scope.ts';

/** @param path put before the genome's own paths @returns every fault, none for a genome of the space */
export function genomeFaults(genome: Genome, { genes, kind }: SearchSpace, path: string): Fault[] {
  if (genome.kind !== kind) {
    return [
      { path: `${path}.kind`, value: shown(genome.kind), allowed: `${kind}, as the space has it` },
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
      allowed: `no gene of this name in the space${nearest(name, names)}`,
    }));
  const known = names.flatMap((name): Fault[] => {
    const gene = genes[name] as Gene;
    const value = Object.hasOwn(group, name) ? group[name] : undefined;
    const here = `${path}.${name}`;
    if (!isActive(gene, scopes)) {
      const expected = gene.when?.in.map((one) => shown(one)).join(' or ');
      const allowed = `nothing: it is there only while ${gene.when?.gene} is ${expected}`;
      return value === undefined ? [] : [{ path: here, value: shown(value), allowed }];
    }
    if (value === undefined)
      return [{ path: here, value: 'nothing', allowed: inWords(gene, scopes) }];
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
          : [{ path, value: `${parts.length} parts`, allowed: inWords(gene, scopes) }]),
        ...parts.flatMap((part, index) =>
          groupFaults(gene.part, part, scopes, `${path}[${index}]`),
        ),
      ];
    }
  }
}

function inWords(gene: Gene, scopes: Scopes): string {
  switch (gene.type) {
    case 'integer':
    case 'real': {
      const { min, max } = boundsOf(gene, scopes);
      return `${gene.type === 'integer' ? 'an integer' : 'a number'} of ${min} to ${max}`;
    }
    case 'categorical':
      return gene.values.map((value) => shown(value)).join(', ');
    case 'group':
      return 'an object with its genes';
    case 'list':
      return `a list of ${gene.length.min} to ${gene.length.max} parts`;
  }
}
