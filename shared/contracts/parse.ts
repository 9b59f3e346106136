// The door of everything that comes from outside: a value passes its schema or every fault is named.

import type { z } from 'zod';
import { choicesInWords } from '../kernel/choices-in-words.ts';
import { counted } from '../kernel/counted.ts';
import { type Fault, InvalidInput, shown } from '../kernel/errors.ts';
import { greatest } from '../kernel/long-lists.ts';
import { nearest } from '../kernel/nearest.ts';
import { MAX_DEPTH } from '../kernel/plain-data.ts';
import { type Form, formsAt, namesAt } from './schema-at.ts';
import { type Issue, sizeInWords } from './size-in-words.ts';

/**
 * Checks a value against a schema.
 * @param root name put before each path, such as a file's name
 * @throws InvalidInput with one fault for each mistake
 */
export function parseInput<T extends z.ZodType>(schema: T, value: unknown, root = ''): z.output<T> {
  const result = shallowly(() => schema.safeParse(value), root);
  if (result.success) return result.data;
  throw new InvalidInput(
    result.error.issues.flatMap((issue) => faultsOf(issue, value, root, schema)),
  );
}

/** Values may be nested deeper than a program can follow. */
function shallowly<T>(check: () => T, root: string): T {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const path = root || '(whole input)';
    throw new InvalidInput([
      {
        path,
        value: 'a deeply nested value',
        problem: 'nested too deeply',
        allowed: `at most ${MAX_DEPTH} levels`,
      },
    ]);
  }
}

const PLAIN_NAME = /^[\p{L}\p{N}_$-]+$/u;

/** A path in words: `layers[0].units`. */
export function pathInWords(path: readonly PropertyKey[], root = ''): string {
  return path.reduce<string>((words, part) => {
    if (typeof part === 'number') return `${words}[${part}]`;
    // A name that would not be seen, or be read as a path, stands as text.
    if (!PLAIN_NAME.test(String(part))) return `${words}[${JSON.stringify(String(part))}]`;
    return words === '' ? String(part) : `${words}.${String(part)}`;
  }, root);
}

/** Names that an unknown field does not list, being too many. */
const MANY_NAMES = 8;

function faultsOf(issue: Issue, value: unknown, root: string, schema: z.ZodType): Fault[] {
  const found = valueAt(value, issue.path);
  const path = pathInWords(issue.path, root) || '(whole input)';
  if (issue.code === 'unrecognized_keys') return unknownFields(issue, found, root, schema);
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const types = typesOf(issue.errors);
    if (types.length > 1) return [{ path, value: shown(found), ...either(types, found) }];
    const closest = closestAlternative(issue.errors);
    return closest.flatMap((inner) =>
      faultsOf({ ...inner, path: [...issue.path, ...inner.path] }, value, root, schema),
    );
  }
  return [{ path, value: shown(found), ...issueInWords(issue, found, schema) }];
}

/** Of the names that are allowed, the near one stands beside each, and all stand once. */
function unknownFields(
  { keys, path }: Extract<Issue, { code: 'unrecognized_keys' }>,
  found: unknown,
  root: string,
  schema: z.ZodType,
): Fault[] {
  // One alternative may lack a field that another has.
  const names = [...new Set(namesAt(schema, path))].filter((name) => !keys.includes(name));
  // A file or a line is not part of the name that a person types again.
  const around = /^\w+(\[\d+\])?$/.test(root) ? root : '';
  const isStrange = (key: string) => nearest(key, names) === undefined;
  const first = names.length > MANY_NAMES ? undefined : keys.find(isStrange);
  return keys.map((key) => ({
    path: pathInWords([...path, key], root),
    value: shown(valueAt(found, [key])),
    problem: 'unknown field',
    allowed: key === first ? choicesInWords(names) : '',
    hint: nearest(key, names, (name) => pathInWords([...path, name], around)),
  }));
}

/** What each alternative expects in place of the whole value; none where one of them took it. */
function typesOf(alternatives: readonly (readonly Issue[])[]): Issue[] {
  const types = alternatives.flatMap((issues) =>
    issues.filter((issue) => issue.path.length === 0 && issue.code === 'invalid_type'),
  );
  return types.length === alternatives.length ? types : [];
}

