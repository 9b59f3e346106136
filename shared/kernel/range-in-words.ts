// The numbers that are allowed somewhere, as an error names them after "expected".

export interface Range {
  readonly isInteger: boolean;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  /** Whether `min` itself is too small. */
  readonly isAboveMin?: boolean | undefined;
  /** Whether `max` itself is too large. */
  readonly isBelowMax?: boolean | undefined;
}

/** `an integer from 1 to 100`, `a number above 0 and at most 1`. */
export function rangeInWords(range: Range): string {
  const { isInteger, min, max, isAboveMin = false, isBelowMax = false } = range;
  if (isInteger && (isAboveMin || isBelowMax)) return rangeInWords(closed(range));
  const what = isInteger ? 'an integer' : 'a number';
  if (min !== undefined && max !== undefined && !isAboveMin && !isBelowMax) {
    return `${what} from ${bound(min)} to ${bound(max)}`;
  }
  const lower = min === undefined ? [] : [isAboveMin ? `above ${min}` : `of at least ${min}`];
  const upper = max === undefined ? [] : [isBelowMax ? `below ${max}` : `at most ${max}`];
  if (lower.length === 0 && max !== undefined && !isBelowMax) return `${what} of at most ${max}`;
  return [what, [...lower, ...upper].join(' and ')].filter(Boolean).join(' ');
}

/** The largest integer that JSON numbers hold exactly is named by its power. */
function bound(limit: number): string {
  if (Math.abs(limit) < Number.MAX_SAFE_INTEGER) return String(limit);
  return limit > 0 ? '2^53 − 1' : '−2^53 + 1';
}

/** Integers between two bounds include the next ones. */
function closed({ min, max, isAboveMin, isBelowMax }: Range): Range {
  return {
    isInteger: true,
    min: min === undefined || !isAboveMin ? min : Math.floor(min) + 1,
    max: max === undefined || !isBelowMax ? max : Math.ceil(max) - 1,
  };
}

/** `1 to 64 items`, `at least 1 item`, `at most 100 characters`. */
export function countInWords(
  noun: string,
  min: number | undefined,
  max: number | undefined,
): string {
  const nouns = (max ?? min) === 1 ? noun : `${noun}s`;
  if (min === undefined || max === undefined) {
    return min === undefined ? `at most ${max} ${nouns}` : `at least ${min} ${nouns}`;
  }
  return min === max ? `${min} ${nouns}` : `${min} to ${max} ${nouns}`;
}
