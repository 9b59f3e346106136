// Texts that keep a listed phrase or a long sentence, each with its reason. Rewriting is better than a line here.

export interface Exception {
  /** Start of the file's path. */
  readonly path: string;
  /** Part of the text. */
  readonly text: string;
  readonly reason: string;
}

export const EXCEPTIONS: readonly Exception[] = [];
