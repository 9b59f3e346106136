// Whom a page shows while a person has chosen nobody.
import { bestOf, type Candidate, type Lineage } from '../../analysis/lineage.ts';
import type { RunView } from '../run-view.ts';

/** The champion; before there is one, the best of the search. */
export function leadingCandidate({ page, objective }: RunView, lineage: Lineage): Candidate | null {
  const champion = lineage.get(page.head.champion?.candidateId ?? '');
  if (champion !== undefined) return champion;
  const isOfSearch = ({ arm, batch }: Candidate) =>
    arm === 'main' && page.batches[batch]?.isFinish !== true;
  const candidates = [...lineage.values()].filter(isOfSearch);
  return bestOf(candidates, objective.direction) ?? candidates[0] ?? null;
}
