// A piece of text that a user reads, and the sentences in it.

export interface Passage {
  /** File and line, or the name of a command's help. */
  readonly where: string;
  readonly text: string;
}

/** A line break ends a sentence, as it does on a terminal; the name in backticks counts as one word. */
export function sentencesOf(text: string): string[] {
  return text
    .replace(/`[^`]*`/g, 'code')
    .split(/(?<=[.!?])["’”)]?\s+|\n+/)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '');
}

/** Tokens with a letter or a digit in them. */
export function wordsOf(sentence: string): number {
  return sentence.split(/\s+/).filter((token) => /[\p{L}\p{N}]/u.test(token)).length;
}
