// The known name that somebody may have meant.
import { closest, distance } from 'fastest-levenshtein';

/** Names further away than this share of their letters, rounded up, are not what was meant. */
const FURTHEST = 0.5;

/** Fewer letters than these are the beginning of too many names. */
const SHORTEST_BEGINNING = 3;

/**
 * The hint `did you mean NAME?`; undefined where no known name is near, or what was found is no text.
 * @param inFull the known name as it is shown, such as the path that it ends
 */
export function nearest(
  name: unknown,
  known: readonly string[],
  inFull: (name: string) => string = (one) => one,
): string | undefined {
  if (known.length === 0 || typeof name !== 'string') return undefined;
  const lower = name.toLowerCase();
  const found = closest(
    lower,
    known.map((one) => one.toLowerCase()),
  );
  const begun =
    lower.length < SHORTEST_BEGINNING
      ? []
      : known.filter((one) => one.toLowerCase().startsWith(lower));
  if (begun.length === 1 && begun[0] !== undefined) return `did you mean ${inFull(begun[0])}?`;
  const best = known.find((one) => one.toLowerCase() === found);
  // Dashes of a flag are no letters of its name.
  const letters = found.replace(/^-+/, '').length;
  const isNear = distance(lower, found) <= Math.ceil(FURTHEST * letters);
  return best === undefined || !isNear ? undefined : `did you mean ${inFull(best)}?`;
}
