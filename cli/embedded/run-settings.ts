// What lies beside a journal so that the run can be made again, and its networks shipped, without the
// journal being read: config.json, the whole configuration as `run --config` takes it, and dataset.json,
// the manifest of the data.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type DatasetManifest, parseManifest } from '../../shared/contracts/dataset-manifest.ts';
import type { RunConfig } from '../../shared/contracts/run-config.ts';
import { isKnownId } from '../../shared/data/manifests/built-in-manifest.ts';
import { Corrupt } from '../../shared/kernel/errors.ts';
import { evolambdaCommand, pathArgument } from '../../shared/kernel/shell-command.ts';
import { reasonOf } from './system-error.ts';
import { writeOwn } from './write-whole.ts';

const CONFIG = 'config.json';
const MANIFEST = 'dataset.json';

/**
 * @param manifestPath of a user's data set, absolute: where `run --config` finds it; else it finds the copy
 * @throws Retryable when they cannot be written
 */
export async function keepSettings(
  directory: string,
  config: RunConfig,
  manifest: DatasetManifest,
  manifestPath: string | undefined,
): Promise<void> {
  const isId = manifestPath === undefined && isKnownId(config.dataset);
  const dataset = isId ? config.dataset : (manifestPath ?? join(directory, MANIFEST));
  await writeOwn(join(directory, CONFIG), inJson({ ...config, dataset }));
  await writeOwn(join(directory, MANIFEST), inJson(manifest));
}

/** A search of the library has none. */
export function hasManifest(directory: string): boolean {
  return existsSync(join(directory, MANIFEST));
}

/** @throws Corrupt where it is missing or damaged, telling that resume writes it again */
export async function manifestIn(directory: string): Promise<DatasetManifest> {
  const path = join(directory, MANIFEST);
  try {
    return parseManifest(JSON.parse(await readFile(path, 'utf8')), path);
  } catch (error) {
    const again = evolambdaCommand('resume', pathArgument(directory));
    throw new Corrupt(
      `${path} is not the manifest of the run: ${reasonOf(error)}; to write it again: ${again}`,
    );
  }
}

/** The manifest for who can do without: a search of the library has none, and one that is damaged is named. */
export async function manifestOrReason(directory: string): Promise<{
  readonly manifest: DatasetManifest | undefined;
  readonly missing: readonly string[];
}> {
  if (!existsSync(join(directory, MANIFEST))) return { manifest: undefined, missing: [] };
  try {
    return { manifest: await manifestIn(directory), missing: [] };
  } catch (error) {
    if (!(error instanceof Corrupt)) throw error;
    return { manifest: undefined, missing: [error.message] };
  }
}

function inJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
