// Where an arrow key leads in the lineage: to a child, to a parent, to the next sibling.
import type { Candidate, Lineage } from '../../analysis/lineage.ts';

/** @param isThere false for the first key, which leads to the start itself */
export function neighbour(
  key: string,
  start: Candidate,
  isThere: boolean,
  lineage: Lineage,
): Candidate | null {
  if (!key.startsWith('Arrow')) return null;
  if (!isThere) return start;
  const named = (candidateId: string | undefined) => lineage.get(candidateId ?? '') ?? start;
  switch (key) {
    case 'ArrowRight':
      return named(start.children[0]);
    case 'ArrowLeft':
      return named(start.parents[0]);
    default: {
      const siblings = siblingsOf(start, lineage);
      const step = key === 'ArrowDown' ? 1 : -1;
      return named(siblings[siblings.indexOf(start.candidateId) + step]);
    }
  }
}

/** With it, of its first parent; of one without a parent all others that have none. */
function siblingsOf({ parents: [parent], arm }: Candidate, lineage: Lineage): readonly string[] {
  if (parent !== undefined) return lineage.get(parent)?.children ?? [];
  return [...lineage.values()].flatMap((one) =>
    one.arm === arm && one.parents.length === 0 ? one.candidateId : [],
  );
}
