// A closed list of values as an error names it after "expected".
import { shown } from './errors.ts';

/** Not read as another type: `true` is a boolean, `null` is not text. */
const PLAIN_WORD = /^(?!(?:true|false|null)$)[A-Za-z][\w-]*$/;

/** `A`, `A or B`, `one of A, B, C`; words stand without quotes. */
export function choicesInWords(values: readonly unknown[]): string {
  const words = values.map((value) =>
    typeof value === 'string' && PLAIN_WORD.test(value) ? value : shown(value),
  );
  return words.length > 2 ? `one of ${words.join(', ')}` : words.join(' or ');
}
