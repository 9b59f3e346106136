// The settings of a run as flags and the files that they name spell them, still to be resolved.
import type { FlagValues } from './flags.ts';
import { jsonIn } from './json-file.ts';
import { configOf } from './run-flags.ts';

const SPACE_FILE = 'a JSON file; `evolambda space` prints the default one';
const ENQUEUE_FILE = 'a JSON file with a genome or a list of them';
const CONFIG_FILE = 'a JSON file with settings of a run, such as {"seed":7}';

/** @throws InvalidInput naming a file that cannot be read */
export async function configIn(values: FlagValues): Promise<Record<string, unknown>> {
  const space = await jsonIn('--space', values.space, SPACE_FILE);
  const config = await jsonIn('--config', values.config, CONFIG_FILE);
  const genomes = await jsonIn('--enqueue', values.enqueue, ENQUEUE_FILE);
  const enqueue = genomes === undefined || Array.isArray(genomes) ? genomes : [genomes];
  return configOf(values, { space, config, enqueue });
}
