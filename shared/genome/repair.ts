// Repair: from a genome as it was drawn to the nearest one that its kind can train, and what differs between the two.
import type { GeneGroup, GenePart, GeneValue, Genome } from '../contracts/genome.ts';
import type { GeneChange } from '../contracts/proposal.ts';
import type { Task } from '../contracts/task.ts';
import { type Fault, shown } from '../kernel/errors.ts';
import { kindOf } from './kinds/registry.ts';
import type { Offspring } from './operators/offspring.ts';

/** Itself where its kind repairs nothing. */
export function repaired(genome: Genome, task: Task): Genome {
  return kindOf(genome.kind).repair?.(genome, task) ?? genome;
}

/** The offspring repaired; the changes of the repair come after those of the operator. */
export function repairedOffspring(offspring: Offspring, task: Task): Offspring {
  const { genome, changes } = offspring;
  const whole = repaired(genome, task);
  if (whole === genome) return offspring;
  return { genome: whole, changes: [...changes, ...differences(genome, whole, '')] };
}

/** Of a genome that a person wrote, the genes that cannot be trained as they are. */
export function repairFaults(genome: Genome, task: Task, path: string): Fault[] {
  return differences(genome, repaired(genome, task), '').map(({ genePath, from, to }) => ({
    path: `${path}.${genePath}`,
    value: shown(from),
    problem: `${shown(from)} does not fit the data set and the other genes`,
    allowed: to === null ? 'no value' : shown(to),
    hint: 'or change the other genes',
  }));
}

function differences(before: GeneGroup, after: GeneGroup, path: string): GeneChange[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.flatMap((name) => valueDifferences(before[name], after[name], `${path}${name}`));
}

function valueDifferences(
  from: GeneValue | undefined,
  to: GeneValue | undefined,
  path: string,
): GeneChange[] {
  if (from === to) return [];
  if (isList(from) && isList(to) && hasSameParts(from, to)) {
    return to.flatMap((part, place) => {
      // A person's genome may have no ids.
      const here = part.id === undefined ? `${path}[${place}]` : `${path}.${part.id}`;
      return differences(from[place] as GenePart, part, `${here}.`);
    });
  }
  if (isGroup(from) && isGroup(to)) return differences(from, to, `${path}.`);
  return [{ name: 'repair', genePath: path, from: from ?? null, to: to ?? null }];
}

function isList(value: GeneValue | undefined): value is readonly GenePart[] {
  return Array.isArray(value);
}

function isGroup(value: GeneValue | undefined): value is GeneGroup {
  return typeof value === 'object' && !Array.isArray(value);
}

function hasSameParts(from: readonly GenePart[], to: readonly GenePart[]): boolean {
  return from.length === to.length && to.every(({ id }, place) => from[place]?.id === id);
}
