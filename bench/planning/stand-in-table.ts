// A table in memory that answers the operations of DynamoDB which functions/ calls, with pages of 1 MB
// and transactions, on items of plain values and sets.
import { holds, type Item, type Names, updated } from './expressions.ts';

interface Key {
  readonly pk: string;
  readonly sk: string;
}

interface Change extends Names {
  readonly Key: Key;
  readonly UpdateExpression: string;
  readonly ConditionExpression?: string;
}

interface Put extends Names {
  readonly Item: Item & Key;
  readonly ConditionExpression?: string;
}

interface Query extends Names {
  readonly ExclusiveStartKey?: Key;
}

/** Bytes of a page of a query. */
const PAGE = 1 << 20;

/** The service refused, as its API names it. */
export class Refused extends Error {
  readonly reasons: readonly string[] | undefined;

  constructor(name: string, reasons?: readonly string[]) {
    super(name);
    this.name = name;
    this.reasons = reasons;
  }
}

export class StandInTable {
  readonly #partitions = new Map<string, Map<string, Item>>();

  /** @throws Refused as DynamoDB does */
  call(operation: string, input: unknown): unknown {
    switch (operation) {
      case 'GetItem':
        return { Item: this.#get((input as { Key: Key }).Key) };
      case 'BatchGetItem':
        return this.#getMany(input as { RequestItems: Record<string, { Keys: Key[] }> });
      case 'Query':
        return this.#query(input as Query);
      case 'PutItem':
        this.#put(input as Put);
        return {};
      case 'UpdateItem':
        return { Attributes: this.#update(input as Change) };
      case 'TransactWriteItems':
        return this.#transact(input as { TransactItems: Record<string, Change & Put>[] });
      default:
        throw new Error(`the stand-in table does not support ${operation}`);
    }
  }

  #get({ pk, sk }: Key): Item | undefined {
    return this.#partitions.get(pk)?.get(sk);
  }

  #set(item: Item & Key): void {
    const partition = this.#partitions.get(item.pk) ?? new Map<string, Item>();
    this.#partitions.set(item.pk, partition.set(item.sk, item));
  }

  #getMany({ RequestItems }: { RequestItems: Record<string, { Keys: Key[] }> }) {
    const found = Object.entries(RequestItems).map(([table, { Keys }]) => [
      table,
      Keys.map((key) => this.#get(key)).filter((item) => item !== undefined),
    ]);
    return { Responses: Object.fromEntries(found), UnprocessedKeys: {} };
  }

  /** `pk = :pk AND sk BETWEEN :from AND :last`. */
  #query({ ExpressionAttributeValues = {}, ExclusiveStartKey }: Query) {
    const { ':pk': pk, ':from': from, ':last': last } = ExpressionAttributeValues;
    const partition = this.#partitions.get(String(pk)) ?? new Map<string, Item>();
    const after = ExclusiveStartKey?.sk ?? '';
    const keys = [...partition.keys()]
      .filter((sk) => sk > after && sk >= String(from) && sk <= String(last))
      .sort();
    const items: Item[] = [];
    let bytes = 0;
    for (const sk of keys) {
      if (bytes >= PAGE) return { Items: items, LastEvaluatedKey: { pk, sk: items.at(-1)!.sk } };
      const item = partition.get(sk)!;
      bytes += JSON.stringify(item).length;
      items.push(item);
    }
    return { Items: items };
  }

  #put({ Item: item, ConditionExpression: condition, ...names }: Put): void {
    this.#require(item, condition, names);
    this.#set(item);
  }

  #update({ Key: key, UpdateExpression, ConditionExpression, ...names }: Change): Item {
    this.#require(key, ConditionExpression, names);
    const next = { ...updated(this.#get(key) ?? {}, UpdateExpression, names), ...key };
    this.#set(next);
    return next;
  }

  #require(key: Key, condition: string | undefined, names: Names): void {
    if (condition === undefined || holds(this.#get(key), condition, names)) return;
    throw new Refused('ConditionalCheckFailedException');
  }

  #transact({ TransactItems }: { TransactItems: Record<string, Change & Put>[] }) {
    const reasons = TransactItems.map((one) => {
      const { Key: key, Item: item, ConditionExpression, ...names } = Object.values(one)[0]!;
      const isMet =
        ConditionExpression === undefined ||
        holds(this.#get(key ?? item), ConditionExpression, names);
      return isMet ? 'None' : 'ConditionalCheckFailed';
    });
    if (reasons.some((reason) => reason !== 'None')) {
      throw new Refused('TransactionCanceledException', reasons);
    }
    for (const { Put: put, Update: update } of TransactItems) {
      if (put !== undefined) this.#put(put);
      if (update !== undefined) this.#update(update);
    }
    return {};
  }
}
