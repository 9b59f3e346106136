// How far readings of one genome on one budget lie apart by the seed alone: what a curve's band is made of.
// Imports nothing of Node.
import { variance } from 'd3';
import type { EvaluationRow } from '../page-data.ts';
import { distinctReadings } from './standings.ts';

export interface Noise {
  /** Of one reading, in the objective's unit. */
  readonly deviation: number;
  /** Genomes that were trained more than once on the same budget. */
  readonly genomes: number;
  /** Degrees of freedom: such readings less such genomes. */
  readonly freedom: number;
}

/**
 * Within-genome sample variances, pooled by their degrees of freedom; null where no genome was read twice
 * on one budget. Replicates that diverged and weights that were inherited are left out.
 */
export function noiseOf(rows: readonly EvaluationRow[]): Noise | null {
  let [squares, freedom, genomes] = [0, 0, 0];
  for (const readings of distinctReadings(rows).values()) {
    if (readings.length < 2) continue;
    for (const values of byBudget(readings)) {
      if (values.length < 2) continue;
      squares += (variance(values) ?? 0) * (values.length - 1);
      freedom += values.length - 1;
      genomes += 1;
    }
  }
  return freedom === 0 ? null : { deviation: Math.sqrt(squares / freedom), genomes, freedom };
}

/**
 * The standard error of a mean of so many readings: of the pooled seed-to-seed deviation where there is
 * one, else of counting alone, which leaves out how another seed would have trained; 0 where neither is known.
 */
export function readingError(
  noise: Noise | null,
  replicates: number,
  countError: number | null,
): number {
  return (noise?.deviation ?? countError ?? 0) / Math.sqrt(replicates);
}

function byBudget(readings: readonly EvaluationRow[]): number[][] {
  const groups = new Map<number, number[]>();
  for (const { examples, status, values, isInherited } of readings) {
    const value = status === 'completed' && !isInherited ? values[0] : null;
    if (value == null) continue;
    groups.set(examples, [...(groups.get(examples) ?? []), value]);
  }
  return [...groups.values()];
}
