// The places on this machine that a data set's files may lie in, in the order that they are looked in.
import { realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { DatasetManifest } from '../../shared/contracts/dataset-manifest.ts';
import type { OnDataProgress } from '../../shared/data/data-progress.ts';
import type { DataWarning } from '../../shared/data/data-warning.ts';
import { hashOf } from '../../shared/kernel/canonical-json.ts';
import { InvalidInput, shown } from '../../shared/kernel/errors.ts';
import { cacheDirectory, type Environment } from './cache-directory.ts';
import { cachedFiles, type DataSource, directorySource } from './data-source.ts';
import { packageRoot } from './package-root.ts';
import type { ResolvedManifest } from './resolve-manifest.ts';
import { type StoredFiles, storedFiles } from './stored-files.ts';

export interface LookOptions {
  /** A directory with the files, plain or gzip, or with a subdirectory of the data set's id. */
  readonly dataDir?: string;
  readonly environment?: Environment;
  /** The package's folder: ../shared/datasets/ID is looked for from here, wherever a command is started. */
  readonly root?: string;
  readonly onDataProgress?: OnDataProgress;
}

/** What of a data set is on this machine. */
export type Located =
  | { readonly source: DataSource }
  /** The cache, and what it and all other places lack, in words. */
  | { readonly directory: string; readonly isWhole: boolean; readonly looked: readonly string[] };

/**
 * Looks beside a user's manifest, in the data directory, in the cache and in ../shared/datasets/ID; the
 * first place with all files is taken, and nothing is downloaded. A relative data directory or cache is meant
 * from the current directory; descriptions have absolute paths.
 * @param warnings gets what a person may be surprised by: a place that was named and is not used
 * @throws InvalidInput if the data directory is none
 * @throws Corrupt naming the files of a place that cannot be the manifest's
 */
export async function lookAround(
  { manifest, beside }: ResolvedManifest,
  options: LookOptions = {},
  warnings: DataWarning[] = [],
): Promise<Located> {
  const { environment = process.env, root = packageRoot(), onDataProgress } = options;
  const looked: string[] = [];
  const warn = (message: string) => warnings.push({ code: 'place-skipped', message });
  const look = async (description: string, directory: string) => {
    const files = await storedFiles(manifest, directory);
    const isWhole = files.missing.length === 0;
    if (!isWhole) looked.push(`${description}: ${lacks(manifest, files)}`);
    const source = isWhole ? directorySource(files, description, onDataProgress) : undefined;
    return { source, files };
  };

  const dataDir = await dataDirectory(options.dataDir, environment);
  if (beside !== undefined) {
    const { source, files } = await look(`${beside}, next to the manifest`, beside);
    if (source !== undefined) {
      const note = dataDir && (await notUsed(manifest, files, dataDir));
      if (note !== undefined) warn(note);
      return { source };
    }
    if (files.paths.size > 0) warn(`the files are not used: ${looked.join('')}`);
  }
  if (dataDir !== undefined) {
    const { flag, path } = dataDir;
    const before = looked.length;
    for (const directory of [join(path, manifest.id), path]) {
      const { source } = await look(`${flag} ${directory}`, directory);
      if (source !== undefined) return { source };
    }
    const lacking = looked.slice(before).join('; ');
    warn(`${flag} is not used, because it does not contain the data set: ${lacking}`);
  }
  const cache = join(resolve(cacheDirectory(environment)), 'datasets', cacheName(manifest, beside));
  const cached = await cachedFiles(manifest, cache);
  const isWhole = cached.missing.length === 0;
  if (!isWhole) {
    looked.push(`the cache ${cache}: ${lacks(manifest, cached)}`);
    const neighbour = join(dirname(resolve(root)), 'shared', 'datasets', manifest.id);
    const { source } = await look(neighbour, neighbour);
    if (source !== undefined) return { source };
  }
  return { directory: cache, isWhole, looked };
}

/**
 * Why a data directory is not used: files beside a manifest belong to it, and a data directory may hold
 * others of the same names. Nothing where an environment variable names one without such files.
 */
async function notUsed(
  manifest: DatasetManifest,
  { directory: beside, paths }: StoredFiles,
  { flag, path }: DataDirectory,
): Promise<string | undefined> {
  const names = [...paths.values()].map((one) => basename(one)).join(', ');
  const instead = `files next to the manifest take precedence: ${names} in ${beside}`;
  for (const directory of [join(path, manifest.id), path]) {
    const there = await storedFiles(manifest, directory, 'skip');
    if (there.paths.size === 0) continue;
    if ((await realpath(directory)) === (await realpath(beside))) return undefined;
    return `${flag} ${directory} has files of the same names and is not used; ${instead}`;
  }
  return flag === '--data-dir' ? `${flag} ${path} is not used; ${instead}` : undefined;
}

function lacks({ files }: DatasetManifest, { missing }: StoredFiles): string {
  if (missing.length === files.length) return 'none of its files';
  return `no ${missing.map(({ name }) => name).join(', ')}`;
}

interface DataDirectory {
  /** Where it was named. */
  readonly flag: '--data-dir' | 'EVOLAMBDA_DATA_DIR';
  readonly path: string;
}

async function dataDirectory(
  option: string | undefined,
  environment: Environment,
): Promise<DataDirectory | undefined> {
  const flag = option === undefined ? 'EVOLAMBDA_DATA_DIR' : '--data-dir';
  const path = option ?? environment.EVOLAMBDA_DATA_DIR;
  if (path === undefined || (option === undefined && path === '')) return undefined;
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory() === true) return { flag, path: resolve(path) };
  const place = resolve(path);
  const where = place === path ? '' : ` (${place})`;
  const problem = `${shown(path)} ${found === undefined ? 'does not exist' : 'is not a directory'}${where}`;
  const allowed = 'an existing directory';
  throw new InvalidInput([{ path: flag, value: shown(path), problem, allowed }]);
}

/** Users' manifests may share an id; their files do not share a directory unless they are the same. */
function cacheName({ id, files }: DatasetManifest, beside: string | undefined): string {
  return beside === undefined ? id : `${id}-${hashOf(files).slice(0, 8)}`;
}
