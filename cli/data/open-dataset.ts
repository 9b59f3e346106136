// From --dataset, --data-dir and --offline-digits to data that can be trained on: the one entry that
// the commands call.
import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { DatasetManifest } from '../../shared/contracts/dataset-manifest.ts';
import type { DataWarning } from '../../shared/data/data-warning.ts';
import type { Dataset } from '../../shared/data/dataset.ts';
import {
  GENERATED_DIGITS_ID,
  generatedDigits,
} from '../../shared/data/generated-digits/generated-digits.ts';
import { loadDataset } from '../../shared/data/load-dataset.ts';
import { type SealedTest, sealTest } from '../../shared/data/sealed-test.ts';
import { hashOf } from '../../shared/kernel/canonical-json.ts';
import { InvalidInput, Retryable, shown } from '../../shared/kernel/errors.ts';
import { cacheDirectory, type Environment } from './cache-directory.ts';
import { cachedFiles, cacheSource, type DataSource, directorySource } from './data-source.ts';
import type { DownloadOptions } from './download-file.ts';
import { packageRoot } from './package-root.ts';
import { type ResolvedManifest, resolveManifest } from './resolve-manifest.ts';
import { type StoredFiles, storedFiles } from './stored-files.ts';

export interface OpenDatasetOptions extends DownloadOptions {
  /** The id of a built-in data set (`mnist`, `fashion-mnist`, `generated-digits`) or a manifest's path. */
  readonly dataset?: string;
  /** A directory with the files, plain or .gz, or with a subdirectory of the data set's id. */
  readonly dataDir?: string;
  /** Whether generated digits may stand in. */
  readonly offlineDigits?: 'never' | 'if-unavailable' | 'always';
  readonly environment?: Environment;
  /** ../shared/datasets/ID is looked for from here. */
  readonly root?: string;
}

export interface OpenedDataset {
  /** Training and validation, all on one SharedArrayBuffer. */
  readonly dataset: Dataset;
  readonly manifest: DatasetManifest;
  /** True when the digits are our own drawings: to be said at the start, in the result and the model card. */
  readonly generated: boolean;
  /** Each to be shown to the person. */
  readonly warnings: readonly DataWarning[];
  /** What the data are and where they came from, in words. */
  readonly sourceDescription: string;
  /** Opened by the finish step alone. */
  readonly sealedTest: SealedTest;
}

/**
 * Opens a data set: looks in the data directory (option, else EVOLAMBDA_DATA_DIR), beside a user's
 * manifest, in the cache, in ../shared/datasets/ID, and then downloads.
 * @throws InvalidInput if options or manifest are wrong, with every fault
 * @throws Corrupt naming a file that is present and damaged, or not the one the manifest means
 * @throws Retryable if the data cannot be had and offlineDigits is `never`; it says what helps
 * @throws DOMException named AbortError when the signal fires
 */
export async function openDataset(options: OpenDatasetOptions = {}): Promise<OpenedDataset> {
  const { dataset = 'mnist', offlineDigits = 'never' } = options;
  if (dataset === GENERATED_DIGITS_ID) return openGenerated('asked for with --dataset');
  if (offlineDigits === 'always') return openGenerated('asked for with --offline-digits');
  const resolved = await resolveManifest(dataset);
  const warnings: DataWarning[] = [];
  try {
    const source = await findSource(resolved, options, warnings);
    return await open(resolved.manifest, source, warnings);
  } catch (error) {
    if (!(error instanceof Retryable) || offlineDigits === 'never') throw error;
    return openGenerated(error.message);
  }
}

export interface OpenedFiles {
  readonly manifest: DatasetManifest;
  readonly source: DataSource;
  /** Each to be shown to the person; more may come while files are read. */
  readonly warnings: readonly DataWarning[];
}

/**
 * The files of a data set, to be handed on as they are, from the places that openDataset looks in.
 * @throws as openDataset
 */
export async function openFiles(
  options: Omit<OpenDatasetOptions, 'offlineDigits'>,
): Promise<OpenedFiles> {
  const resolved = await resolveManifest(options.dataset ?? 'mnist');
  const warnings: DataWarning[] = [];
  const source = await findSource(resolved, options, warnings);
  return { manifest: resolved.manifest, source, warnings };
}

