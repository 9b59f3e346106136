// The known name that somebody may have meant.
import { closest, distance } from 'fastest-levenshtein';

/** Names further away than this share of their letters, rounded up, are not what was meant. */
const FURTHEST = 0.5;

/** The hint `did you mean NAME?`; undefined where no known name is near, or what was found is no text. */
export function nearest(name: unknown, known: readonly string[]): string | undefined {
  if (known.length === 0 || typeof name !== 'string') return undefined;
  const lower = name.toLowerCase();
  const found = closest(
    lower,
    known.map((one) => one.toLowerCase()),
  );
  const best = known.find((one) => one.toLowerCase() === found);
  // Dashes of a flag are no letters of its name.
  const letters = found.replace(/^-+/, '').length;
  const isNear = distance(lower, found) <= Math.ceil(FURTHEST * letters);
  return best === undefined || !isNear ? undefined : `did you mean ${best}?`;
}
