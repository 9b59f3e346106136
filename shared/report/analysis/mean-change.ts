// A mean of differences with its standard error. Imports nothing of Node.
import { deviation, mean } from 'd3';

export interface MeanChange {
  readonly count: number;
  readonly mean: number;
  /** Sample deviation / √count; null of fewer than two. */
  readonly error: number | null;
}

/** Null of no differences. */
export function meanChange(differences: readonly number[]): MeanChange | null {
  const middle = mean(differences);
  if (middle === undefined) return null;
  const spread = deviation(differences);
  const error = spread === undefined ? null : spread / Math.sqrt(differences.length);
  return { count: differences.length, mean: middle, error };
}
