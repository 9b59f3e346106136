// Where each candidate stands in the picture of the lineage: its batch from left to right, its place by fitness
// from top to bottom. Imports nothing of Node.
import { group } from 'd3';
import type { ObjectiveDeclaration } from '../../contracts/objective.ts';
import type { Candidate } from './lineage.ts';

export interface Placed {
  readonly candidate: Candidate;
  /** From 0 to 1, the same for all of a batch. */
  readonly x: number;
  /** From 0 to 1, the best of a batch uppermost, those without a reading lowest. */
  readonly y: number;
}

export interface LineageLayout {
  readonly places: ReadonlyMap<string, Placed>;
  /** Batches that hold a candidate's beginning, from left to right. */
  readonly columns: readonly { readonly batch: number; readonly x: number }[];
}

export function lineageLayout(
  candidates: readonly Candidate[],
  { direction }: ObjectiveDeclaration,
): LineageLayout {
  const batches = group(candidates, ({ batch }) => batch);
  const sorted = [...batches].sort(([a], [b]) => a - b);
  const tallest = sorted.reduce((most, [, ones]) => Math.max(most, ones.length), 1);
  const sign = direction === 'maximize' ? -1 : 1;
  const rankOf = ({ fitness }: Candidate) =>
    fitness === null ? Number.POSITIVE_INFINITY : sign * fitness;
  const columns = sorted.map(([batch], index) => ({
    batch,
    x: sorted.length === 1 ? 0.5 : index / (sorted.length - 1),
  }));
  const places = sorted.flatMap(([, ones], index) =>
    [...ones]
      .sort((a, b) => compare(rankOf(a), rankOf(b)))
      .map((candidate, rank): [string, Placed] => [
        candidate.candidateId,
        { candidate, x: columns[index]?.x ?? 0, y: (rank + 0.5) / tallest },
      ]),
  );
  return { places: new Map(places), columns };
}

/** Infinite alike are equal: their difference would be no number. */
function compare(a: number, b: number): number {
  return a === b ? 0 : a - b;
}
