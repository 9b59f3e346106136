// The bounds of a number, a string or an array at a place of a schema, as one phrase: a value that breaks one
// bound is told both.
import type { z } from 'zod';
import { countInWords, rangeInWords } from '../kernel/range-in-words.ts';
import { checksOf, type Definition, type Form } from './schema-at.ts';

export type Issue = z.core.$ZodIssue;

/** Undefined where the issue is about no size, or the schema has no bounds there. */
export function sizeInWords(issue: Issue, forms: readonly Form[]): string | undefined {
  const origin = originOf(issue);
  const words = forms
    .filter(({ definition }) => definition.type === origin)
    .map(({ definition }) => boundsInWords(origin, boundsOf(definition, issue)));
  // Where alternatives differ, the issue alone is certain.
  const [first = undefined, ...others] = new Set(words);
  if (others.length === 0 && words.length > 0) return first;
  return boundsInWords(origin, boundsOf(undefined, issue));
}

function originOf(issue: Issue): string {
  if (issue.code === 'too_small' || issue.code === 'too_big') {
    return issue.origin === 'int' ? 'number' : issue.origin;
  }
  if (issue.code !== 'invalid_type') return '';
  return issue.expected === 'int' ? 'number' : issue.expected;
}

interface Bounds {
  readonly isInteger: boolean;
  min?: number;
  max?: number;
  isAboveMin?: boolean;
  isBelowMax?: boolean;
}

/** Those of the schema, and for a missing one that of the issue. */
function boundsOf(definition: Definition | undefined, issue: Issue): Bounds {
  const checks = definition === undefined ? [] : checksOf(definition);
  const expectsInteger = issue.code === 'invalid_type' && String(issue.expected) === 'int';
  const bounds: Bounds = {
    isInteger: expectsInteger || checks.some(({ format }) => format === 'safeint'),
  };
  if (issue.code === 'too_small') {
    bounds.min = Number(issue.minimum);
    bounds.isAboveMin = issue.inclusive === false;
  }
  if (issue.code === 'too_big') {
    bounds.max = Number(issue.maximum);
    bounds.isBelowMax = issue.inclusive === false;
  }
  for (const { check, value, inclusive, minimum, maximum } of checks) {
    if (check === 'greater_than' && value !== undefined) {
      bounds.min = value;
      bounds.isAboveMin = inclusive === false;
    }
    if (check === 'less_than' && value !== undefined) {
      bounds.max = value;
      bounds.isBelowMax = inclusive === false;
    }
    if (check === 'min_length' && minimum !== undefined) bounds.min = minimum;
    if (check === 'max_length' && maximum !== undefined) bounds.max = maximum;
  }
  return bounds;
}

function boundsInWords(origin: string, bounds: Bounds): string | undefined {
  const { min, max, isInteger } = bounds;
  const isBounded = min !== undefined || max !== undefined;
  switch (origin) {
    case 'number':
      return isBounded || isInteger ? rangeInWords(bounds) : undefined;
    case 'string':
      return isBounded ? `a string of ${countInWords('character', min, max)}` : undefined;
    case 'array':
      return isBounded ? `an array with ${countInWords('item', min, max)}` : undefined;
    default:
      return undefined;
  }
}
