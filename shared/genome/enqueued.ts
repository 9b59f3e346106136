// Genomes that a person knows to be good and wants in the first population.
import {
  DEFAULT_KIND,
  type GeneGroup,
  type GenePart,
  type GeneValue,
  type Genome,
} from '../contracts/genome.ts';
import { parseInput } from '../contracts/parse.ts';
import { type Genes, type SearchSpace, searchSpaceSchema } from '../contracts/search-space.ts';
import type { Task } from '../contracts/task.ts';
import { collect, type Fault, InvalidInput, shown } from '../kernel/errors.ts';
import { isObject } from '../kernel/is-object.ts';
import { append } from '../kernel/long-lists.ts';
import { genomeFaults } from './check-genome.ts';
import { partId } from './draw-key.ts';
import { genomeCost } from './genome-network.ts';
import { kindOf } from './kinds/registry.ts';
import { isWithinLimits } from './operators/within-limits.ts';
import { repairFaults } from './repair.ts';

/**
 * The genomes with their defaults, and with ids where parts have none.
 * @throws InvalidInput with every fault of every genome
 */
export function readEnqueued(
  values: readonly unknown[],
  space: SearchSpace,
  task: Task,
  seed: number,
): Genome[] {
  const faults: Fault[] = [];
  const genomes = values.flatMap((value, index) => {
    const path = `enqueue[${index}]`;
    const genome = collect(faults, () => genomeIn(value, space, path));
    if (genome === undefined) return [];
    const untrainable = repairFaults(genome, task, path);
    append(faults, untrainable);
    if (untrainable.length === 0 && !isWithinLimits(genome, space.limits, task)) {
      const value = shown(genomeCost(genome, task));
      const problem = `cost ${value} exceeds the limits of the space`;
      faults.push({ path, value, problem, allowed: `at most ${shown(space.limits)}` });
    }
    return [withIds(genome, seed, index)];
  });
  if (faults.length > 0) throw new InvalidInput(faults);
  return genomes;
}

/**
 * What is wrong with the genomes of a configuration as it is written, whatever else is wrong with it.
 * @param isSound whether its space is a space
 */
export function enqueuedFaults(
  { enqueue, space }: Readonly<Record<string, unknown>>,
  isSound: boolean,
): Fault[] {
  const faults: Fault[] = [];
  if (!Array.isArray(enqueue)) return faults;
  const name = isObject(space) && space.kind !== undefined ? space.kind : DEFAULT_KIND;
  const kind = collect([], () => kindOf(name));
  const sound = isSound ? searchSpaceSchema.safeParse(space).data : undefined;
  for (const [index, value] of enqueue.entries()) {
    const path = `enqueue[${index}]`;
    collect(faults, () => {
      if (sound !== undefined) genomeIn(value, sound, path);
      else if (kind !== undefined) parseInput(kind.genomeSchema, value, path);
    });
  }
  return faults;
}

/** @throws InvalidInput with every fault, but for the limits of the space */
function genomeIn(value: unknown, space: SearchSpace, path: string): Genome {
  const whole = parseInput(kindOf(space.kind).genomeSchema, value, path) as Genome;
  const { format, kind: name, ...genes } = whole;
  const genome = { format, kind: name, ...asked(space.genes, genes, value as GeneGroup) };
  const outside = genomeFaults(genome, space, path);
  if (outside.length > 0) throw new InvalidInput(outside);
  return genome;
}

/** Without the defaults of genes that neither the space has nor the person wrote. */
function asked(genes: Genes, group: GeneGroup, written: GeneGroup): GeneGroup {
  const kept = Object.entries(group).filter(
    ([name]) => name === 'id' || Object.hasOwn(genes, name) || Object.hasOwn(written, name),
  );
  return Object.fromEntries(
    kept.map(([name, value]): [string, GeneValue] => {
      const gene = genes[name];
      const source = written[name];
      if (gene?.type === 'group') {
        return [name, asked(gene.genes, value as GeneGroup, (source ?? {}) as GeneGroup)];
      }
      if (gene?.type !== 'list' || !Array.isArray(value)) return [name, value];
      const sources = (source ?? []) as readonly GeneGroup[];
      const parts = value.map((part, at) => asked(gene.genes, part, sources[at] ?? {}) as GenePart);
      return [name, parts];
    }),
  );
}

function withIds(genome: Genome, seed: number, index: number): Genome {
  let born = 0;
  const named = (value: GeneValue): GeneValue => {
    if (typeof value !== 'object') return value;
    if (!Array.isArray(value)) {
      const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
      return Object.fromEntries(entries.map(([name, inner]) => [name, named(inner as GeneValue)]));
    }
    return value.map((part) => {
      const id = partId({ seed, generation: 0, slot: index }, `enqueued ${born}`);
      born += 1;
      return { ...(named(part) as object), id: part.id ?? id };
    });
  };
  return named(genome) as Genome;
}
