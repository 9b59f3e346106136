// Money: what may be spent is reserved before anything is sent, and given back when it is known what
// was spent. A run's purse and the stack's purse of the day move together or not at all.

import { NANO } from './prices.ts';
import {
  dayKey,
  intoDay,
  intoPurse,
  ofStage,
  outOfDay,
  purseKey,
  settlePurse,
} from './purse-updates.ts';
import { notOurs, type RunRecord, whileRunning } from './run-record.ts';
import type { Settings } from './settings.ts';
import { readRoot, type StageId, stageKey } from './stage-root.ts';
import { getItem, type Table, transact } from './table.ts';

export interface Caps {
  /** Nano-dollars of a run, and of all runs in a day (UTC). */
  readonly run: number;
  readonly day: number;
}

/** The run's cap and the stack's of a day. */
export function capsOf(
  { budgetUsd }: Pick<RunRecord, 'budgetUsd'>,
  { maxStackUsdPerDay }: Pick<Settings, 'maxStackUsdPerDay'>,
): Caps {
  return { run: Math.floor(budgetUsd * NANO), day: Math.floor(maxStackUsdPerDay * NANO) };
}

/** What a run has used of its cap: spent, or reserved for what is under way. */
export interface Purse {
  readonly used: number;
  readonly spent: number;
  /** Of `used`: put aside for the finish. */
  readonly finishReserve: number;
}

export type Refusal = 'run' | 'day';

/** The day (UTC) of a moment in ISO 8601. */
export function dayOf(now: string): string {
  return now.slice(0, 10);
}

export async function readPurse(table: Table, runId: string): Promise<Purse> {
  const item = (await getItem(table, purseKey(runId))) ?? {};
  return {
    used: Number(item.used ?? 0),
    spent: Number(item.spent ?? 0),
    finishReserve: Number(item.finishReserve ?? 0),
  };
}

/** Puts aside what the finish may cost, once a run. @returns who refused, if somebody did */
export async function reserveFinish(
  table: Table,
  runId: string,
  amount: number,
  caps: Caps,
  day: string,
): Promise<Refusal | undefined> {
  if (amount > caps.run) return 'run';
  const [isFree, fits] = await transact(table, [
    {
      Update: {
        TableName: table.name,
        Key: purseKey(runId),
        UpdateExpression:
          'SET used = :amount, finishReserve = :amount, finishDay = :day, spent = :none',
        ConditionExpression: 'attribute_not_exists(used)',
        ExpressionAttributeValues: { ':amount': amount, ':day': day, ':none': 0 },
      },
    },
    { Update: intoDay(table, day, amount, caps.day) },
  ]);
  if (!isFree) return undefined;
  return fits ? undefined : 'day';
}

/**
 * Reserves a stage of the finish out of what was put aside, once a stage: neither another run nor a new
 * day can be in its way.
 * @param end kept for the end of the run
 * @returns false when not so much was put aside
 * @throws Superseded when the run is not this owner's any more
 */
export async function reserveFromFinish(
  table: Table,
  stage: StageId,
  amount: number,
  end: number,
): Promise<boolean> {
  const { finishDay } = (await getItem(table, purseKey(stage.runId))) ?? {};
  const [isFirst, fits, isOwner] = await transact(table, [
    { Update: ofStage(table, stage, amount, String(finishDay), true) },
    {
      Update: {
        TableName: table.name,
        Key: purseKey(stage.runId),
        // `used` counts it already.
        UpdateExpression: 'ADD finishReserve :taken',
        ConditionExpression: 'finishReserve >= :least',
        ExpressionAttributeValues: { ':taken': -amount, ':least': amount + end },
      },
    },
    { ConditionCheck: whileRunning(table, stage.runId, stage.epoch) },
  ]);
  if (!isOwner) throw notOurs(stage.runId);
  return !isFirst || Boolean(fits);
}

