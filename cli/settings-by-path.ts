// `--set PATH=VALUE`: any setting of a run by its path, such as space.genes.layers.length.max=2.
import { type Fault, shown } from '../shared/kernel/errors.ts';
import { parseJson } from './json-file.ts';

const ASSIGNMENT = /^([A-Za-z][\w-]*(?:\.[\w-]+|\[\d+\])*)=(.*)$/s;
const ALLOWED = 'PATH=VALUE, such as finish.epochs=3 or space.genes.layers.length.max=2';

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
    const names = path.replaceAll(/\[(\d+)\]/g, '.$1').split('.');
    if (put(copy, names, valueIn(text))) continue;
    const allowed = 'a path through objects and the places of lists';
    faults.push({ path: '--set', value: shown(path), allowed });
  }
  return copy;
}

/** Objects on the way that are not there yet are made. @returns false where the way is barred */
function put(root: Record<string, unknown>, names: readonly string[], value: unknown): boolean {
  let place: Record<string, unknown> = root;
  for (const [index, name] of names.entries()) {
    if (name === '__proto__' || name === 'constructor' || name === 'prototype') return false;
    if (index === names.length - 1) {
      place[name] = value;
      return true;
    }
    const inner = Object.hasOwn(place, name) ? place[name] : {};
    if (typeof inner !== 'object' || inner === null) return false;
    place[name] = inner;
    place = inner as Record<string, unknown>;
  }
  return false;
}

function valueIn(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return text;
  }
}
