// The paths of a run: absolute in its first event, so that the run is opened again from any folder. Flags name
// anew what was moved, and every hash says whether it is the same.
import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { EngineChoice } from '../shared/contracts/engine-choice.ts';
import type { RunPaths, RunStarted } from '../shared/contracts/ledger-events.ts';
import { GENERATED_DIGITS_ID } from '../shared/data/generated-digits/generated-digits.ts';
import { isKnownId } from '../shared/data/manifests/built-in-manifest.ts';
import { undefinedIfCorrupt } from '../shared/kernel/errors.ts';
import { evolambdaCommand, pathArgument } from '../shared/kernel/shell-command.ts';
import type { OpenedDataset } from './data/open-dataset.ts';
import { type ResolvedManifest, resolveManifest } from './data/resolve-manifest.ts';
import { hasManifest, manifestIn } from './embedded/run-settings.ts';
import type { FlagValues } from './flags.ts';
import { MOVED_FLAGS } from './run-flags.ts';

/** What the first event of a run records; undefined where there is nothing. */
export function pathsOf(
  { manifestPath }: Pick<OpenedDataset, 'manifestPath'>,
  choice: EngineChoice,
  { 'data-dir': dataDir }: FlagValues,
): RunPaths | undefined {
  const paths = {
    ...(manifestPath === undefined ? {} : { manifest: manifestPath }),
    ...(typeof dataDir === 'string' ? { dataDir: resolve(dataDir) } : {}),
    ...(choice.engine === 'trainer' ? { trainer: fileURLToPath(choice.module) } : {}),
  };
  return Object.keys(paths).length === 0 ? undefined : paths;
}

/**
 * The data set of a recorded run: --dataset, else an id, else the copy of its manifest in the run's directory,
 * whose files are looked for where the run found the manifest.
 * @throws InvalidInput when there is neither the copy nor the manifest
 */
export async function recordedDataset(
  { config, data, paths }: RunStarted,
  directory: string,
  { dataset }: FlagValues,
): Promise<string | ResolvedManifest> {
  if (typeof dataset === 'string') return dataset;
  if (data.generated) return GENERATED_DIGITS_ID;
  if (paths?.manifest === undefined && isKnownId(config.dataset)) return config.dataset;
  // Before runs recorded absolute paths, the configuration held what was written behind --dataset.
  const path = resolve(paths?.manifest ?? config.dataset);
  const manifest = hasManifest(directory)
    ? await manifestIn(directory).catch(undefinedIfCorrupt)
    : undefined;
  if (manifest?.id !== data.id) return resolveManifest(path);
  const isPath = paths?.manifest !== undefined || existsSync(path) || /[\\/]/.test(config.dataset);
  // A run that was copied from AWS has an id alone.
  return isPath
    ? { manifest, path, beside: dirname(path) }
    : { manifest, path: join(directory, 'dataset.json'), beside: directory };
}

/** The flags, and what the run recorded in place of those that are absent. */
export function withRecordedDataDir(values: FlagValues, { paths }: RunStarted): FlagValues {
  const dataDir = values['data-dir'] ?? paths?.dataDir;
  if (dataDir === undefined || (values['data-dir'] === undefined && !isDirectory(String(dataDir))))
    return values;
  return { ...values, 'data-dir': dataDir };
}

/** The command that resumes a run from any folder. @param values flags of a resume: what was moved is named again */
export function resumeCommand(directory: string, values: FlagValues = {}): string {
  const moved = Object.keys(MOVED_FLAGS).flatMap((name) => {
    const value = values[name];
    if (typeof value !== 'string') return [];
    return [`--${name}`, name === 'dataset' && isKnownId(value) ? value : resolve(value)];
  });
  return evolambdaCommand('resume', pathArgument(directory), ...moved);
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
