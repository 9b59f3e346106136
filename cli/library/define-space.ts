// Search spaces in code: the types of their genomes are read off their genes.
import { genesWithPresentNames } from '../../shared/contracts/renamed-settings.ts';
import type { SearchSpace } from '../../shared/contracts/search-space.ts';
import { checkSpace } from '../../shared/genome/check-space.ts';
import { InvalidInput, shown } from '../../shared/kernel/errors.ts';
import { isObject } from '../../shared/kernel/is-object.ts';
import { plainData } from '../../shared/kernel/plain-data.ts';

/** Values of a categorical gene. */
export type Category = string | number | boolean;

interface Conditional {
  /** The gene is there only while another gene of its scope, or of one around it, has one of these values. */
  readonly when?: { readonly gene: string; readonly in: readonly Category[] } | undefined;
}

interface Mutating {
  /** Probability that it is drawn again in a child; 0.2 where it is not said. */
  readonly mutation?: number | undefined;
}

interface Bounds {
  readonly min: number;
  readonly max: number;
}

export interface NumberGeneDefinition extends Conditional, Mutating, Bounds {
  readonly type: 'integer' | 'real';
  /** `log`: uniform in the logarithm. */
  readonly scale?: 'linear' | 'log' | undefined;
  /** Other bounds while another gene has a value. */
  readonly boundsBy?:
    | { readonly gene: string; readonly values: Readonly<Record<string, Bounds>> }
    | undefined;
}

export interface CategoricalGeneDefinition extends Conditional, Mutating {
  readonly type: 'categorical';
  readonly values: readonly Category[];
}

export interface GroupGeneDefinition extends Conditional {
  readonly type: 'group';
  readonly genes: GeneDefinitions;
}

/** A sequence of like parts; in a child it may grow or shrink by one. */
export interface ListGeneDefinition extends Conditional, Mutating {
  readonly type: 'list';
  readonly length: Bounds;
  readonly genes: GeneDefinitions;
}

export type GeneDefinition =
  | NumberGeneDefinition
  | CategoricalGeneDefinition
  | GroupGeneDefinition
  | ListGeneDefinition;

export interface GeneDefinitions {
  readonly [name: string]: GeneDefinition;
}

type ValueOf<Gene> = Gene extends { readonly type: 'integer' | 'real' }
  ? number
  : Gene extends { readonly type: 'categorical'; readonly values: readonly (infer Value)[] }
    ? Value
    : Gene extends { readonly type: 'group'; readonly genes: infer Genes }
      ? GenesOf<Genes>
      : Gene extends { readonly type: 'list'; readonly genes: infer Part }
        ? readonly GenesOf<Part>[]
        : never;

type ConditionalNames<Genes> = {
  [Name in keyof Genes]: Genes[Name] extends { readonly when: object } ? Name : never;
}[keyof Genes];

/** What the genes of a scope hold; those with a `when` may be absent. */
type GenesOf<Genes> = {
  readonly [Name in Exclude<keyof Genes, ConditionalNames<Genes>>]: ValueOf<Genes[Name]>;
} & { readonly [Name in ConditionalNames<Genes>]?: ValueOf<Genes[Name]> };

declare const genome: unique symbol;

/** A search space whose genomes have this type; there is nothing of it at run time. */
export interface Space<Genome = unknown> extends SearchSpace {
  readonly [genome]?: Genome;
}

/** The type of a space's genomes. */
export type GenomeOf<S> = S extends Space<infer Genome> ? Genome : never;

const DEFAULT_MUTATION = 0.2;

/**
 * Declares what is searched, of kind `custom`: any gene tree, whose meaning `evaluate` knows.
 *
 * @example
 * ```ts
 * import { defineSpace, type GenomeOf } from 'evolambda';
 *
 * const space = defineSpace({
 *   rate: { type: 'real', min: 1e-4, max: 1, scale: 'log' },
 *   method: { type: 'categorical', values: ['plain', 'momentum'] },
 *   momentum: { type: 'real', min: 0, max: 0.99, when: { gene: 'method', in: ['momentum'] } },
 * });
 * const genome: GenomeOf<typeof space> = { rate: 0.1, method: 'plain' };
 * console.log(space.kind, genome.method);
 * ```
 * @throws InvalidInput naming every gene that cannot be, and why
 */
export function defineSpace<const Genes extends GeneDefinitions>(
  genes: Genes,
): Space<GenesOf<Genes>> {
  const given = plainData(genes);
  if (!isObject(given) || Object.keys(given).length === 0) {
    const allowed = 'a plain object with at least one gene';
    throw new InvalidInput([{ path: 'genes', value: shown(given), allowed }]);
  }
  const present = genesWithPresentNames(given);
  const space = { kind: 'custom', genes: withMutation(present) };
  try {
    return checkSpace(space, { shape: { features: 1 }, classes: 2 });
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    // The space is made here; who calls wrote its genes.
    throw new InvalidInput(
      error.faults.map((fault) => ({ ...fault, path: fault.path.replace(/^space\./, '') })),
    );
  }
}

/** What are no genes is left to the schema, which says so. */
function withMutation(genes: unknown): unknown {
  if (!isObject(genes)) return genes;
  return Object.fromEntries(Object.entries(genes).map(([name, gene]) => [name, mutating(gene)]));
}

function mutating(gene: unknown): unknown {
  if (!isObject(gene)) return gene;
  switch (gene.type) {
    case 'group':
      return { ...gene, genes: withMutation(gene.genes) };
    case 'list':
      return { mutation: DEFAULT_MUTATION, ...gene, genes: withMutation(gene.genes) };
    case 'integer':
    case 'real':
    case 'categorical':
      return { mutation: DEFAULT_MUTATION, ...gene };
    default:
      return gene;
  }
}
