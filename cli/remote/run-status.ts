// How a run stands, from what the table holds of it.
import { arrivedIndices } from '../../functions/aws/arrivals.ts';
import { NANO } from '../../functions/aws/prices.ts';
import { type RunRecord, runKey, runRecordOf } from '../../functions/aws/run-record.ts';
import { stageKey } from '../../functions/aws/stage-root.ts';
import { getItem, getItems, type Table } from '../../functions/aws/table.ts';

export interface RunStatus {
  readonly runId: string;
  readonly state: RunRecord['state'];
  readonly dataset: string;
  readonly createdAt: string;
  /** How often the run has changed hands, from 1. */
  readonly epoch: number;
  /** Null before the first plan. */
  readonly generation: BatchStatus | null;
  readonly spentUsd: number;
  /** For what is under way, and for the finish. */
  readonly reservedUsd: number;
  readonly budgetUsd: number;
  /** Why it does not go on, in words. */
  readonly cause: string | null;
  /** ARN of the execution that drives it, or did. */
  readonly execution: string;
}

interface BatchStatus {
  /** From 0; the finish counts on behind the generations. */
  readonly index: number;
  /** Distinct evaluations that are waited for, and those that have come to an end. */
  readonly evaluations: number;
  readonly arrived: number;
}

/** Of those runs that there are, in the order of the names. */
export async function runStatuses(table: Table, runIds: readonly string[]): Promise<RunStatus[]> {
  const keys = runIds.flatMap((runId) => [runKey(runId), runKey(runId, 'money')]);
  const items = new Map(
    (await getItems(table, keys)).map((item) => [`${item.pk} ${item.sk}`, item] as const),
  );
  const found = runIds.map(async (runId) => {
    const [root, money] = [runKey(runId), runKey(runId, 'money')].map(({ pk, sk }) =>
      items.get(`${pk} ${sk}`),
    );
    if (root === undefined) return [];
    const { cause, ...run } = runRecordOf(root);
    const spentUsd = Number(money?.spent ?? 0) / NANO;
    return [
      {
        runId,
        state: run.state,
        dataset: run.dataset,
        createdAt: run.createdAt,
        epoch: run.epoch,
        generation: await batchStatus(table, run),
        spentUsd,
        reservedUsd: Math.max(0, Number(money?.used ?? 0) / NANO - spentUsd),
        budgetUsd: run.budgetUsd,
        cause: cause === undefined || cause === 'none' ? null : cause,
        execution: run.owner,
      },
    ];
  });
  return (await Promise.all(found)).flat();
}

async function batchStatus(
  table: Table,
  { runId, epoch, batch }: Pick<RunRecord, 'runId' | 'epoch' | 'batch'>,
): Promise<BatchStatus | null> {
  if (batch === undefined) return null;
  const stage = { runId, epoch, batch };
  const root = await getItem(table, stageKey(stage));
  const evaluations = Number(root?.evaluations ?? 0);
  const arrived = (await arrivedIndices(table, { ...stage, count: evaluations })).size;
  return { index: batch, evaluations, arrived };
}
