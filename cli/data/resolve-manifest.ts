// From what a person wrote behind --dataset to a checked manifest.
import { readFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import type { DatasetManifest } from '../../shared/contracts/dataset-manifest.ts';
import { GENERATED_DIGITS_ID } from '../../shared/data/generated-digits/generated-digits.ts';
import { builtInManifest, KNOWN_IDS } from '../../shared/data/manifests/built-in-manifest.ts';
import { userManifest } from '../../shared/data/manifests/user-manifest.ts';
import { InvalidInput, shown } from '../../shared/kernel/errors.ts';
import { nearest } from '../../shared/kernel/nearest.ts';
import { placeProblem } from '../embedded/system-error.ts';
import { jsonProblem, parseJson } from '../json-file.ts';

export interface ResolvedManifest {
  readonly manifest: DatasetManifest;
  /** Of a user's manifest, absolute. */
  readonly path?: string;
  /** Where a user's manifest lies; its files are looked for beside it. */
  readonly beside?: string;
}

/**
 * Finds a built-in manifest by id, or reads a user's own by path.
 * @throws InvalidInput with every fault of the manifest, or if there is none
 */
export async function resolveManifest(dataset: string): Promise<ResolvedManifest> {
  const known = builtInManifest(dataset);
  if (known !== undefined) return { manifest: known };
  const path = resolve(dataset);
  const value = parsed(dataset, await textOf(path, dataset));
  const manifest = userManifest(value, basename(path));
  // The renderer has no files that could lie beside it.
  if (manifest.id === GENERATED_DIGITS_ID) return { manifest };
  return { manifest, path, beside: dirname(path) };
}

async function textOf(path: string, dataset: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const place = path !== dataset && /[\\/]/.test(dataset) ? ` (${path})` : '';
    const problem = `${placeProblem(dataset, error)}${place}`;
    const allowed = `one of ${KNOWN_IDS.join(', ')} or the path of a JSON manifest`;
    const hint = nearest(dataset, KNOWN_IDS);
    throw new InvalidInput([{ path: '--dataset', value: shown(dataset), problem, allowed, hint }]);
  }
}

function parsed(dataset: string, text: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    const value = shown(dataset);
    const problem = jsonProblem(value, error);
    throw new InvalidInput([{ path: '--dataset', value, problem, allowed: 'a JSON manifest' }]);
  }
}
