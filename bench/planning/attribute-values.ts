// DynamoDB's attribute values on the wire, to plain values and back.
const TYPES: ReadonlySet<string> = new Set(['S', 'N', 'BOOL', 'NULL', 'NS', 'SS', 'L', 'M']);

/** A request with every attribute value in it as a plain one. */
export function decoded(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(decoded);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [[type, inner] = ['', undefined]] = entries;
  if (entries.length !== 1 || !TYPES.has(type)) {
    return Object.fromEntries(entries.map(([name, one]) => [name, decoded(one)]));
  }
  switch (type) {
    case 'N':
      return Number(inner);
    case 'NULL':
      return null;
    case 'NS':
      return new Set((inner as string[]).map(Number));
    case 'SS':
      return new Set(inner as string[]);
    case 'L':
    case 'M':
      return decoded(inner);
    default:
      return inner;
  }
}

type Plain = Readonly<Record<string, unknown>>;

/** An answer of the table with its items as attribute values. */
export function encoded(answer: unknown): unknown {
  const { Item, Items, Attributes, LastEvaluatedKey, Responses, ...rest } = answer as Plain;
  const given = <T>(value: unknown, encode: (value: T) => unknown) =>
    value === undefined ? undefined : encode(value as T);
  const items = (all: readonly Plain[]) => all.map(itemOf);
  return {
    ...rest,
    Item: given(Item, itemOf),
    Attributes: given(Attributes, itemOf),
    LastEvaluatedKey: given(LastEvaluatedKey, itemOf),
    Items: given(Items, items),
    Responses: given(Responses, (tables: Record<string, Plain[]>) =>
      Object.fromEntries(Object.entries(tables).map(([name, all]) => [name, items(all)])),
    ),
  };
}

function itemOf(item: Plain): Plain {
  return Object.fromEntries(
    Object.entries(item).map(([name, value]) => [name, attributeOf(value)]),
  );
}

function attributeOf(value: unknown): unknown {
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number') return { N: String(value) };
  if (typeof value === 'boolean') return { BOOL: value };
  if (value === null) return { NULL: true };
  if (value instanceof Set) return { NS: [...value].map(String) };
  if (Array.isArray(value)) return { L: value.map(attributeOf) };
  return { M: itemOf(value as Plain) };
}