async function open(
  manifest: DatasetManifest,
  { description, read }: Omit<DataSource, 'bytes'>,
  warnings: readonly DataWarning[],
): Promise<OpenedDataset> {
  const loaded = await loadDataset(manifest, read);
  return {
    dataset: loaded.dataset,
    manifest,
    generated: false,
    warnings: [...warnings, ...loaded.warnings],
    sourceDescription: `${manifest.name}, from ${description}`,
    sealedTest: sealTest(manifest, read, loaded.dataset),
  };
}

async function openGenerated(reason: string): Promise<OpenedDataset> {
  const { manifest, read } = generatedDigits();
  const message = `GENERATED DIGITS: drawn by evolambda, not MNIST; results say nothing about real data. Why: ${reason}`;
  const opened = await open(manifest, { description: 'our own renderer', read }, [
    { code: 'generated-data', message },
  ]);
  return { ...opened, generated: true };
}

/** Where the files lie; what is missing is downloaded. */
async function findSource(
  resolved: ResolvedManifest,
  options: OpenDatasetOptions,
  warnings: DataWarning[],
): Promise<DataSource> {
  const found = await lookAround(resolved, options, warnings);
  if ('source' in found) return found.source;
  const { onProgress, signal, idleMs } = options;
  return cacheSource({
    ...found,
    manifest: resolved.manifest,
    download: {
      ...(onProgress === undefined ? {} : { onProgress }),
      ...(signal === undefined ? {} : { signal }),
      ...(idleMs === undefined ? {} : { idleMs }),
    },
    onWarning: (warning) => warnings.push(warning),
  });
}

/** What of a data set is on this machine. */
export type Located =
  | { readonly source: DataSource }
  /** The cache, and what it and all other places lack, in words. */
  | { readonly directory: string; readonly isWhole: boolean; readonly looked: readonly string[] };

/** Looks in the places that openDataset does, and downloads nothing. */
export async function lookAround(
  { manifest, beside }: ResolvedManifest,
  options: Pick<OpenDatasetOptions, 'dataDir' | 'environment' | 'root'> = {},
  warnings: DataWarning[] = [],
): Promise<Located> {
  const { environment = process.env, root = packageRoot() } = options;
  const looked: string[] = [];
  const tryDirectory = async (description: string, directory: string) => {
    const files = await storedFiles(manifest, directory);
    if (files.missing.length === 0) return directorySource(files, description);
    looked.push(`${description}: ${lacks(manifest, files)}`);
    return undefined;
  };

  const dataDir = await dataDirectory(options.dataDir, environment);
  if (dataDir !== undefined) {
    const { flag, path } = dataDir;
    const own = join(path, manifest.id);
    const source =
      (await tryDirectory(`${flag} ${own}`, own)) ?? (await tryDirectory(`${flag} ${path}`, path));
    if (source !== undefined) return { source };
    const message = `${flag} is passed over, it does not hold the data: ${looked.join('; ')}`;
    warnings.push({ code: 'place-skipped', message });
  }
  if (beside !== undefined) {
    const source = await tryDirectory(`beside the manifest, ${beside}`, beside);
    if (source !== undefined) return { source };
  }
  const cache = join(cacheDirectory(environment), 'datasets', cacheName(manifest, beside));
  const cached = await cachedFiles(manifest, cache);
  if (cached.missing.length > 0) {
    looked.push(`the cache ${cache}: ${lacks(manifest, cached)}`);
    const neighbour = join(dirname(root), 'shared', 'datasets', manifest.id);
    const source = await tryDirectory(`../shared/datasets/${manifest.id}`, neighbour);
    if (source !== undefined) return { source };
  }
  return { directory: cache, isWhole: cached.missing.length === 0, looked };
}

function lacks({ files }: DatasetManifest, { missing }: StoredFiles): string {
  if (missing.length === files.length) return 'none of its files';
  return `no ${missing.map(({ name }) => name).join(', ')}`;
}

async function dataDirectory(
  option: string | undefined,
  environment: Environment,
): Promise<{ flag: string; path: string } | undefined> {
  const flag = option === undefined ? 'EVOLAMBDA_DATA_DIR' : '--data-dir';
  const path = option ?? environment.EVOLAMBDA_DATA_DIR;
  if (path === undefined || (option === undefined && path === '')) return undefined;
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory() === true) return { flag, path };
  throw new InvalidInput([{ path: flag, value: shown(path), allowed: 'an existing directory' }]);
}

/** Users' manifests may share an id; their files do not share a directory unless they are the same. */
function cacheName({ id, files }: DatasetManifest, beside: string | undefined): string {
  return beside === undefined ? id : `${id}-${hashOf(files).slice(0, 8)}`;
}
