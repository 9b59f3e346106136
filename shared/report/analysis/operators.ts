// What each mutation operator's children came to: better than their parent, chosen again, how much better.
// Imports nothing of Node.

import { mean } from 'd3';
import type { ObjectiveDeclaration } from '../../contracts/objective.ts';
import type { Genes } from '../../contracts/search-space.ts';
import { greatest } from '../../kernel/long-lists.ts';
import type { EvaluationRow } from '../page-data.ts';
import { listsOf, pooledGene } from './gene-path.ts';
import { type MeanChange, meanChange } from './mean-change.ts';

export interface OperatorRow {
  /** `mutate layers.*.size`. */
  readonly operator: string;
  /** With a reading, or diverged, of a parent of whom as much is known. */
  readonly children: number;
  readonly better: number;
  /** Children that a later batch could choose. */
  readonly eligible: number;
  /** Of them, those that became a parent, or were kept and read again. */
  readonly accepted: number;
  /** In the objective's good direction; of children that completed, of parents that had. */
  readonly gain: MeanChange | null;
}

export const ANY_OPERATOR = 'any change';

/** @param rows of the search's main arm, without the finish; the first row of the answer is of all children */
export function operatorRows(
  rows: readonly EvaluationRow[],
  objective: ObjectiveDeclaration,
  space: Genes = {},
): OperatorRow[] {
  const children = childrenOf(rows, objective, listsOf(space));
  const byOperator = new Map<string, Child[]>([[ANY_OPERATOR, children]]);
  for (const child of children) {
    for (const operator of child.operators) {
      const others = byOperator.get(operator);
      if (others === undefined) byOperator.set(operator, [child]);
      else others.push(child);
    }
  }
  return children.length === 0
    ? []
    : [...byOperator]
        .map(([operator, own]) => operatorRow(operator, own))
        .sort((a, b) => b.children - a.children);
}

interface Child {
  readonly operators: ReadonlySet<string>;
  readonly isBetter: boolean;
  /** Null where a later batch could not choose it. */
  readonly isAccepted: boolean | null;
  readonly gain: number | null;
}

function childrenOf(
  rows: readonly EvaluationRow[],
  { direction }: ObjectiveDeclaration,
  lists: ReadonlySet<string>,
): Child[] {
  const sign = direction === 'maximize' ? 1 : -1;
  const lastBatch = rows.at(-1)?.batch ?? 0;
  const parents = new Set(rows.flatMap((row) => row.parents));
  const genomeOf = new Map(rows.map(({ candidateId, genomeHash }) => [candidateId, genomeHash]));
  const byGenome = new Map<string, EvaluationRow[]>();
  for (const row of rows) {
    const others = byGenome.get(row.genomeHash);
    if (others === undefined) byGenome.set(row.genomeHash, [row]);
    else others.push(row);
  }
  const before = (parent: string, child: EvaluationRow) =>
    (byGenome.get(genomeOf.get(parent) ?? '') ?? []).filter(
      ({ batch, examples }) => batch < child.batch && examples === child.examples,
    );
  const seen = new Set<string>();
  return rows.flatMap((row) => {
    if (row.changes.length === 0 || seen.has(row.candidateId)) return [];
    seen.add(row.candidateId);
    const own = rowsOf(byGenome, row);
    const fitness = fitnessOf(own);
    const known = row.parents.map((parent) => fitnessOf(before(parent, row)));
    if (fitness === undefined || known.length === 0 || known.includes(undefined)) return [];
    const completed = known.filter((one) => typeof one === 'number').map((one) => sign * one);
    const best = completed.length === 0 ? null : greatest(completed);
    return {
      operators: new Set(row.changes.map(({ name, gene }) => `${name} ${pooledGene(gene, lists)}`)),
      isBetter: fitness !== null && (best === null || sign * fitness > best),
      isAccepted: row.batch === lastBatch ? null : parents.has(row.candidateId),
      gain: fitness === null || best === null ? null : sign * fitness - best,
    };
  });
}

function rowsOf(byGenome: ReadonlyMap<string, readonly EvaluationRow[]>, row: EvaluationRow) {
  return (byGenome.get(row.genomeHash) ?? []).filter(
    ({ candidateId, batch }) => candidateId === row.candidateId && batch === row.batch,
  );
}

/** Mean of distinct replicates; null when one diverged, undefined when nothing is known. */
function fitnessOf(rows: readonly EvaluationRow[]): number | null | undefined {
  const readings = new Map<number, number | null>();
  for (const { status, replicate, values } of rows) {
    if (status === 'completed') readings.set(replicate, values[0] ?? null);
    if (status === 'diverged') readings.set(replicate, null);
  }
  const known = [...readings.values()];
  return known.includes(null) ? null : mean(known);
}

function operatorRow(operator: string, children: readonly Child[]): OperatorRow {
  const eligible = children.filter(({ isAccepted }) => isAccepted !== null);
  return {
    operator,
    children: children.length,
    better: children.filter(({ isBetter }) => isBetter).length,
    eligible: eligible.length,
    accepted: eligible.filter(({ isAccepted }) => isAccepted).length,
    gain: meanChange(children.flatMap(({ gain }) => gain ?? [])),
  };
}
