// The changes that money is made of: of a stage's root, a run's purse and the stack's purse of a day.
import { runKey } from './run-record.ts';
import { type StageId, stageKey } from './stage-root.ts';
import type { Table, TransactItems } from './table.ts';

export function purseKey(runId: string) {
  return runKey(runId, 'money');
}

export function dayKey(day: string) {
  return { pk: 'spend#stack', sk: day };
}

type UpdateItem = NonNullable<TransactItems[number]['Update']>;

/** What a stage has reserved, and on which day, once a stage. */
export function ofStage(
  table: Table,
  stage: StageId,
  amount: number,
  day: string,
  isOfFinish = false,
): UpdateItem {
  return {
    TableName: table.name,
    Key: stageKey(stage),
    UpdateExpression: 'SET reserved = :amount, #day = :day, isOfFinish = :isOfFinish',
    ConditionExpression: 'attribute_not_exists(reserved)',
    ExpressionAttributeNames: { '#day': 'day' },
    ExpressionAttributeValues: { ':amount': amount, ':day': day, ':isOfFinish': isOfFinish },
  };
}

/** A condition cannot add, so that what is left is compared. */
export function intoPurse(table: Table, runId: string, amount: number, cap: number): UpdateItem {
  return {
    TableName: table.name,
    Key: purseKey(runId),
    UpdateExpression: 'ADD used :amount',
    ConditionExpression: 'used <= :room',
    ExpressionAttributeValues: { ':amount': amount, ':room': cap - amount },
  };
}

export function intoDay(table: Table, day: string, amount: number, cap: number): UpdateItem {
  return {
    TableName: table.name,
    Key: dayKey(day),
    UpdateExpression: 'ADD used :amount',
    // Of a day without an item nothing is used.
    ConditionExpression:
      amount <= cap ? 'attribute_not_exists(used) OR used <= :room' : 'used <= :room',
    ExpressionAttributeValues: { ':amount': amount, ':room': cap - amount },
  };
}

/**
 * What a stage spent is spent. The rest is free, or put aside again where it was the finish's: `used`
 * counts that on, and a resume of the finish needs it, whatever the day has room for.
 */
export function settlePurse(
  table: Table,
  runId: string,
  released: number,
  spent: number,
  isOfFinish: boolean,
): UpdateItem {
  return {
    TableName: table.name,
    Key: purseKey(runId),
    UpdateExpression: isOfFinish
      ? 'ADD finishReserve :released, spent :spent'
      : 'SET used = used - :released ADD spent :spent',
    ExpressionAttributeValues: { ':released': released, ':spent': spent },
  };
}

export function outOfDay(table: Table, day: string, amount: number): UpdateItem {
  return {
    TableName: table.name,
    Key: dayKey(day),
    UpdateExpression: 'ADD used :amount',
    ExpressionAttributeValues: { ':amount': -amount },
  };
}
