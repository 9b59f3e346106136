// Settings under the names of the version before: accepted by this version, in no documentation, gone with the next.
// The table of renames: docs/decisions/json-names.md.
import { isObject } from '../kernel/is-object.ts';

/** Paths of settings, as they begin: old name, present name. */
const RENAMED: readonly (readonly [string, string])[] = [['finish', 'finalPhase']];

/** A configuration with the present names; what has both keeps both, so that it is rejected. */
export function withPresentNames(config: unknown): unknown {
  if (!isObject(config)) return config;
  const present = Object.fromEntries(
    Object.entries(config).map(([name, value]) => [presentName(name, config), value]),
  );
  return {
    ...present,
    ...('space' in present ? { space: spaceWithPresentNames(present.space) } : {}),
    ...(Array.isArray(present.objectives)
      ? { objectives: present.objectives.map(objectiveWithPresentNames) }
      : {}),
  };
}

/** A path of a setting, `finish.epochs`, with the present names. */
export function presentPath(path: string): string {
  const [first = '', ...rest] = path.split('.');
  const isOfGenes = first === 'space' && rest[0] === 'genes';
  return [presentName(first, {}), ...(isOfGenes ? presentGenePath(rest) : rest)].join('.');
}

/** `genes`, the name of a gene, its field, and so on: a gene may be called `part`. */
function presentGenePath([field, gene, ...rest]: readonly string[]): readonly string[] {
  if (field === undefined) return [];
  const isOfGenes = field === 'genes' || field === 'part';
  if (!isOfGenes) return gene === undefined ? [field] : [field, gene, ...rest];
  return gene === undefined ? ['genes'] : ['genes', gene, ...presentGenePath(rest)];
}

/** `part` of a list gene is `genes`. */
export function spaceWithPresentNames(space: unknown): unknown {
  return isObject(space) && isObject(space.genes)
    ? { ...space, genes: genesWithPresentNames(space.genes) }
    : space;
}

function presentName(name: string, beside: Readonly<Record<string, unknown>>): string {
  const present = RENAMED.find(([old]) => old === name)?.[1];
  return present === undefined || Object.hasOwn(beside, present) ? name : present;
}

export function genesWithPresentNames(genes: Readonly<Record<string, unknown>>): unknown {
  return Object.fromEntries(
    Object.entries(genes).map(([name, gene]) => {
      if (!isObject(gene)) return [name, gene];
      const { part, ...rest } = gene;
      const isOld = gene.type === 'list' && part !== undefined && gene.genes === undefined;
      const renamed: Readonly<Record<string, unknown>> = isOld ? { ...rest, genes: part } : gene;
      return [
        name,
        isObject(renamed.genes)
          ? { ...renamed, genes: genesWithPresentNames(renamed.genes) }
          : renamed,
      ];
    }),
  );
}

/** `unit` was `fraction` or `number`, which `format` says now. */
function objectiveWithPresentNames(objective: unknown): unknown {
  if (!isObject(objective) || objective.format !== undefined) return objective;
  const { unit, ...rest } = objective;
  if (unit === 'fraction') return { ...rest, format: 'percent' };
  return unit === 'number' ? { ...rest, format: 'number' } : objective;
}
