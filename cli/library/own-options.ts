// What a person gives the library, taken as JSON has it: a copy that no later change reaches, without the
// fields that are undefined.
import { plainData } from '../../shared/kernel/plain-data.ts';

/** Options that are used, not recorded. */
const USED = ['evaluate', 'store', 'signal'];

/** The type holds only once the options have passed the schema of their door. */
export function ownOptions<Options>(given: Options): Options {
  return plainData(given, { kept: USED }) as Options;
}
