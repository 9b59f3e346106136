// What a schema cannot see of a space: bounds that cross, references that lead nowhere or round in
// circles, genes that the kind does not know.

import type { Genome } from '../contracts/genome.ts';
import { issueInWords, parseInput, valueAt } from '../contracts/parse.ts';
import { namesAt } from '../contracts/schema-at.ts';
import {
  type Gene,
  type Genes,
  type SearchSpace,
  searchSpaceSchema,
} from '../contracts/search-space.ts';
import type { Issue } from '../contracts/size-in-words.ts';
import type { Task } from '../contracts/task.ts';
import { choicesInWords } from '../kernel/choices-in-words.ts';
import { collect, type Fault, InvalidInput, shown } from '../kernel/errors.ts';
import { append } from '../kernel/long-lists.ts';
import { nearest } from '../kernel/nearest.ts';
import { plainData } from '../kernel/plain-data.ts';
import { type Condition, conditionFaults, conditionOf } from './condition-faults.ts';
import type { Kind } from './kinds/kind.ts';
import { kindOf } from './kinds/registry.ts';
import { randomise } from './operators/randomise.ts';
import { randomWithinLimits } from './operators/within-limits.ts';
import { drawingOrder, ownReferences, referencedGene } from './scope.ts';
import { withoutFaultsAt, withoutSchemaFaults } from './sound-part.ts';

/** Random genomes shown to the kind; a gene of n values is seen whole with probability > 1 − n·e^(−256/n). */
const SAMPLES = 256;

/** Names of fields that are no genes. */
const RESERVED = ['id', 'format', 'kind'];

/**
 * A space as it is written, once it can be searched for a task.
 * @throws InvalidInput with every fault found
 */
export function checkSpace(value: unknown, task: Task): SearchSpace {
  const written = plainData(value);
  const faults: Fault[] = [];
  const space = collect(faults, () => parseInput(searchSpaceSchema, written, 'space'));
  append(faults, spaceFaults(written));
  if (space === undefined || faults.length > 0) throw new InvalidInput(faults);
  checkLimits(space, task);
  return space;
}

/** Of a space without other faults. @throws InvalidInput when next to no genome is within its limits */
export function checkLimits(space: SearchSpace, task: Task): void {
  randomWithinLimits(space, task, { seed: 0, generation: 0, slot: 0 });
}

/**
 * All that a schema cannot see, and that no task is needed for, of a space as it is written; where the
 * schema finds fault with a part of it, of the rest.
 * @param value plain data
 */
export function spaceFaults(value: unknown): Fault[] {
  let part = withoutSchemaFaults(value);
  const faults: Fault[] = [];
  let space = searchSpaceSchema.safeParse(part.value).data;
  const name = space?.kind;
  const kind = name === undefined ? undefined : collect(faults, () => kindOf(name, 'space.kind'));
  while (space !== undefined) {
    const { leftOut } = part;
    const found = [...ownFaults(space), ...(kind === undefined ? [] : limitFaults(space, kind))];
    // Of a reference to what was left out nothing is known.
    append(
      faults,
      found.filter(({ path, value: name }) => !refersTo(leftOut, path, name)),
    );
    if (found.length === 0) return [...faults, ...(kind ? kindFaults(space, kind, leftOut) : [])];
    part = withoutFaultsAt(
      part,
      found.map(({ path }) => path.split('.').slice(1)),
    );
    space = searchSpaceSchema.safeParse(part.value).data;
  }
  return faults;
}

function refersTo(leftOut: ReadonlySet<string>, path: string, name: string): boolean {
  const [, head = ''] = /^"([^".]*)/.exec(name) ?? [];
  return /\.(when|boundsBy)\.gene$/.test(path) && leftOut.has(head);
}

function ownFaults(space: SearchSpace): Fault[] {
  return [
    ...RESERVED.filter((name) => Object.hasOwn(space.genes, name)).map((name) =>
      reservedName(`genes.${name}`, name),
    ),
    ...scopeFaults(space.genes, [], [], 'genes'),
  ];
}

/** What the kind accepts of no genome, or not of all; genes that were left out are missed by nobody. */
function kindFaults(space: SearchSpace, kind: Kind, leftOut: ReadonlySet<string>): Fault[] {
  const seen = new Map<string, Fault>();
  // Bounds are seldom drawn: spaces that hold nothing else show them.
  for (const shownSpace of [space, atBound(space, 'min'), atBound(space, 'max')]) {
    for (let slot = 0; slot < SAMPLES; slot += 1) {
      const genome = randomise(shownSpace, { seed: 0, generation: 0, slot, attempt: 0 });
      for (const issue of kind.genomeSchema.safeParse(genome).error?.issues ?? []) {
        for (const [path, words] of refusedBy(kind, issue, genome)) {
          const value = valueAt(genome, path);
          if (value === undefined && leftOut.has(String(path.at(-1)))) continue;
          const where = genePath(space.genes, path);
          if (!seen.has(where)) seen.set(where, { ...fault(where, value, ''), ...words() });
        }
      }
    }
  }
  return [...seen.values()];
}

function limitFaults({ limits }: SearchSpace, { name, network }: Kind): Fault[] {
  if (network !== undefined) return [];
  const problem = `not allowed: the cost of a genome of kind ${name} is unknown`;
  return Object.entries(limits).map(([limit, value]) => ({
    ...fault(`limits.${limit}`, value, 'no limit'),
    problem,
  }));
}

