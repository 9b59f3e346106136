// Every evaluation of a run as a flat row, for a table program: what was asked, what came out, and
// the genes by their paths.
import { isBuiltIn } from '../contracts/engine-choice.ts';
import type { PlannedEvaluation } from '../contracts/ledger-events.ts';
import { objectiveNumber } from '../search/archive.ts';
import { armOf } from '../search/campaign.ts';
import type { RunState } from '../steps/run-state.ts';
import { genesOf } from './genes.ts';

export type Cell = string | number | boolean | null;
export type Row = Readonly<Record<string, Cell>>;

/** A row for each planned evaluation, in the ledger's order; docs/exports.md tells the columns. */
export function evaluationRows(state: RunState): Row[] {
  return state.batches.flatMap(({ planned, facts }) =>
    planned.evaluations.map((one, position) => ({
      batch: planned.batch,
      stage: planned.stage,
      arm: armOf(state.campaign, one.candidateId),
      ...asked(one, state),
      status: facts?.[position]?.status ?? null,
      ...outcome(state, one, facts?.[position]?.objectives ?? null),
      kind: one.genome.kind,
      ...genesOf(one.genome),
    })),
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
    operators: one.operators.map(({ name, genePath }) => `${name} ${genePath}`).join('; '),
    genomeHash: one.genomeHash,
    evaluationKey: one.evaluationKey,
    dispatch: one.dispatch,
    examples: one.budget.examples,
    // Of a trainer module or a user's function nobody knows whether it goes by one.
    schedule: isBuiltIn(started.engine.name) ? one.budget.schedule : null,
    parameters: one.parameters ?? results.get(one.evaluationKey)?.parameters ?? null,
  };
}

function outcome(
  state: RunState,
  { evaluationKey }: PlannedEvaluation,
  objectives: Readonly<Record<string, Parameters<typeof objectiveNumber>[0]>> | null,
): Row {
  const result = state.results.get(evaluationKey);
  const values = state.started.config.objectives.map(({ name }): [string, Cell] => {
    const value = objectives?.[name];
    return [name, value === undefined ? null : objectiveNumber(value)];
  });
  const objectivesRead = Object.fromEntries(values);
  return {
    ...objectivesRead,
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
    // An objective of a name of ours, such as loss, is what its column tells.
    ...objectivesRead,
  };
}
