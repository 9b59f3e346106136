// Of many words, the one to tell.

/** The word that comes most often, the first of equals, and how often. @param words at least one */
export function commonest(words: readonly string[]): readonly [word: string, count: number] {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].reduce((best, other) => (other[1] > best[1] ? other : best));
}
