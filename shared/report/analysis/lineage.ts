// Who descends from whom. A candidate stands once, where it was first planned, however often it is read again.
// Imports nothing of Node.
import type { Arm, Change, EvaluationRow } from '../page-data.ts';
import { standings } from './standings.ts';

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
  /**
   * Of a candidate of the search, the mean over all replicates of its genome, as the search ranks it; of one of the
   * final phase, the mean of its own evaluations. Null where nothing completed, or a replicate diverged.
   */
  readonly fitness: number | null;
}

/** In the order in which they were planned. */
export type Lineage = ReadonlyMap<string, Candidate>;

/**
 * @param byCandidate all rows of each candidate, in the ledger's order
 * @param search rows of the search, without the final phase
 */
export function lineageOf(
  byCandidate: ReadonlyMap<string, readonly EvaluationRow[]>,
  search: readonly EvaluationRow[],
): Lineage {
  const known = {
    main: standings(search.filter(({ arm }) => arm === 'main')),
    baseline: standings(search.filter(({ arm }) => arm === 'baseline')),
  };
  const ofSearch = new Set(search.map(({ candidateId }) => candidateId));
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
      fitness: ofSearch.has(candidateId)
        ? (known[arm].get(genomeHash)?.mean ?? null)
        : meanOf(rows),
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

function meanOf(rows: readonly EvaluationRow[]): number | null {
  const values = rows.flatMap(({ status, values: [value] }) =>
    status === 'completed' ? (value ?? []) : [],
  );
  const sum = values.reduce((a, b) => a + b, 0);
  return values.length === 0 ? null : sum / values.length;
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
