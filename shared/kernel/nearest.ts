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
  const meant = onlyBegunBy(lower, known) ?? closestTo(lower, known);
  return meant === undefined ? undefined : `did you mean ${inFull(meant)}?`;
}

function onlyBegunBy(lower: string, known: readonly string[]): string | undefined {
  if (lower.length < SHORTEST_BEGINNING) return undefined;
  const begun = known.filter((one) => one.toLowerCase().startsWith(lower));
  return begun.length === 1 ? begun[0] : undefined;
}

function closestTo(lower: string, known: readonly string[]): string | undefined {
  const found = closest(
    lower,
    known.map((one) => one.toLowerCase()),
  );
  // Dashes of a flag are no letters of its name.
  const letters = found.replace(/^-+/, '').length;
  if (distance(lower, found) > Math.ceil(FURTHEST * letters)) return undefined;
  return known.find((one) => one.toLowerCase() === found);
}
