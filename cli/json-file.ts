// JSON that a flag names by its file. What it holds is checked where it is used.
import { readFile } from 'node:fs/promises';
import { InvalidInput, shown } from '../shared/kernel/errors.ts';
import { reasonOf } from './embedded/system-error.ts';

/**
 * What the flag's file holds; undefined without the flag.
 * @param allowed what such a file is, in words
 * @throws InvalidInput naming flag and file when it cannot be read or is not JSON
 */
export async function jsonIn(flag: string, path: unknown, allowed: string): Promise<unknown> {
  if (typeof path !== 'string') return undefined;
  try {
    return parseJson(await readFile(path, 'utf8'));
  } catch (error) {
    throw new InvalidInput([{ path: flag, value: `${shown(path)} (${reasonOf(error)})`, allowed }]);
  }
}

/** More than any input of ours has; what checks and shows values follows them by calls of itself. */
const MAX_DEPTH = 100;

/**
 * JSON as editors write it, a byte order mark at its beginning or none.
 * @throws SyntaxError when it is not JSON or has values in values deeper than 100 levels
 */
export function parseJson(text: string): unknown {
  const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
  let level: readonly unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_DEPTH) throw new SyntaxError(`values in values, more than ${MAX_DEPTH} deep`);
    level = level.flatMap((one) =>
      typeof one === 'object' && one !== null ? Object.values(one) : [],
    );
  }
  return value;
}
