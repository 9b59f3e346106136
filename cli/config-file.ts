// The settings of a run, from flags, from the files that they name, and from `--set PATH=VALUE`.

import {
  presentPath,
  spaceWithPresentNames,
  withPresentNames,
} from '../shared/contracts/renamed-settings.ts';
import { type RunConfig, runConfigSchema } from '../shared/contracts/run-config.ts';
import { DEFAULT_SPACE } from '../shared/genome/kinds/kinds.ts';
import { collect, collectAsync, type Fault, InvalidInput, shown } from '../shared/kernel/errors.ts';
import { isObject } from '../shared/kernel/is-object.ts';
import { evolambdaCommand } from '../shared/kernel/shell-command.ts';
import { strategies } from '../shared/search/registry.ts';
import { resolveConfig } from '../shared/steps/prepare-run.ts';
import { presetNamed, settingsOver } from '../shared/steps/presets.ts';
import type { FlagValues } from './flags.ts';
import { listOf } from './flags.ts';
import { jsonIn, jsonProblem, parseJson } from './json-file.ts';
import { RUN_FLAGS } from './run-flags.ts';

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
  const spelt: Record<string, unknown> = structuredClone(WITHOUT);
  const contents: Record<string, unknown> = {
    ...flags,
    ...{ space: spaceWithPresentNames(space), enqueue },
    generations: typeof flags.generations === 'number' ? flags.generations : undefined,
  };
  for (const [name, { setting, settingValue }] of Object.entries(RUN_FLAGS)) {
    const value = contents[name];
    if (setting === undefined || value === undefined) continue;
    putSetting(spelt, setting, settingValue === undefined ? value : settingValue);
  }
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

const ASSIGNMENT = /^([A-Za-z][\w-]*(?:\.[\w-]+|\[\d+\])*)=(.*)$/s;
const ALLOWED = 'PATH=VALUE, such as finalPhase.epochs=3 or space.genes.layers.length.max=2';

/**
 * A copy with the settings put in, in their order; what they then are is checked with all others. A
 * value is JSON where it can be read so, else text.
 * @param faults is given each that is no assignment, and each path that leads through a value
 */
export function withSettings(
  config: Readonly<Record<string, unknown>>,
  assignments: readonly string[],
  faults: Fault[],
): Record<string, unknown> {
  const copy = structuredClone(config) as Record<string, unknown>;
  for (const assignment of assignments) {
    const [, path, text] = ASSIGNMENT.exec(assignment) ?? [];
    if (path === undefined || text === undefined) {
      faults.push({ path: '--set', value: shown(assignment), allowed: ALLOWED });
      continue;
    }
    const value = collect(faults, () => valueIn(text));
    const barrier = value === undefined ? undefined : putSetting(copy, path, value);
    if (barrier === undefined) continue;
    faults.push({
      path: '--set',
      value: shown(path),
      problem: `${path} is not allowed: ${barrier}`,
      allowed: 'a path of field names and array indices',
    });
  }
  return copy;
}

/** What a path leads into where nothing is said of it: what the run would have without it. */
const DEFAULTS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['space', DEFAULT_SPACE],
  ['objectives', runConfigSchema.shape.objectives.parse(undefined)],
]);
const UNSAFE = new Set(['__proto__', 'constructor', 'prototype']);
const isPlace = (name = '') => /^(0|[1-9]\d*)$/.test(name);

/**
 * What is not there yet on the way is made.
 * @returns what bars the way, in words
 */
export function putSetting(
  root: Record<string, unknown>,
  path: string,
  value: unknown,
): string | undefined {
  const names = presentPath(path)
    .replaceAll(/\[(\d+)\]/g, '.$1')
    .split('.');
  let place: Record<string, unknown> = root;
  let barrier: string | undefined;
  const unsafe = names.find((name) => UNSAFE.has(name));
  if (unsafe !== undefined) return `${unsafe} is not a setting`;
  for (const [index, name] of names.entries()) {
    if (Array.isArray(place) && !(isPlace(name) && Number(name) <= place.length)) {
      return `no index ${name} in an array of length ${place.length}`;
    }
    if (index === names.length - 1) {
      place[name] = value;
      break;
    }
    const absent = place === root ? structuredClone(DEFAULTS.get(name)) : undefined;
    const empty = isPlace(names[index + 1]) ? [] : {};
    let inner = Object.hasOwn(place, name) ? place[name] : (absent ?? empty);
    if (typeof inner !== 'object' || inner === null) {
      barrier = `${names.slice(0, index + 1).join('.')} is ${shown(inner)}`;
      if (inner !== null) return barrier;
      // Left out as a whole: what is said of it is checked nevertheless.
      inner = empty;
    }
    place[name] = inner;
    place = inner as Record<string, unknown>;
  }
  return barrier;
}

/** @throws InvalidInput where an object or a list is meant that is none */
function valueIn(text: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    if (!/^\s*[[{]/.test(text)) return text;
    const value = shown(text);
    throw new InvalidInput([
      { path: '--set', value, problem: jsonProblem(value, error), allowed: ALLOWED },
    ]);
  }
}
