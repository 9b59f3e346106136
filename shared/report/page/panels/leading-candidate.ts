// The candidate that a page shows until a person selects one.
import type { Candidate, Lineage } from '../../analysis/lineage.ts';
import type { RunView } from '../run-view.ts';

/** The champion; before there is one, the best of the search; before that, the first candidate. */
export function leadingCandidate({ page }: RunView, lineage: Lineage): Candidate | null {
  const { champion, best } = page.head;
  const [first = null] = lineage.values();
  return lineage.get((champion ?? best)?.candidateId ?? '') ?? first;
}

/** What the leading candidate is. */
export function leadInWords({ page: { head } }: RunView): string {
  if (head.champion !== null) return 'the champion';
  if (head.best === null) return 'the first candidate';
  return head.isFinished ? 'the best candidate' : 'the best candidate so far';
}
