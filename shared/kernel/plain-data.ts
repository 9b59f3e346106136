// What a program gives, as JSON has it. In a program a field may be undefined, a list may hold itself, and
// what was given may be changed later; in a file it cannot.
import { isPlainObject, standIn, valueInWords } from './value-in-words.ts';

/** More than any input of ours has; what checks and shows values follows them by calls of itself. */
export const MAX_DEPTH = 100;

/** A person reads that much of a value. */
const SHOWN_CHARACTERS = 60;

/** Told of a value that JSON cannot hold, and where it is. */
type OnOther = (path: readonly PropertyKey[], value: unknown) => void;

interface Walk {
  readonly onOther: OnOther;
  /** Fields of the outermost object that are taken as they are. */
  readonly kept: readonly string[];
  readonly path: PropertyKey[];
  /** The objects and lists around the present value. */
  readonly open: object[];
}

/**
 * A copy of a value, so that no later change of it reaches us. A field that is undefined is absent from
 * it, and -0 is 0. An object or text that JSON cannot hold (a date, an instance of a class, a cycle, half
 * a surrogate pair, a getter that throws) is a symbol in it. A symbol, like bigint, a function and NaN,
 * passes no schema; messages show what it stands for.
 */
export function plainData(
  value: unknown,
  options: { readonly kept?: readonly string[]; readonly onOther?: OnOther } = {},
): unknown {
  const { kept = [], onOther = () => undefined } = options;
  return copyOf(value, { kept, onOther, path: [], open: [] });
}

function copyOf(value: unknown, walk: Walk): unknown {
  const copy = copied(value, walk);
  if (isNoJson(copy)) walk.onOther([...walk.path], copy);
  return copy;
}

/** Of a copied value; lists and objects have told of their own. */
function isNoJson(copy: unknown): boolean {
  if (typeof copy === 'number') return !Number.isFinite(copy);
  return typeof copy === 'bigint' || typeof copy === 'function' || typeof copy === 'symbol';
}

function copied(value: unknown, walk: Walk): unknown {
  if (value === 0) return 0;
  if (typeof value === 'string') return isWellFormed(value) ? value : malformed(value);
  if (typeof value !== 'object' || value === null) return value;
  const { open } = walk;
  if (open.includes(value)) return standIn('a value that holds itself');
  if (open.length >= MAX_DEPTH) return standIn(`a value nested more than ${MAX_DEPTH} levels deep`);
  open.push(value);
  try {
    if (Array.isArray(value)) {
      return Array.from(value.keys(), (index) => fieldCopy(value, index, walk));
    }
    if (!isPlainObject(value)) return standIn(valueInWords(value, SHOWN_CHARACTERS));
    const fields = Object.keys(value).map((name) => [name, fieldCopy(value, name, walk)] as const);
    return Object.fromEntries(fields.filter(([, inner]) => inner !== undefined));
  } catch (error) {
    return unreadable(error);
  } finally {
    open.pop();
  }
}

function fieldCopy(value: object, name: string | number, walk: Walk): unknown {
  const inner = fieldOf(value, name);
  if (walk.open.length === 1 && walk.kept.includes(String(name))) return inner;
  walk.path.push(name);
  const copy = copyOf(inner, walk);
  walk.path.pop();
  return copy;
}

function fieldOf(value: object, name: string | number): unknown {
  try {
    return Reflect.get(value, name);
  } catch (error) {
    return unreadable(error);
  }
}

function unreadable(error: unknown): symbol {
  return standIn(`what cannot be read (${valueInWords(error, SHOWN_CHARACTERS)})`);
}

/** RFC 8785, by which values are hashed, has no text for half a surrogate pair. */
function isWellFormed(text: string): boolean {
  return !/\p{Surrogate}/u.test(text);
}

function malformed(text: string): symbol {
  return standIn(`${valueInWords(text, SHOWN_CHARACTERS)} (half a surrogate pair)`);
}
