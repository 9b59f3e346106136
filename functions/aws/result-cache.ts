// Results, kept once for all runs: the first that is written under an evaluation key stays.
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import {
  type EvaluationResult,
  evaluationResultSchema,
  serves,
} from '../../shared/contracts/evaluation.ts';
import {
  expiryAfter,
  getItem,
  getItems,
  type Item,
  isConditionFailure,
  type Table,
} from './table.ts';

/** Longer than anybody resumes a run; a result that is gone is trained again. */
const KEPT_DAYS = 90;

export async function cachedResult(
  table: Table,
  evaluationKey: string,
): Promise<EvaluationResult | undefined> {
  const item = await getItem(table, keyOf(evaluationKey));
  return item && resultOf(item);
}

/** The results there are, by evaluation key. */
export async function cachedResults(
  table: Table,
  evaluationKeys: readonly string[],
): Promise<Map<string, EvaluationResult>> {
  const items = await getItems(table, evaluationKeys.map(keyOf));
  const results = items.map(resultOf);
  return new Map(results.map((result) => [result.evaluationKey, result]));
}

/**
 * Stores a result unless there is one. Of two that trained the same at once both go on with the first;
 * weights that the first did not keep are added to it.
 * @returns the stored one
 */
export async function keepFirst(
  table: Table,
  result: EvaluationResult,
  now: string,
): Promise<EvaluationResult> {
  try {
    await table.client.send(
      new PutCommand({
        TableName: table.name,
        Item: {
          ...keyOf(result.evaluationKey),
          json: JSON.stringify(result),
          expiresAt: expiryAfter(KEPT_DAYS, now),
        },
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
    );
    return result;
  } catch (error) {
    if (!isConditionFailure(error)) throw error;
  }
  const stored = await getItem(table, keyOf(result.evaluationKey));
  return stored === undefined ? result : addWeights(table, stored, result, now);
}

/** Weights of the same training, whose facts are known already; they live as long as they may be asked for. */
async function addWeights(
  table: Table,
  stored: Item,
  { weights }: EvaluationResult,
  now: string,
): Promise<EvaluationResult> {
  const first = resultOf(stored);
  if (weights === undefined || serves(first, true)) return first;
  const whole = { ...first, weights };
  try {
    await table.client.send(
      new PutCommand({
        TableName: table.name,
        Item: {
          ...keyOf(first.evaluationKey),
          json: JSON.stringify(whole),
          expiresAt: expiryAfter(KEPT_DAYS, now),
        },
        ConditionExpression: 'json = :json',
        ExpressionAttributeValues: { ':json': stored.json },
      }),
    );
    return whole;
  } catch (error) {
    if (!isConditionFailure(error)) throw error;
  }
  // Another was first with weights of its own, which are as good.
  return (await cachedResult(table, first.evaluationKey)) ?? whole;
}

function keyOf(evaluationKey: string) {
  return { pk: `result#${evaluationKey}`, sk: 'result' };
}

function resultOf(item: Item): EvaluationResult {
  return evaluationResultSchema.parse(JSON.parse(String(item.json)));
}
