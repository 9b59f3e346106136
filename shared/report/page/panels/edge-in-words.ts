// What made a candidate of its parent, in words.
import { changeInWords } from '../../analysis/change-in-words.ts';
import type { Candidate } from '../../analysis/lineage.ts';

export function edgeInWords({ parents, changes }: Candidate): string {
  if (parents.length === 0) return 'drawn at random';
  return changes.length === 0 ? 'unchanged' : changes.map(changeInWords).join(', ');
}
