// The root of a run: who owns it and whether it goes on. Everything that writes for a run looks here.
import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { Corrupt, Superseded } from '../../shared/kernel/errors.ts';
import { getItem, type Item, isConditionFailure, type Table, type TransactItems } from './table.ts';

const runRecordSchema = z.object({
  runId: z.string(),
  state: z.enum(['running', 'stopped', 'failed', 'succeeded']),
  /** Rises with every owner; who holds an older one may not write. */
  epoch: z.int().min(1),
  /** ARN of the parent execution that drives the run. */
  owner: z.string(),
  createdAt: z.string(),
  budgetUsd: z.number(),
  dataset: z.string(),
  /** Why it is not running, in words. */
  cause: z.string().optional(),
  /** The batch under way, and the child execution that drives it. */
  batch: z.int().optional(),
  child: z.int().optional(),
  /** Key of the report, once there is one. */
  report: z.string().optional(),
});

export type RunRecord = z.output<typeof runRecordSchema>;

export const RUN_ROOT = 'root';

export function runKey(runId: string, sk = RUN_ROOT) {
  return { pk: `run#${runId}`, sk };
}

export async function readRun(table: Table, runId: string): Promise<RunRecord | undefined> {
  const item = await getItem(table, runKey(runId));
  return item && runRecordOf(item);
}

/** The record that a root's item holds. */
export function runRecordOf(item: Item): RunRecord {
  return runRecordSchema.parse(item);
}

/** @returns false when there is a run of this name already */
export async function createRun(table: Table, run: RunRecord): Promise<boolean> {
  try {
    await table.client.send(
      new PutCommand({
        TableName: table.name,
        Item: { ...runKey(run.runId), ...run },
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
    );
    return true;
  } catch (error) {
    if (isConditionFailure(error)) return false;
    throw error;
  }
}

/**
 * Makes an execution the owner of a run that nobody drives any more.
 * @param seen the record on which it was decided that the old owner is gone
 * @returns the record as it is then
 * @throws Superseded when another has taken it meanwhile
 */
export async function takeOver(
  table: Table,
  seen: RunRecord,
  owner: string,
  budgetUsd: number,
): Promise<RunRecord> {
  try {
    return await change(
      table,
      seen,
      'SET epoch = :next, #owner = :new, #state = :running, budgetUsd = :budget REMOVE cause',
      { ':next': seen.epoch + 1, ':new': owner, ':running': 'running', ':budget': budgetUsd },
    );
  } catch (error) {
    if (!(error instanceof Superseded)) throw error;
    // The answer of our own takeover may have been lost, and the call been made again.
    const run = await readRun(table, seen.runId);
    if (run?.owner === owner && run.epoch === seen.epoch + 1) return run;
    throw error;
  }
}

/** Ends a run, or marks it stopped. Does nothing when it is not running any more under this epoch. */
export async function endRun(
  table: Table,
  runId: string,
  epoch: number,
  state: Exclude<RunRecord['state'], 'running'>,
  more: { readonly cause?: string; readonly report?: string } = {},
): Promise<void> {
  try {
    await table.client.send(
      new UpdateCommand({
        TableName: table.name,
        Key: runKey(runId),
        UpdateExpression: 'SET #state = :state, cause = :cause, report = :report',
        ConditionExpression: 'epoch = :epoch AND #state = :running',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: {
          ':state': state,
          ':epoch': epoch,
          ':running': 'running',
          ':cause': more.cause ?? 'none',
          ':report': more.report ?? 'none',
        },
      }),
    );
  } catch (error) {
    if (!isConditionFailure(error)) throw error;
  }
}

/** Notes what the run is at, for those who look and for CheckProgress. @throws Superseded */
export async function noteBatch(
  table: Table,
  seen: RunRecord,
  batch: number,
  child: number,
): Promise<void> {
  await change(table, seen, 'SET #batch = :batch, child = :child', {
    ':batch': batch,
    ':child': child,
  });
}

/** The record while the run is running under this epoch; what else is sent for it is dropped. */
export async function readRunning(
  table: Table,
  { runId, epoch }: Pick<RunRecord, 'runId' | 'epoch'>,
): Promise<RunRecord | undefined> {
  const run = await readRun(table, runId);
  return run?.state === 'running' && run.epoch === epoch ? run : undefined;
}

/** @throws Superseded unless the run is running under this epoch */
export async function requireRunning(
  table: Table,
  runId: string,
  epoch: number,
): Promise<RunRecord> {
  const run = await readRun(table, runId);
  if (run === undefined) throw new Corrupt(`the table has no run ${runId}`);
  if (run.epoch === epoch && run.state === 'running') return run;
  throw new Superseded(whyNot(run, epoch));
}

function whyNot(run: RunRecord, epoch: number): string {
  if (run.epoch === epoch) return `run ${run.runId} is ${run.state}`;
  return `run ${run.runId} was taken over by ${run.owner}`;
}

/** A transaction's item that holds while a run is running under an epoch. */
export function whileRunning(
  table: Table,
  runId: string,
  epoch: number,
): NonNullable<TransactItems[number]['ConditionCheck']> {
  return {
    TableName: table.name,
    Key: runKey(runId),
    ConditionExpression: 'epoch = :epoch AND #state = :running',
    ExpressionAttributeNames: { '#state': 'state' },
    ExpressionAttributeValues: { ':epoch': epoch, ':running': 'running' },
  };
}

/** Where `whileRunning` did not hold. */
export function notOurs(runId: string): Superseded {
  return new Superseded(`run ${runId} has another owner or has ended; nothing was written`);
}

/** Names that are words of DynamoDB's own. */
const NAMES: Readonly<Record<string, string>> = {
  '#owner': 'owner',
  '#state': 'state',
  '#batch': 'batch',
};

async function change(
  table: Table,
  seen: RunRecord,
  expression: string,
  values: Record<string, unknown>,
): Promise<RunRecord> {
  const names = Object.entries(NAMES).filter(([alias]) => expression.includes(alias));
  try {
    const { Attributes } = await table.client.send(
      new UpdateCommand({
        TableName: table.name,
        Key: runKey(seen.runId),
        UpdateExpression: expression,
        ConditionExpression: 'epoch = :epoch',
        ExpressionAttributeNames: Object.fromEntries(names),
        ExpressionAttributeValues: { ':epoch': seen.epoch, ...values },
        ReturnValues: 'ALL_NEW',
      }),
    );
    return runRecordSchema.parse(Attributes);
  } catch (error) {
    if (!isConditionFailure(error)) throw error;
    throw new Superseded(`run ${seen.runId} was taken over by another execution`);
  }
}
