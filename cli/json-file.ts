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
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw new InvalidInput([{ path: flag, value: `${shown(path)} (${reasonOf(error)})`, allowed }]);
  }
}
