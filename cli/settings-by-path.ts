// `--set PATH=VALUE`: any setting of a run by its path, such as space.genes.layers.length.max=2.
import { presentPath } from '../shared/contracts/renamed-settings.ts';
import { runConfigSchema } from '../shared/contracts/run-config.ts';
import { DEFAULT_SPACE } from '../shared/genome/kinds/kinds.ts';
import { collect, type Fault, InvalidInput, shown } from '../shared/kernel/errors.ts';
import { jsonProblem, parseJson } from './json-file.ts';

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
    const names = presentPath(path)
      .replaceAll(/\[(\d+)\]/g, '.$1')
      .split('.');
    const value = collect(faults, () => valueIn(text));
    const barrier = value === undefined ? undefined : put(copy, names, value);
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
function put(
  root: Record<string, unknown>,
  names: readonly string[],
  value: unknown,
): string | undefined {
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
