// Every evaluation of a run as a flat row, for a table program: what was asked, what came out, and
// the genes by their paths.
import { isBuiltIn } from '../contracts/engine-choice.ts';
import type { EvaluationResult } from '../contracts/evaluation.ts';
import type { PlannedEvaluation } from '../contracts/ledger-events.ts';
import { objectiveScore } from '../search/archive.ts';
import { armOf } from '../search/campaign.ts';
import type { RunState } from '../steps/run-state.ts';
import { genesOf } from './genes.ts';
import { geneColumns, objectiveColumn } from './table-columns.ts';

export type Cell = string | number | boolean | null;
export type Row = Readonly<Record<string, Cell>>;

/** A row for each planned evaluation, in the ledger's order; docs/exports.md tells the columns. */
export function evaluationRows(state: RunState): Row[] {
  const { objectives } = state.started.config;
  return state.batches.flatMap(({ planned, facts }) =>
    planned.evaluations.map((one, position) => {
      const fact = facts?.[position];
      const before = {
        generation: planned.generation,
        phase: planned.phase,
        label: planned.label,
        arm: armOf(state.campaign, one.candidateId),
        ...asked(one, state),
        status: fact?.status ?? null,
      };
      const after = { ...outcome(state.results.get(one.evaluationKey)), kind: one.genome.kind };
      const scores = objectives.map(({ name }): [string, Cell] => [
        objectiveColumn(name),
        objectiveScore(fact?.objectives, name) ?? null,
      ]);
      return {
        ...before,
        ...Object.fromEntries(scores),
        ...after,
        ...geneColumns(genesOf(one.genome)),
      };
    }),
  );
}

/** All names of columns, in the order of their first row. */
export function columnsOf(rows: readonly Row[]): string[] {
  return [...new Set(rows.flatMap((row) => Object.keys(row)))];
}

function asked(one: PlannedEvaluation, { started, results }: RunState): Row {
  return {
    candidateId: one.candidateId,
    replicate: one.replicate,
    parents: one.parents.join(' '),
    operators: one.operators.map(({ name, genePath }) => `${name} ${genePath}`.trim()).join('; '),
    genomeHash: one.genomeHash,
    evaluationKey: one.evaluationKey,
    dispatch: one.dispatch,
    examples: one.budget.examples,
    // Of a trainer module or a user's function nobody knows whether it goes by one.
    schedule: isBuiltIn(started.engine.name) ? one.budget.schedule : null,
    parameters: one.parameters ?? results.get(one.evaluationKey)?.parameters ?? null,
  };
}

function outcome(result: EvaluationResult | undefined): Row {
  return {
    loss: result?.loss ?? null,
    examplesSeen: result?.examplesSeen ?? null,
    trainFlops: result?.trainFlops ?? null,
    setupMs: result?.setupMs ?? null,
    trainMs: result?.trainMs ?? null,
    evalMs: result?.evalMs ?? null,
    startedAt: result?.provenance.startedAt ?? null,
    finishedAt: result?.provenance.finishedAt ?? null,
    attempt: result?.provenance.attempt ?? null,
    worker: result?.provenance.worker ?? null,
    cpu: result?.provenance.cpu ?? null,
  };
}
