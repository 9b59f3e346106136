// Mutation as in the article: each gene changes with its own probability, and what changed is told.
import type { GeneGroup, GenePart, GeneValue, Genome } from '../../contracts/genome.ts';
import type { GeneChange } from '../../contracts/proposal.ts';
import type { Gene, Genes, ListGene, SearchSpace } from '../../contracts/search-space.ts';
import { type DrawKey, partId, streamOf } from '../draw-key.ts';
import { drawCategory, drawNumber, isActive, isWithinBounds, stepNumber } from '../draw-value.ts';
import { drawingOrder, type Scopes } from '../scope.ts';
import type { Offspring } from './offspring.ts';
import { randomPart, randomValue } from './randomise.ts';

/** How a mutated number moves: `anew`, drawn again; `near`, a normal step from where it was. */
export type Reach = 'anew' | 'near';

/** What a walk over the genes carries along; `changes` is filled as it goes. */
interface Walk {
  readonly key: DrawKey;
  readonly reach: Reach;
  readonly changes: GeneChange[];
}

/**
 * A mutated copy; the parent is not touched. A mutated number is drawn again, a category among its
 * other values, a list grows or shrinks by one part. A dependent gene that became active or fell
 * out of its bounds is drawn again; one that became inactive goes.
 */
export function mutate(
  parent: Genome,
  space: SearchSpace,
  key: DrawKey,
  reach: Reach = 'anew',
): Offspring {
  const walk: Walk = { key, reach, changes: [] };
  const genes = mutatedGroup(space.genes, parent, [], '', walk);
  return { genome: { format: 1, kind: parent.kind, ...genes }, changes: walk.changes };
}

function mutatedGroup(
  genes: Genes,
  parent: GeneGroup,
  outer: Scopes,
  path: string,
  walk: Walk,
): GeneGroup {
  const group: Record<string, GeneValue> = {};
  for (const name of drawingOrder(genes)) {
    const gene = genes[name];
    if (gene === undefined) continue;
    const scopes: Scopes = [{ genes, values: group }, ...outer];
    const from = Object.hasOwn(parent, name) ? parent[name] : undefined;
    const value = isActive(gene, scopes)
      ? mutatedValue(gene, from, scopes, `${path}${name}`, walk)
      : undefined;
    if (value !== undefined) group[name] = value;
    else if (from !== undefined) record(walk, 'deactivate', `${path}${name}`, from, null);
  }
  return group;
}

function mutatedValue(
  gene: Gene,
  from: GeneValue | undefined,
  scopes: Scopes,
  path: string,
  walk: Walk,
): GeneValue {
  if (from === undefined) {
    const to = randomValue(gene, scopes, path, walk.key);
    record(walk, 'activate', path, null, to);
    return to;
  }
  switch (gene.type) {
    case 'group':
      return mutatedGroup(gene.genes, from as GeneGroup, scopes, `${path}.`, walk);
    case 'list':
      return mutatedList(gene, from as readonly GenePart[], scopes, path, walk);
    case 'integer':
    case 'real': {
      const stream = streamOf(walk.key, 'mutate', path);
      const isMutated = stream.real() < gene.mutation;
      if (!isMutated && isWithinBounds(gene, from, scopes)) return from;
      const isStep = walk.reach === 'near' && isWithinBounds(gene, from, scopes);
      const to = isStep
        ? stepNumber(gene, from as number, scopes, stream)
        : drawNumber(gene, scopes, stream);
      if (to === from) return from;
      record(walk, isMutated ? 'mutate' : 'redraw', path, from, to);
      return to;
    }
    case 'categorical': {
      const stream = streamOf(walk.key, 'mutate', path);
      if (stream.real() >= gene.mutation) return from;
      const to = drawCategory(gene, stream, from);
      record(walk, 'mutate', path, from, to);
      return to;
    }
  }
}

function mutatedList(
  gene: ListGene,
  from: readonly GenePart[],
  scopes: Scopes,
  path: string,
  walk: Walk,
): readonly GenePart[] {
  const parts = from.map((part) => ({
    id: part.id,
    ...mutatedGroup(gene.genes, part, scopes, `${path}.${part.id}.`, walk),
  }));
  const stream = streamOf(walk.key, 'mutate', path);
  if (stream.real() >= gene.mutation) return parts;
  const canGrow = parts.length < gene.length.max;
  const canShrink = parts.length > gene.length.min;
  if (canGrow && (!canShrink || stream.integer(0, 1) === 0)) {
    const id = partId(walk.key, `grown ${path}`);
    const part = randomPart(gene.genes, scopes, path, id, walk.key);
    const at = stream.integer(0, parts.length);
    record(walk, 'insert', `${path}.${id}`, null, at);
    return [...parts.slice(0, at), part, ...parts.slice(at)];
  }
  if (!canShrink) return parts;
  const at = stream.integer(0, parts.length - 1);
  record(walk, 'remove', `${path}.${parts[at]?.id}`, at, null);
  return parts.filter((_, index) => index !== at);
}

function record(
  walk: Walk,
  name: GeneChange['name'],
  genePath: string,
  from: GeneChange['from'],
  to: GeneChange['to'],
): void {
  walk.changes.push({ name, genePath, from, to });
}
