// Any value as short text for a message. It never throws: what is shown is what somebody got wrong.

/** Begins the description of a symbol that stands for a value which JSON cannot hold. */
const STAND_IN = 'evolambda: ';

/** A symbol that a message shows as these words. No schema accepts it. */
export function standIn(words: string): symbol {
  return Symbol(`${STAND_IN}${words}`);
}

/**
 * JSON where JSON can hold the value; else what it is, such as `42n`, `NaN`, `function f`, `Map of 2`.
 * A list or an object is written no further than `room` characters, whatever its size and depth.
 */
export function valueInWords(value: unknown, room: number): string {
  return written(value, room, []);
}

function written(value: unknown, room: number, open: readonly object[]): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value.slice(0, Math.max(room, 1)));
    case 'bigint':
      return `${value}n`;
    case 'symbol':
      return symbolInWords(value);
    case 'undefined':
      return 'nothing';
    case 'number':
    case 'boolean':
      return String(value);
    case 'function':
      return guarded(() => functionInWords(value));
    case 'object':
      return value === null ? 'null' : guarded(() => objectInWords(value, room, open));
  }
}

/** A getter, or a trap of a proxy, may throw. */
function guarded<T>(words: () => T): T | string {
  try {
    return words();
  } catch {
    return '[unreadable]';
  }
}

function symbolInWords(value: symbol): string {
  const { description = '' } = value;
  return description.startsWith(STAND_IN)
    ? description.slice(STAND_IN.length)
    : `Symbol(${inOneLine(description)})`;
}

function functionInWords(value: object): string {
  const name: unknown = Reflect.get(value, 'name');
  return typeof name === 'string' && name !== '' ? `function ${inOneLine(name)}` : 'function';
}

function objectInWords(value: object, room: number, open: readonly object[]): string {
  if (open.includes(value)) return '[circular]';
  if (room <= 0) return '...';
  const around = [...open, value];
  if (Array.isArray(value)) {
    const elements = value.keys();
    return joined('[', ']', room, elements, (index, left) => written(value[index], left, around));
  }
  return inherentWords(value) ?? fieldsInWords(value, room, around);
}

/** What is known by its kind, not by its fields. */
function inherentWords(value: object): string | undefined {
  if (value instanceof Date) {
    return Number.isNaN(value.getTime()) ? 'Date without a time' : `Date ${value.toISOString()}`;
  }
  const { name, message, stack } = value as Partial<Error>;
  // An error of another realm is no instance of ours.
  if (typeof message === 'string' && typeof stack === 'string') {
    return inOneLine(`${name}: ${message}`);
  }
  if (value instanceof RegExp) return inOneLine(`RegExp ${value}`);
  if (value instanceof Map || value instanceof Set) return `${classOf(value)} of ${value.size}`;
  if (value instanceof Number || value instanceof String || value instanceof Boolean) {
    return `${classOf(value)} ${JSON.stringify(value.valueOf())}`;
  }
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) {
    return `${classOf(value)} of ${value.byteLength} bytes`;
  }
  return undefined;
}

function fieldsInWords(value: object, room: number, around: readonly object[]): string {
  const name = isPlainObject(value) ? '' : `${classOf(value)} `;
  return joined(`${name}{`, '}', room, Object.keys(value), (field, left) => {
    const key = `${JSON.stringify(field.slice(0, Math.max(left, 1)))}:`;
    const inner = fieldInWords(value, field, left - key.length, around);
    return inner === undefined ? undefined : key + inner;
  });
}

/** Undefined for a field that JSON leaves out. */
function fieldInWords(
  value: object,
  field: string,
  room: number,
  around: readonly object[],
): string | undefined {
  return guarded(() => {
    const inner: unknown = Reflect.get(value, field);
    return inner === undefined ? undefined : written(inner, room, around);
  });
}

/** Ends once the room is full: what is longer is cut by whoever shows it. */
function joined<T>(
  begin: string,
  end: string,
  room: number,
  places: Iterable<T>,
  inWords: (place: T, left: number) => string | undefined,
): string {
  let text = begin;
  let separator = '';
  for (const place of places) {
    if (text.length > room) break;
    const words = inWords(place, room - text.length);
    if (words === undefined) continue;
    text += separator + words;
    separator = ',';
  }
  return text + end;
}

/** An object without a class: `{}`, one without a prototype, or one of another realm. */
export function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function classOf(value: object): string {
  const name: unknown = value.constructor.name;
  return typeof name === 'string' && name !== '' ? inOneLine(name) : 'object';
}

function inOneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ');
}
