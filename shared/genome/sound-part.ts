// What of a faulty space can still be checked: the space without the genes that faults were found in, so
// that a person is told of the faults elsewhere as well.
import { searchSpaceSchema } from '../contracts/search-space.ts';
import { isObject } from '../kernel/is-object.ts';

/** Names on the way to a place within a space, such as genes, layers, part, units, max. */
export type SpacePath = readonly PropertyKey[];

/** A space as it is written, and the names of the genes that were left out of it. */
export interface SoundPart {
  readonly value: unknown;
  readonly leftOut: ReadonlySet<string>;
}

/** Without all that the schema finds fault with. */
export function withoutSchemaFaults(value: unknown): SoundPart {
  const issues = searchSpaceSchema.safeParse(value).error?.issues ?? [];
  const paths = issues.flatMap(({ path, ...issue }) =>
    // The rest of an object with a name too many can be read.
    issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...path, key]) : [faulty(path)],
  );
  return withoutPlaces({ value, leftOut: new Set() }, paths);
}

/** Without the genes that these places lie in, or a part of theirs that they can do without. */
export function withoutFaultsAt(part: SoundPart, paths: readonly SpacePath[]): SoundPart {
  return withoutPlaces(part, paths.map(faulty));
}

function withoutPlaces({ value, leftOut }: SoundPart, paths: readonly SpacePath[]): SoundPart {
  return {
    value: paths.reduce<unknown>((rest, path) => without(rest, path), value),
    leftOut: new Set([...leftOut, ...paths.map((path) => String(path.at(-1)))]),
  };
}

/** A gene is the same to its kind whatever these say. */
const DISPENSABLE = new Set<PropertyKey>(['mutation', 'scale', 'length']);

/** The innermost gene on the way, or its dispensable field; else the field of the space. */
function faulty(path: SpacePath): SpacePath {
  const end = geneEnd(path);
  const field = path[end];
  const isDispensable = end > 0 && field !== undefined && DISPENSABLE.has(field);
  return path.slice(0, isDispensable ? end + 1 : Math.max(end, 1));
}

/** How many names lead to the innermost gene. */
function geneEnd(path: SpacePath): number {
  let end = 0;
  while (path[end] === 'genes' && path.length > end + 1) end += 2;
  return end;
}

function without(value: unknown, path: SpacePath, isGene = false): unknown {
  const [name, ...rest] = path;
  if (!isObject(value) || name === undefined || !Object.hasOwn(value, name)) return value;
  const { [String(name)]: inner, ...others } = value;
  // Between genes and fields of a gene the way changes with each step.
  if (rest.length > 0) return { ...others, [name]: without(inner, rest, !isGene && isScope(name)) };
  // A list without a length is none.
  return name === 'length' && !isGene ? { ...others, length: { min: 1, max: 1 } } : others;
}

function isScope(name: PropertyKey): boolean {
  return name === 'genes';
}
