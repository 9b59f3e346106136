// DynamoDB's expressions, as far as functions/ uses them: SET, ADD and REMOVE; conditions of
// comparisons and attribute_(not_)exists, joined by AND and OR without brackets.
export type Item = Readonly<Record<string, unknown>>;

/** What `#name` and `:value` stand for. */
export interface Names {
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>> | undefined;
  readonly ExpressionAttributeValues?: Readonly<Record<string, unknown>> | undefined;
}

/** The item after an update expression. */
export function updated(item: Item, expression: string, names: Names): Item {
  const next: Record<string, unknown> = { ...item };
  // Every operand is read before anything is written.
  const parts = expression.split(/\b(SET|ADD|REMOVE)\b/).map((part) => part.trim());
  for (let at = 1; at < parts.length; at += 2) {
    for (const action of actionsOf(parts[at + 1]!)) {
      switch (parts[at]) {
        case 'SET': {
          const [name, operand] = splitAt(action, '=');
          next[nameOf(name, names)] = operandOf(operand, item, names);
          break;
        }
        case 'ADD': {
          const [name, value] = splitAt(action, ' ');
          const key = nameOf(name, names);
          next[key] = added(item[key], operandOf(value, item, names));
          break;
        }
        default:
          delete next[nameOf(action, names)];
      }
    }
  }
  return next;
}

/** Whether a condition holds of an item, or of its absence. */
export function holds(item: Item | undefined, condition: string, names: Names): boolean {
  return condition
    .split(' OR ')
    .some((all) => all.split(' AND ').every((term) => termHolds(term.trim(), item ?? {}, names)));
}

function termHolds(term: string, item: Item, names: Names): boolean {
  const exists = /^attribute_(not_)?exists\((.+)\)$/.exec(term);
  if (exists !== null) {
    return (item[nameOf(exists[2]!, names)] === undefined) === (exists[1] !== undefined);
  }
  const [, left, operator, right] = /^(\S+) (=|<=) (\S+)$/.exec(term) ?? [];
  if (left === undefined || right === undefined) throw new Error(`cannot read: ${term}`);
  const [a, b] = [operandOf(left, item, names), operandOf(right, item, names)];
  if (a === undefined) return false;
  return operator === '=' ? a === b : Number(a) <= Number(b);
}

function operandOf(text: string, item: Item, names: Names): unknown {
  const fallback = /^if_not_exists\((.+), (.+)\)$/.exec(text);
  if (fallback !== null) {
    return item[nameOf(fallback[1]!, names)] ?? operandOf(fallback[2]!, item, names);
  }
  const difference = /^(\S+) - (\S+)$/.exec(text);
  if (difference !== null) {
    const [a, b] = [difference[1]!, difference[2]!].map((one) => operandOf(one, item, names));
    return Number(a) - Number(b);
  }
  return text.startsWith(':') ? names.ExpressionAttributeValues?.[text] : item[nameOf(text, names)];
}

function nameOf(text: string, { ExpressionAttributeNames }: Names): string {
  return text.startsWith('#') ? (ExpressionAttributeNames?.[text] ?? text) : text;
}

function added(before: unknown, value: unknown): unknown {
  if (value instanceof Set) return new Set([...(before instanceof Set ? before : []), ...value]);
  return Number(before ?? 0) + Number(value);
}

/** Cut at commas outside of brackets. */
function actionsOf(text: string): string[] {
  return text.split(/,(?![^(]*\))/).map((action) => action.trim());
}

function splitAt(text: string, separator: string): [string, string] {
  const place = text.indexOf(separator);
  return [text.slice(0, place).trim(), text.slice(place + separator.length).trim()];
}
