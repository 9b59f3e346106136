// The settings of a run as flags and the files that they name spell them.

import { spaceWithPresentNames, withPresentNames } from '../shared/contracts/renamed-settings.ts';
import type { RunConfig } from '../shared/contracts/run-config.ts';
import { collect, collectAsync, type Fault, InvalidInput, shown } from '../shared/kernel/errors.ts';
import { isObject } from '../shared/kernel/is-object.ts';
import { evolambdaCommand } from '../shared/kernel/shell-command.ts';
import { strategies } from '../shared/search/registry.ts';
import { resolveConfig } from '../shared/steps/prepare-run.ts';
import { presetNamed, settingsOver } from '../shared/steps/presets.ts';
import type { FlagValues } from './flags.ts';
import { listOf } from './flags.ts';
import { jsonIn } from './json-file.ts';
import { withSettings } from './settings-by-path.ts';

const SPACE_FILE = 'a JSON file with a search space';
const SPACE_HINT = `to print the default one: ${evolambdaCommand('space', 'print')}`;
const ENQUEUE_FILE = 'a JSON file with a genome or an array of genomes';
const CONFIG_FILE = 'a JSON file with an object of settings, such as {"seed":7}';

/**
 * Still to be resolved.
 * @param faults is given every file that cannot be read, too
 */
export async function configIn(
  values: FlagValues,
  faults: Fault[],
): Promise<Record<string, unknown>> {
  const read = (flag: string, path: unknown, allowed: string, hint?: string) =>
    collectAsync(faults, () => jsonIn(flag, path, allowed, hint));
  const space = await read('--space', values.space, SPACE_FILE, SPACE_HINT);
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

/** What the files of --space, --config and --enqueue hold. */
export interface RunFiles {
  readonly space?: unknown;
  readonly config?: unknown;
  readonly enqueue?: unknown;
}

/**
 * The run configuration that flags spell, over what files hold; it is checked where all
 * configurations are.
 * @param faults is given what else is wrong: a --config that holds no settings, and each flag whose value
 * cannot be a part of a configuration
 */
export function configOf(
  flags: FlagValues,
  files: RunFiles,
  faults: Fault[],
): Record<string, unknown> {
  const { space, config = {}, enqueue } = files;
  if (!isObject(config)) {
    faults.push({ path: '--config', value: shown(config), allowed: CONFIG_FILE });
  }
  if (typeof flags.generations === 'string') {
    const value = shown(flags.generations);
    const hint = '+N is allowed only with --continue DIR';
    faults.push({ path: '--generations', value, allowed: 'an integer', hint });
  }
  const preset = collect(faults, () => presetOf(flags)) ?? {};
  const { 'no-final-phase': noFinalPhase } = flags;
  const generations = typeof flags.generations === 'number' ? flags.generations : undefined;
  const spelt: Record<string, unknown> = {
    ...given('seed', flags.seed),
    ...given('dataset', flags.dataset),
    ...given('space', spaceWithPresentNames(space)),
    ...given('enqueue', enqueue),
    ...given('patience', flags.patience),
    ...given('maxEvaluations', flags['max-evaluations']),
    ...given('maxExamples', flags['max-examples']),
    ...given('baseline', flags.baseline),
    ...given('finalPhase', noFinalPhase === true ? null : undefined),
    strategy: {
      ...given('name', flags.strategy),
      ...given('population', flags.population),
      ...given('generations', generations),
    },
    budget: { ...given('examples', flags.examples), ...given('schedule', flags.schedule) },
  };
  const over = settingsOver(
    settingsOver(
      WITHOUT,
      isObject(config) ? (withPresentNames(config) as Record<string, unknown>) : {},
    ),
    settingsOver(preset, spelt),
  );
  return withSettings(over, listOf(flags.set), faults);
}

/** What a strategy and a budget are called where a part of them alone is said. */
const WITHOUT = { strategy: {}, budget: {} };

function presetOf({ preset, quick }: FlagValues): Readonly<Record<string, unknown>> {
  if (preset !== undefined && quick === true) {
    throw new InvalidInput([
      {
        path: '--preset',
        value: shown(preset),
        problem: 'not allowed together with --quick',
        allowed: 'one of the two',
        hint: '--quick is short for --preset quick',
      },
    ]);
  }
  if (quick === true) return { ...presetNamed('quick', '--quick') };
  return preset === undefined ? {} : { ...presetNamed(preset, '--preset') };
}

function given(name: string, value: unknown): Record<string, unknown> {
  return value === undefined ? {} : { [name]: value };
}
