// A search space from a file. What it holds is checked with the rest of the configuration.
import { readFile } from 'node:fs/promises';
import { InvalidInput, shown } from '../shared/kernel/errors.ts';
import { reasonOf } from './embedded/system-error.ts';

/** @throws InvalidInput when the file cannot be read or is not JSON */
export async function spaceIn(path: string): Promise<unknown> {
  const refused = (error: unknown) => {
    const value = `${shown(path)} (${reasonOf(error)})`;
    const allowed = 'a JSON file; `evolambda space` prints the default one';
    return new InvalidInput([{ path: '--space', value, allowed }]);
  };
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw refused(error);
  }
}
