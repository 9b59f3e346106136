// The door of everything that comes from outside: a value passes its schema or every fault is named.

import type { z } from 'zod';
import { type Fault, InvalidInput, shown } from '../kernel/errors.ts';
import { greatest } from '../kernel/long-lists.ts';
import { nearest } from '../kernel/nearest.ts';
import { namesAt } from './known-names.ts';

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
      { path, value: 'values in values, too deep', allowed: 'a few levels' },
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

export type Issue = z.core.$ZodIssue;

function faultsOf(issue: Issue, value: unknown, root: string, schema: z.ZodType): Fault[] {
  const found = valueAt(value, issue.path);
  const path = pathInWords(issue.path, root) || '(whole input)';
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: pathInWords([...issue.path, key], root),
      value: shown(valueAt(found, [key])),
      allowed: `no field of this name${nearest(key, namesAt(schema, issue.path))}`,
    }));
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const types = typesOf(issue.errors);
    if (types.length > 1) return [{ path, value: shown(found), allowed: either(types, found) }];
    const closest = closestAlternative(issue.errors);
    return closest.flatMap((inner) =>
      faultsOf({ ...inner, path: [...issue.path, ...inner.path] }, value, root, schema),
    );
  }
  const words = allowedInWords(issue, found);
  return [{ path, value: shown(found), allowed: words }];
}

/** What each alternative expects in place of the whole value; none where one of them took it. */
function typesOf(alternatives: readonly (readonly Issue[])[]): Issue[] {
  const types = alternatives.flatMap((issues) =>
    issues.filter((issue) => issue.path.length === 0 && issue.code === 'invalid_type'),
  );
  return types.length === alternatives.length ? types : [];
}

function either(types: readonly Issue[], found: unknown): string {
  const words = [...new Set(types.map((issue) => allowed(issue, found)))];
  return [words.slice(0, -1).join(', '), ...words.slice(-1)].filter(Boolean).join(' or ');
}

/** Of several alternatives that all failed, the one whose faults lie deepest was meant. */
function closestAlternative(alternatives: readonly (readonly Issue[])[]): readonly Issue[] {
  const depth = (issues: readonly Issue[]) => greatest(issues.map((issue) => issue.path.length));
  return alternatives.reduce((best, other) => (depth(other) > depth(best) ? other : best));
}

/** What would be accepted in place of a value, and the nearest of the words that would. */
export function allowedInWords(issue: Issue, found: unknown): string {
  return `${allowed(issue, found)}${meant(issue, found)}`;
}

function allowed(issue: Issue, found: unknown): string {
  switch (issue.code) {
    case 'invalid_type':
      if (typeof found === 'number' && issue.expected === 'number') return 'a finite number';
      // A symbol may stand for an instance of a class, which a person would call an object.
      return typeof found === 'symbol' && article(issue.expected) === 'an object'
        ? 'a plain object'
        : article(issue.expected);
    case 'invalid_value':
      return issue.values.map((value) => shown(value)).join(', ');
    case 'too_small':
      return `${quantity(issue.origin)} ${issue.inclusive === false ? '>' : '≥'} ${issue.minimum}`;
    case 'too_big':
      return `${quantity(issue.origin)} ${issue.inclusive === false ? '<' : '≤'} ${issue.maximum}`;
    case 'invalid_format':
      return issue.pattern === undefined ? issue.message : `text matching ${issue.pattern}`;
    case 'invalid_union': {
      const named = namedIn(issue.message);
      return named.length > 0 ? named.map((name) => shown(name)).join(', ') : issue.message;
    }
    case 'invalid_key':
      return `a name that is ${issue.issues.map((inner) => allowed(inner, found)).join(', ')}`;
    default:
      return issue.message;
  }
}

/** Of a word that is none of those allowed, the nearest. */
function meant(issue: Issue, found: unknown): string {
  if (typeof found !== 'string') return '';
  if (issue.code === 'invalid_value') return nearest(found, issue.values.map(String));
  return issue.code === 'invalid_union' ? nearest(found, namedIn(issue.message)) : '';
}

/** What tells alternatives apart is in the words of the issue alone: `Expected 'a' | 'b'`. */
function namedIn(message: string): string[] {
  return [...message.matchAll(/'([^']+)'/g)].map(([, name = '']) => name);
}

function quantity(origin: string): string {
  if (origin === 'string') return 'characters';
  if (origin === 'array') return 'items';
  return 'a number';
}

function article(expected: string): string {
  if (expected === 'int') return 'an integer';
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