function either(types: readonly Issue[], found: unknown): Words {
  const words = [...new Set(types.map((issue) => allowed(issue, found, [])))];
  const last = words.at(-1) === BOOLEAN ? ', ' : ' or ';
  const all = [words.slice(0, -1).join(', '), ...words.slice(-1)].filter(Boolean).join(last);
  return { allowed: all, ...(found === undefined ? MISSING : {}) };
}

/** Of several alternatives that all failed, the one whose faults lie deepest was meant. */
function closestAlternative(alternatives: readonly (readonly Issue[])[]): readonly Issue[] {
  const depth = (issues: readonly Issue[]) => greatest(issues.map((issue) => issue.path.length));
  return alternatives.reduce((best, other) => (depth(other) > depth(best) ? other : best));
}

type Words = Pick<Fault, 'allowed' | 'problem' | 'hint'>;

const BOOLEAN = 'true or false';
const MISSING = { problem: 'missing' } as const;

/** What is wrong with a value, what is allowed in its place, and the nearest of the words that are. */
export function issueInWords(issue: Issue, found: unknown, schema: z.core.$ZodType): Words {
  const words = allowed(issue, found, formsAt(schema, issue.path));
  if (issue.code === 'custom') {
    return { ...(found === undefined ? MISSING : {}), ...issue.params, allowed: issue.message };
  }
  if (issue.code === 'invalid_key') return { problem: 'name not allowed', allowed: words };
  if (found === undefined) return { ...MISSING, allowed: words };
  return { allowed: words, problem: lengthProblem(issue, found), hint: meant(issue, found) };
}

/** A list that is too long is not shown but counted. */
function lengthProblem(issue: Issue, found: unknown): string | undefined {
  if (issue.code !== 'too_big' || !Array.isArray(found)) return undefined;
  return `${counted(found.length, 'item')} are too many`;
}

/** @param forms that the schema has at this place */
function allowed(issue: Issue, found: unknown, forms: readonly Form[]): string {
  switch (issue.code) {
    case 'invalid_type': {
      const sized = sizeInWords(issue, forms);
      if (sized !== undefined) return orNull(sized, forms);
      if (typeof found === 'number' && issue.expected === 'number') return 'a finite number';
      // A symbol may stand for an instance of a class, which a person would call an object.
      const isInstance = typeof found === 'symbol' && article(issue.expected) === 'an object';
      return orNull(isInstance ? 'a plain object' : article(issue.expected), forms);
    }
    case 'invalid_value':
      return choicesInWords(issue.values);
    case 'too_small':
    case 'too_big':
      return orNull(sizeInWords(issue, forms) ?? issue.message, forms);
    case 'invalid_format':
      return issue.message.startsWith('Invalid ') && issue.pattern !== undefined
        ? `a string that matches ${issue.pattern}`
        : issue.message;
    case 'invalid_union': {
      const named = namedIn(issue.message);
      return named.length > 0 ? choicesInWords(named) : issue.message;
    }
    case 'invalid_key':
      return issue.issues.map((inner) => allowed(inner, found, [])).join(', ');
    default:
      return issue.message;
  }
}

/** Of a word that is none of those allowed, the nearest. */
function meant(issue: Issue, found: unknown): string | undefined {
  if (typeof found !== 'string') return undefined;
  if (issue.code === 'invalid_value') return nearest(found, issue.values.map(String));
  return issue.code === 'invalid_union' ? nearest(found, namedIn(issue.message)) : undefined;
}

function orNull(words: string, forms: readonly Form[]): string {
  return forms.some(({ isNullable }) => isNullable) ? `${words} or null` : words;
}

/** What tells alternatives apart is in the words of the issue alone: `Expected 'a' | 'b'`. */
function namedIn(message: string): string[] {
  return [...message.matchAll(/'([^']+)'/g)].map(([, name = '']) => name);
}

function article(expected: string): string {
  if (expected === 'int') return 'an integer';
  if (expected === 'boolean') return BOOLEAN;
  if (expected === 'record') return 'an object';
  return /^[aeiou]/.test(expected) ? `an ${expected}` : `a ${expected}`;
}

/** What lies at a path of a value; undefined where it ends before. */
export function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, part) =>
      typeof inner === 'object' && inner !== null
        ? (inner as Record<PropertyKey, unknown>)[part]
        : undefined,
    value,
  );
}
