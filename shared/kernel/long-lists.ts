// Lists may be as long as the data. A call takes no more than some 100,000 arguments, fewer on a thread
// with a small stack, so that `push(...list)` and `Math.max(...list)` end in "Maximum call stack size
// exceeded"; test/architecture/sources.test.ts finds such calls.

/** Adds elements at the end of a list. */
export function append<T>(list: T[], more: Iterable<T>): void {
  for (const element of more) list.push(element);
}

/** As Math.max of all values: −Infinity of none, NaN when one is NaN. */
export function greatest(values: Iterable<number>): number {
  let most = Number.NEGATIVE_INFINITY;
  for (const value of values) most = Math.max(most, value);
  return most;
}

/** As Math.min of all values: Infinity of none, NaN when one is NaN. */
export function least(values: Iterable<number>): number {
  let fewest = Number.POSITIVE_INFINITY;
  for (const value of values) fewest = Math.min(fewest, value);
  return fewest;
}
