// What is wrong with the values that a gene's `when` and `boundsBy` name: each must be a value that the gene
// referred to can have, its type included, or the condition is never met and nothing says so.
import type { CategoricalGene, Gene, Genes, NumericGene } from '../contracts/search-space.ts';
import { choicesInWords } from '../kernel/choices-in-words.ts';
import { type Fault, shown } from '../kernel/errors.ts';
import { nearest } from '../kernel/nearest.ts';
import { referencedGene } from './scope.ts';

type Category = CategoricalGene['values'][number];

/** The condition of a group or list, which holds for all genes in it. */
export interface Condition {
  readonly target: Gene;
  readonly in: readonly Category[];
}

/** The condition of a gene itself; undefined without one, or where it refers to nothing. */
export function conditionOf({ when }: Gene, scopes: readonly Genes[]): Condition | undefined {
  const target = when && referencedGene(when.gene, scopes);
  return target && when && { target, in: when.in };
}

/**
 * @param scopes declarations that the gene's references are looked up in, innermost first
 * @param around conditions of the groups and lists that the gene lies in
 */
export function conditionFaults(
  gene: Gene,
  scopes: readonly Genes[],
  around: readonly Condition[],
  path: string,
): Fault[] {
  const { when } = gene;
  const boundsBy = 'boundsBy' in gene ? gene.boundsBy : undefined;
  const target = when && referencedGene(when.gene, scopes);
  const keyed = boundsBy && referencedGene(boundsBy.gene, scopes);
  return [
    ...(when && target ? whenFaults(when, target, around, `${path}.when`) : []),
    ...(boundsBy && keyed ? boundsByFaults(boundsBy, keyed, `${path}.boundsBy`) : []),
  ];
}

function whenFaults(
  { gene: reference, in: expected }: NonNullable<Gene['when']>,
  target: Gene,
  around: readonly Condition[],
  path: string,
): Fault[] {
  if (target.type !== 'categorical' && target.type !== 'integer') return [noValue(reference, path)];
  const place = `${path}.in`;
  const impossible = expected.filter((value) => !canBe(target, value));
  if (impossible.length > 0) {
    return impossible.map((value) => {
      const allowed = `a value of ${reference}: ${valuesInWords(target)}`;
      return { path: place, value: shown(value), allowed, hint: meant(target, value) };
    });
  }
  if (new Set(expected).size < expected.length) {
    const value = shown(expected);
    return [
      { path: place, value, problem: `duplicate value in ${value}`, allowed: 'each value once' },
    ];
  }
  const outer = around.find(
    (condition) =>
      condition.target === target && !condition.in.some((value) => expected.includes(value)),
  );
  if (outer === undefined) return [];
  const allowed = `a value that ${reference} has in the enclosing group: ${choicesInWords(outer.in)}`;
  return [{ path: place, value: shown(expected), allowed }];
}

/** Names of fields are text, so that each must be the text of one value. */
function boundsByFaults(
  { gene: reference, values: bounds }: NonNullable<NumericGene['boundsBy']>,
  target: Gene,
  path: string,
): Fault[] {
  if (target.type !== 'categorical' && target.type !== 'integer') return [noValue(reference, path)];
  return Object.keys(bounds).flatMap((name): Fault[] => {
    const named = valuesNamed(target, name);
    if (named.length === 1) return [];
    const several = named.map((value) => shown(value)).join(' and ');
    const value = shown(name);
    if (named.length > 0) {
      const problem = `${value} is ambiguous: it stands for ${several}`;
      return [{ path, value, problem, allowed: `the text of exactly one value of ${reference}` }];
    }
    const allowed = `a value of ${reference}: ${textsInWords(target)}`;
    return [{ path, value, allowed, hint: nearest(name, textsOf(target)) }];
  });
}

/** A group or list has no value, and a real number is next to never equal to another. */
function noValue(reference: string, path: string): Fault {
  const allowed = 'the name of a categorical or integer gene';
  return { path: `${path}.gene`, value: shown(reference), allowed };
}

function valuesNamed(gene: CategoricalGene | NumericGene, name: string): Category[] {
  if (gene.type === 'categorical') {
    return [...new Set(gene.values)].filter((value) => String(value) === name);
  }
  const value = Number(name);
  return String(value) === name && canBe(gene, value) ? [value] : [];
}

function canBe(gene: CategoricalGene | NumericGene, value: Category): boolean {
  if (gene.type === 'categorical') return gene.values.includes(value);
  return (
    Number.isInteger(value) &&
    rangesOf(gene).some(({ min, max }) => min <= Number(value) && Number(value) <= max)
  );
}

function rangesOf(gene: NumericGene): readonly { readonly min: number; readonly max: number }[] {
  return [gene, ...Object.values(gene.boundsBy?.values ?? {})];
}

function valuesInWords(gene: CategoricalGene | NumericGene): string {
  if (gene.type === 'categorical') return choicesInWords(gene.values);
  return `an integer ${rangesOf(gene)
    .map(({ min, max }) => `from ${min} to ${max}`)
    .join(', or ')}`;
}

function textsInWords(gene: CategoricalGene | NumericGene): string {
  if (gene.type !== 'categorical') return valuesInWords(gene);
  const texts = textsOf(gene);
  return texts.length > 2 ? `one of ${texts.join(', ')}` : texts.join(' or ');
}

function textsOf(gene: CategoricalGene | NumericGene): string[] {
  return gene.type === 'categorical' ? gene.values.map(String) : [];
}

/** The value that is written alike and has another type, or the nearest text. */
function meant(gene: CategoricalGene | NumericGene, value: Category): string | undefined {
  const [other] = valuesNamed(gene, String(value));
  if (other !== undefined) return `did you mean ${shown(other)}, a ${typeof other}?`;
  const texts = gene.type === 'categorical' ? gene.values : [];
  return nearest(
    value,
    texts.filter((text) => typeof text === 'string'),
  );
}
