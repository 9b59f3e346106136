// Who descends from whom. A candidate stands once, where it was first planned, however often it is read again.
// Imports nothing of Node.
import type { Arm, Change, EvaluationRow } from '../page-data.ts';

export interface Candidate {
  readonly candidateId: string;
  /** Where it was first planned. */
  readonly batch: number;
  readonly arm: Arm;
  readonly genomeHash: string;
  /** As it was made of them; one that the run does not hold is left out. */
  readonly parents: readonly string[];
  readonly changes: readonly Change[];
  /** In the ledger's order. */
  readonly children: readonly string[];
  /** Mean of its completed readings; null where there is none. */
  readonly fitness: number | null;
  readonly readings: number;
}

/** In the order in which they were planned. */
export type Lineage = ReadonlyMap<string, Candidate>;

/** @param byCandidate all rows of each candidate, in the ledger's order */
export function lineageOf(byCandidate: ReadonlyMap<string, readonly EvaluationRow[]>): Lineage {
  const lineage = new Map<string, Candidate & { readonly children: string[] }>();
  for (const [candidateId, rows] of byCandidate) {
    const [first] = rows;
    if (first === undefined) continue;
    const { batch, arm, genomeHash, changes } = first;
    const parents = [...new Set(first.parents)].filter(
      (parent) => parent !== candidateId && byCandidate.has(parent),
    );
    lineage.set(candidateId, {
      ...{ candidateId, batch, arm, genomeHash, parents, changes, children: [] },
      ...fitnessOf(rows),
    });
  }
  for (const { candidateId, parents } of lineage.values()) {
    for (const parent of parents) lineage.get(parent)?.children.push(candidateId);
  }
  return lineage;
}

/** All that it comes from, without itself. */
export function ancestorsOf(lineage: Lineage, candidateId: string): ReadonlySet<string> {
  return reached(candidateId, (id) => lineage.get(id)?.parents ?? []);
}

/** All that comes from it, without itself. */
export function descendantsOf(lineage: Lineage, candidateId: string): ReadonlySet<string> {
  return reached(candidateId, (id) => lineage.get(id)?.children ?? []);
}

/** From the first ancestor to the candidate, by first parents; ends where it would go round in a circle. */
export function pathToFirstAncestor(lineage: Lineage, candidateId: string): Candidate[] {
  const path: Candidate[] = [];
  const seen = new Set<string>();
  let candidate = lineage.get(candidateId);
  while (candidate !== undefined && !seen.has(candidate.candidateId)) {
    seen.add(candidate.candidateId);
    path.unshift(candidate);
    const [parent] = candidate.parents;
    candidate = parent === undefined ? undefined : lineage.get(parent);
  }
  return path;
}

/** The best of the search by its mean; null while nothing is read. */
export function bestOf(
  candidates: Iterable<Candidate>,
  direction: 'maximize' | 'minimize',
): Candidate | null {
  let best: Candidate | null = null;
  for (const candidate of candidates) {
    if (candidate.fitness === null) continue;
    const known = best?.fitness ?? null;
    const isBetter =
      known === null ||
      (direction === 'maximize' ? candidate.fitness > known : candidate.fitness < known);
    if (isBetter) best = candidate;
  }
  return best;
}

function fitnessOf(rows: readonly EvaluationRow[]): Pick<Candidate, 'fitness' | 'readings'> {
  const values = rows.flatMap(({ status, values: [value] }) =>
    status === 'completed' ? (value ?? []) : [],
  );
  const sum = values.reduce((a, b) => a + b, 0);
  return { fitness: values.length === 0 ? null : sum / values.length, readings: values.length };
}

function reached(
  start: string,
  next: (candidateId: string) => readonly string[],
): ReadonlySet<string> {
  const found = new Set<string>();
  const open = [start];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    for (const other of next(id)) {
      if (other === start || found.has(other)) continue;
      found.add(other);
      open.push(other);
    }
  }
  return found;
}
