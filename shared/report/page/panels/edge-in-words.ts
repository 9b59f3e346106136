// The mutations between a candidate and its parent.
import { changeInWords } from '../../analysis/change-in-words.ts';
import type { Candidate } from '../../analysis/lineage.ts';
import type { Change } from '../../page-data.ts';
import { gene } from '../words.ts';

export function mutationInWords(change: Change): string {
  return changeInWords(change, gene);
}

export function edgeInWords({ parents, changes }: Candidate): string {
  if (parents.length === 0) return 'drawn at random';
  return changes.length === 0 ? 'unchanged' : changes.map(mutationInWords).join(', ');
}
