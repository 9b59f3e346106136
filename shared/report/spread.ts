// Mean and spread of a few numbers. Imports nothing of Node.

/** Mean and sample standard deviation; null of fewer than two. */
export function spreadOf(values: readonly number[]): { mean: number; deviation: number | null } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const deviation = values.length < 2 ? null : Math.sqrt(squares / (values.length - 1));
  return { mean, deviation };
}