/** Places of a genome with what is wrong there: worked out once for a place, though many genomes show it. */
function refusedBy(
  { name, genomeSchema }: Kind,
  issue: Issue,
  genome: Genome,
): [readonly PropertyKey[], () => Omit<Fault, 'path' | 'value'>][] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => [
      [...issue.path, key],
      () => {
        const names = namesAt(genomeSchema, issue.path).filter((one) => !RESERVED.includes(one));
        const allowed = `${choicesInWords(names)} for kind ${name}`;
        return { problem: 'unknown gene', allowed, hint: nearest(key, names) };
      },
    ]);
  }
  const ofKind = () => {
    const words = issueInWords(issue, valueAt(genome, issue.path), genomeSchema);
    return { ...words, allowed: `${words.allowed} for kind ${name}` };
  };
  return [[issue.path, ofKind]];
}

/** The space whose numbers can only be at their lower or upper bounds. */
export function atBound(space: SearchSpace, bound: 'min' | 'max'): SearchSpace {
  const narrowed = (genes: Genes): Genes =>
    Object.fromEntries(Object.entries(genes).map(([name, gene]) => [name, narrow(gene)]));
  const only = <B extends { min: number; max: number }>(bounds: B): B => ({
    ...bounds,
    min: bounds[bound],
    max: bounds[bound],
  });
  const narrow = (gene: Gene): Gene => {
    if (gene.type === 'group') return { ...gene, genes: narrowed(gene.genes) };
    if (gene.type === 'list') return { ...gene, genes: narrowed(gene.genes) };
    if (gene.type === 'categorical') return gene;
    const { boundsBy } = gene;
    if (boundsBy === undefined) return only(gene);
    const values = Object.entries(boundsBy.values).map(([value, bounds]) => [value, only(bounds)]);
    return { ...only(gene), boundsBy: { ...boundsBy, values: Object.fromEntries(values) } };
  };
  return { ...space, genes: narrowed(space.genes) };
}

/** Where the space describes the gene at a place of a genome. */
function genePath(genes: Genes, place: readonly PropertyKey[]): string {
  const names = place.filter((part) => typeof part !== 'number').map(String);
  const parts: string[] = ['genes'];
  let scope: Genes | undefined = genes;
  for (const [index, name] of names.entries()) {
    parts.push(name);
    const gene: Gene | undefined = scope?.[name];
    scope = gene?.type === 'group' || gene?.type === 'list' ? gene.genes : undefined;
    if (index < names.length - 1 && scope) parts.push('genes');
  }
  return parts.join('.');
}

/** @param around conditions that all genes of the scope are under */
function scopeFaults(
  genes: Genes,
  outer: readonly Genes[],
  around: readonly Condition[],
  path: string,
): Fault[] {
  const scopes = [genes, ...outer];
  const ordered = new Set(drawingOrder(genes));
  return Object.entries(genes).flatMap(([name, gene]) => {
    const here = `${path}.${name}`;
    const unknown = ownReferences(gene).filter(
      ({ reference }) => referencedGene(reference, scopes) === undefined,
    );
    return [
      ...unknown.map(({ by, reference }) =>
        referenceFault(`${here}.${by}.gene`, reference, scopes),
      ),
      ...(ordered.has(name) || unknown.length > 0
        ? []
        : [
            {
              ...fault(here, name, 'references without a cycle'),
              problem: 'when or boundsBy refers back to the gene itself',
            },
          ]),
      ...conditionFaults(gene, scopes, around, `space.${here}`),
      ...geneFaults(gene, scopes, around, here),
    ];
  });
}

function referenceFault(path: string, reference: string, scopes: readonly Genes[]): Fault {
  const names = scopes.flatMap((genes) => Object.keys(genes));
  const hint = nearest(reference, names);
  return { ...fault(path, reference, 'the name of a gene of the space'), hint };
}

function geneFaults(
  gene: Gene,
  scopes: readonly Genes[],
  around: readonly Condition[],
  path: string,
): Fault[] {
  const own = conditionOf(gene, scopes);
  const inside = own === undefined ? around : [...around, own];
  switch (gene.type) {
    case 'group':
      return scopeFaults(gene.genes, scopes, inside, `${path}.genes`);
    case 'list':
      return [
        ...boundFaults(gene.length, path, 'length.'),
        ...(Object.hasOwn(gene.genes, 'id') ? [reservedName(`${path}.genes.id`, 'id')] : []),
        ...scopeFaults(gene.genes, scopes, inside, `${path}.genes`),
      ];
    case 'categorical':
      return new Set(gene.values).size === gene.values.length
        ? []
        : [
            {
              ...fault(`${path}.values`, gene.values, 'each value once'),
              problem: `duplicate value in ${shown(gene.values)}`,
            },
          ];
    case 'integer':
    case 'real': {
      const all = [gene, ...Object.values(gene.boundsBy?.values ?? {})];
      const isWhole = (n: number) => gene.type === 'real' || Number.isInteger(n);
      return all.flatMap((bounds) => [
        ...boundFaults(bounds, path, ''),
        ...(gene.scale === 'log' && bounds.min <= 0
          ? [fault(`${path}.min`, bounds.min, 'a number above 0 for scale log')]
          : []),
        ...(isWhole(bounds.min) && isWhole(bounds.max)
          ? []
          : [fault(path, bounds, 'integers as min and max')]),
      ]);
    }
  }
}

function boundFaults(bounds: { min: number; max: number }, path: string, prefix: string): Fault[] {
  if (bounds.min <= bounds.max) return [];
  const allowed = `a number of at least ${bounds.min}, the value of min`;
  return [fault(`${path}.${prefix}max`, bounds.max, allowed)];
}

function reservedName(path: string, name: string): Fault {
  const allowed = 'a gene name other than id, format, kind';
  return { ...fault(path, name, allowed), problem: `${name} is a reserved name` };
}

function fault(path: string, value: unknown, allowed: string): Fault {
  const found = shown(value);
  return { path: `space.${path}`, value: found, allowed };
}
