// A difference between parent and child: `layers.1.units 444 → 261`. Imports nothing of Node.
import type { Change } from '../page-data.ts';

/** @param words how a value is written: a page groups thousands, a file does not */
export function changeInWords(
  { name, gene, from, to }: Change,
  words: (value: unknown) => string = geneInWords,
): string {
  if (name === 'randomise') return 'drawn at random';
  if (name === 'insert') return `${gene} added`;
  if (name === 'remove') return `${gene} removed`;
  const before = from === null || from === undefined ? '' : `${words(from)} `;
  const after = to === null || to === undefined ? '' : `→ ${words(to)}`;
  const what = name === 'mutate' ? gene : `${name} ${gene}`;
  return `${what} ${before}${after}`.trim();
}

/** What is no whole number to four significant digits. */
export function geneInWords(value: unknown): string {
  if (typeof value === 'number') {
    return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
  }
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
