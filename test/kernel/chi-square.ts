// Pearson's chi-square test against expected frequencies. Seeds are fixed, so a test that passes once
// passes always; the level says how unlucky a correct draw would have had to be when it was written.

/** Upper 0.1 % point, by the Wilson–Hilferty approximation (1931); within 1 % from 3 degrees on. */
function criticalValue(degrees: number): number {
  const z = 3.0902;
  const ninth = 2 / (9 * degrees);
  return degrees * (1 - ninth + z * Math.sqrt(ninth)) ** 3;
}

/** Statistic over critical value: above 1, the counts are not draws of these probabilities. */
export function chiSquareRatio(
  counts: readonly number[],
  probabilities: readonly number[] = counts.map(() => 1 / counts.length),
): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const statistic = counts.reduce((sum, count, index) => {
    const expected = total * probabilities[index]!;
    return sum + (count - expected) ** 2 / expected;
  }, 0);
  return statistic / criticalValue(counts.length - 1);
}

/** How many values fall into each of `bins` equal parts of [0, 1]; 1 itself into the last. */
export function histogram(values: readonly number[], bins: number): number[] {
  const counts = new Array<number>(bins).fill(0);
  for (const value of values) {
    const bin = Math.min(Math.floor(value * bins), bins - 1);
    counts[bin] = counts[bin]! + 1;
  }
  return counts;
}