/** The run is over: what its end cost is spent, what was still put aside is free. */
export async function settleEnd(table: Table, runId: string, spent: number): Promise<void> {
  const item = await getItem(table, purseKey(runId));
  const amount = Number(item?.finishReserve ?? 0);
  if (amount === 0) return;
  const released = amount - spent;
  await transact(table, [
    {
      Update: {
        TableName: table.name,
        Key: purseKey(runId),
        UpdateExpression: 'SET used = used - :released REMOVE finishReserve ADD spent :spent',
        ConditionExpression: 'finishReserve = :amount',
        ExpressionAttributeValues: { ':released': released, ':spent': spent, ':amount': amount },
      },
    },
    { Update: outOfDay(table, String(item?.finishDay), released) },
  ]);
}

/**
 * Reserves what a stage may cost at most, all or nothing, once a stage.
 * @returns who refused, if somebody did
 * @throws Superseded when the run is not this owner's any more: nobody would free it
 */
export async function reserveStage(
  table: Table,
  stage: StageId,
  amount: number,
  caps: Caps,
  day: string,
): Promise<Refusal | undefined> {
  const [isFirst, fitsRun, fitsDay, isOwner] = await transact(table, [
    { Update: ofStage(table, stage, amount, day) },
    { Update: intoPurse(table, stage.runId, amount, caps.run) },
    { Update: intoDay(table, day, amount, caps.day) },
    { ConditionCheck: whileRunning(table, stage.runId, stage.epoch) },
  ]);
  if (!isOwner) throw notOurs(stage.runId);
  if (!isFirst) return undefined;
  if (!fitsRun) return 'run';
  return fitsDay ? undefined : 'day';
}

/** Reserves one attempt more, for a resend or a redelivery. @returns who refused, if somebody did */
export async function reserveAttempt(
  table: Table,
  stage: StageId,
  amount: number,
  caps: Caps,
): Promise<Refusal | undefined> {
  const { day } = await readRoot(table, stage);
  if (day === undefined) return 'run';
  const [isOpen, fitsRun, fitsDay] = await transact(table, [
    {
      Update: {
        TableName: table.name,
        Key: stageKey(stage),
        UpdateExpression: 'ADD reserved :amount',
        ConditionExpression: 'attribute_exists(reserved) AND attribute_not_exists(isSettled)',
        ExpressionAttributeValues: { ':amount': amount },
      },
    },
    { Update: intoPurse(table, stage.runId, amount, caps.run) },
    { Update: intoDay(table, day, amount, caps.day) },
  ]);
  if (!isOpen || !fitsRun) return 'run';
  return fitsDay ? undefined : 'day';
}

/**
 * A stage is over: what it spent is spent, what is still under way stays reserved, the rest is free
 * again, or put aside again where it was the finish's. Does nothing the second time.
 * @returns whether this call did it
 */
export async function settleStage(
  table: Table,
  stage: StageId,
  spent: number,
  underWay: number,
): Promise<boolean> {
  for (;;) {
    const { reserved, day, isSettled, isOfFinish } = await readRoot(table, stage);
    if (reserved === undefined || day === undefined || isSettled) return false;
    const released = reserved - spent - underWay;
    const [isSame] = await transact(table, [
      {
        Update: {
          TableName: table.name,
          Key: stageKey(stage),
          UpdateExpression: 'SET isSettled = :yes, spent = :spent, underWay = :underWay',
          // A worker may reserve one attempt more between our reading and our writing.
          ConditionExpression: 'reserved = :reserved AND attribute_not_exists(isSettled)',
          ExpressionAttributeValues: {
            ':yes': true,
            ':spent': spent,
            ':underWay': underWay,
            ':reserved': reserved,
          },
        },
      },
      { Update: settlePurse(table, stage.runId, released, spent, isOfFinish) },
      ...(isOfFinish ? [] : [{ Update: outOfDay(table, day, released) }]),
    ]);
    if (isSame) return true;
  }
}

/** What all runs of a day have used of the stack's cap. */
export async function usedOnDay(table: Table, day: string): Promise<number> {
  return Number((await getItem(table, dayKey(day)))?.used ?? 0);
}
