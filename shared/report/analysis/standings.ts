// How genomes stand by all their readings in some rows of a page, as the search's archive has it.
// Imports nothing of Node.

import { mean } from 'd3';
import { greatest } from '../../kernel/long-lists.ts';
import type { Arm, EvaluationRow } from '../page-data.ts';

export interface GenomeStanding {
  readonly genomeHash: string;
  /** The first candidate that had this genome. */
  readonly candidateId: string;
  readonly arm: Arm;
  /** Of the largest budget that the genome was trained on; the rest is about these trainings. */
  readonly examples: number;
  /** One for each replicate that completed. */
  readonly values: readonly number[];
  /** Null when a replicate diverged. */
  readonly mean: number | null;
  /** Standard error of one reading by the images that it was counted on; null for no count. */
  readonly countError: number | null;
}

/** By genome hash. Rows that are under way, failed or censored say nothing; a known reading counts once. */
export function standings(rows: readonly EvaluationRow[]): Map<string, GenomeStanding> {
  return new Map(
    [...distinctReadings(rows)].map(([genomeHash, readings]) => [
      genomeHash,
      standingOf(genomeHash, readings),
    ]),
  );
}

/** The budget that most rows had, in examples; of several, the smaller. Undefined of no rows. */
export function commonBudget(rows: readonly EvaluationRow[]): number | undefined {
  const counts = new Map<number, number>();
  for (const { examples } of rows) counts.set(examples, (counts.get(examples) ?? 0) + 1);
  return [...counts].sort(([a, n], [b, m]) => m - n || a - b)[0]?.[0];
}

/** Completed and diverged rows by genome hash, each replicate of a budget once. */
export function distinctReadings(rows: readonly EvaluationRow[]): Map<string, EvaluationRow[]> {
  const seen = new Set<string>();
  const byGenome = new Map<string, EvaluationRow[]>();
  for (const row of rows) {
    if (row.status !== 'completed' && row.status !== 'diverged') continue;
    const key = `${row.genomeHash} ${row.examples} ${row.replicate}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const readings = byGenome.get(row.genomeHash);
    if (readings === undefined) byGenome.set(row.genomeHash, [row]);
    else readings.push(row);
  }
  return byGenome;
}

function standingOf(genomeHash: string, readings: readonly EvaluationRow[]): GenomeStanding {
  const [first] = readings as readonly [EvaluationRow];
  const examples = greatest(readings.map((row) => row.examples));
  const counted = readings.filter((row) => row.examples === examples);
  const values = counted.flatMap(({ status, values }) =>
    status === 'completed' ? (values[0] ?? []) : [],
  );
  const isWhole = values.length === counted.length && values.length > 0;
  return {
    genomeHash,
    candidateId: first.candidateId,
    arm: first.arm,
    examples,
    values,
    mean: isWhole ? (mean(values) ?? null) : null,
    countError: counted.find(({ countError }) => countError !== null)?.countError ?? null,
  };
}
