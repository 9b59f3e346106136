// What a program can give and JSON cannot hold, with the words that a message shows it by.

const circular: Record<string, unknown> = { a: 1 };
circular.self = circular;

const deep = Array.from({ length: 20_000 }).reduce<unknown>((inner) => ({ a: inner }), 1);

const revoked = Proxy.revocable({}, {});
revoked.revoke();

class Settings {
  readonly population = 4;
}

export const ODD_VALUES: Readonly<Record<string, readonly [value: unknown, words: string]>> = {
  bigint: [42n, '42n'],
  NaN: [Number.NaN, 'NaN'],
  Infinity: [Number.POSITIVE_INFINITY, 'Infinity'],
  '-Infinity': [Number.NEGATIVE_INFINITY, '-Infinity'],
  'a function': [function draw() {}, 'function draw'],
  'a function without a name': [
    (
      () => () =>
        1
    )(),
    'function',
  ],
  'a symbol': [Symbol('two\nlines'), 'Symbol(two lines)'],
  'a date': [new Date(0), 'Date 1970-01-01T00:00:00.000Z'],
  'a date without a time': [new Date(Number.NaN), 'Date without a time'],
  'a map': [new Map([[1, 2]]), 'Map of 1'],
  'a set': [new Set(), 'Set of 0'],
  bytes: [new Uint8Array(5), 'Uint8Array of 5 bytes'],
  'an error': [new TypeError('no\nluck'), 'TypeError: no luck'],
  'a pattern': [/x/g, 'RegExp /x/g'],
  'a number in an object': [Object(5), 'Number 5'],
  'an instance of a class': [new Settings(), 'Settings {"population":4}'],
  'a promise': [Promise.resolve(), 'Promise {}'],
  'a revoked proxy': [revoked.proxy, '[unreadable]'],
};

/** JSON cannot hold a part of them. */
export const ODD_INSIDE: Readonly<Record<string, readonly [value: unknown, words: string]>> = {
  'a cycle': [circular, '{"a":1,"self":[circular]}'],
  'a getter that throws': [
    {
      get a() {
        throw new Error('boom');
      },
    },
    '{"a":[unreadable]}',
  ],
  'a toJSON that throws': [
    {
      toJSON() {
        throw new Error('boom');
      },
    },
    '{"toJSON":function toJSON}',
  ],
  'odd values in objects': [
    { a: 42n, b: undefined, c: [Number.NaN, undefined] },
    '{"a":42n,"c":[NaN,nothing]}',
  ],
  'objects in objects': [deep, `${'{"a":'.repeat(15)}{"...`],
};
