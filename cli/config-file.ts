// The settings of a run as flags and the files that they name spell them.

import type { RunConfig } from '../shared/contracts/run-config.ts';
import { collect, collectAsync, type Fault } from '../shared/kernel/errors.ts';
import { evolambdaCommand } from '../shared/kernel/shell-command.ts';
import { strategies } from '../shared/search/registry.ts';
import { resolveConfig } from '../shared/steps/prepare-run.ts';
import type { FlagValues } from './flags.ts';
import { jsonIn } from './json-file.ts';
import { configOf } from './run-flags.ts';

const SPACE_FILE = `a JSON file; to print the default one: ${evolambdaCommand('space', 'print')}`;
const ENQUEUE_FILE = 'a JSON file with a genome or a list of them';
const CONFIG_FILE = 'a JSON file with settings of a run, such as {"seed":7}';

/**
 * Still to be resolved.
 * @param faults is given every file that cannot be read, too
 */
export async function configIn(
  values: FlagValues,
  faults: Fault[],
): Promise<Record<string, unknown>> {
  const read = (flag: string, path: unknown, allowed: string) =>
    collectAsync(faults, () => jsonIn(flag, path, allowed));
  const space = await read('--space', values.space, SPACE_FILE);
  const config = await read('--config', values.config, CONFIG_FILE);
  const genomes = await read('--enqueue', values.enqueue, ENQUEUE_FILE);
  const enqueue = genomes === undefined || Array.isArray(genomes) ? genomes : [genomes];
  return configOf(values, { space, config, enqueue }, faults);
}

/** @returns undefined where something is wrong with it, which is among the faults then */
export async function resolvedIn(
  values: FlagValues,
  faults: Fault[],
): Promise<RunConfig | undefined> {
  const given = await configIn(values, faults);
  return collect(faults, () => resolveConfig(given, strategies));
}
