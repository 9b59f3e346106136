// From --dataset, --data-dir and --offline-digits to data that can be trained on: the one entry that
// the commands call.
import type { DatasetManifest } from '../../shared/contracts/dataset-manifest.ts';
import type { OnDataProgress } from '../../shared/data/data-progress.ts';
import type { DataWarning } from '../../shared/data/data-warning.ts';
import type { Dataset } from '../../shared/data/dataset.ts';
import {
  GENERATED_DIGITS_ID,
  generatedDigits,
} from '../../shared/data/generated-digits/generated-digits.ts';
import { loadDataset } from '../../shared/data/load-dataset.ts';
import { type SealedTest, sealTest } from '../../shared/data/sealed-test.ts';
import { Retryable } from '../../shared/kernel/errors.ts';
import { cacheSource, type DataSource } from './data-source.ts';
import type { DownloadOptions } from './download-file.ts';
import { type LookOptions, lookAround } from './look-around.ts';
import { type ResolvedManifest, resolveManifest } from './resolve-manifest.ts';

export interface OpenDatasetOptions extends DownloadOptions, LookOptions {
  /** The id of a built-in data set (`mnist`, `fashion-mnist`, `generated-digits`), a manifest's path, or a manifest. */
  readonly dataset?: string | ResolvedManifest;
  /** Whether generated digits may stand in. */
  readonly offlineDigits?: OfflineDigits;
}

/** `offered`: not used, but the error of data that cannot be had names them. */
export type OfflineDigits = 'never' | 'offered' | 'if-unavailable' | 'always';

export interface OpenedDataset {
  /** Training and validation, all on one SharedArrayBuffer. */
  readonly dataset: Dataset;
  readonly manifest: DatasetManifest;
  /** What a configuration calls the data set that was wanted: an id, wherever its manifest lies. */
  readonly datasetId: string;
  /** Of a user's manifest, absolute. */
  readonly manifestPath?: string;
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
 * Opens a data set: looks beside a user's manifest, in the data directory (option, else
 * EVOLAMBDA_DATA_DIR), in the cache, in ../shared/datasets/ID, and then downloads.
 * @throws InvalidInput if options or manifest are wrong, with every fault
 * @throws Corrupt naming a file that is present and damaged, or not the one the manifest means
 * @throws Retryable if the data cannot be had and offlineDigits is `never`; it says what helps
 * @throws DOMException named AbortError when the signal fires
 */
export async function openDataset(options: OpenDatasetOptions = {}): Promise<OpenedDataset> {
  const { dataset = 'mnist', offlineDigits = 'never' } = options;
  if (offlineDigits === 'always') return openGenerated('--offline-digits', options);
  const resolved = typeof dataset === 'string' ? await resolveManifest(dataset) : dataset;
  if (resolved.manifest.id === GENERATED_DIGITS_ID) {
    return openGenerated('--dataset generated-digits', options);
  }
  const named = {
    datasetId: resolved.manifest.id,
    ...(resolved.path === undefined ? {} : { manifestPath: resolved.path }),
  };
  const warnings: DataWarning[] = [];
  try {
    const source = await findSource(resolved, options, warnings);
    const opened = await open(resolved.manifest, source, warnings, options.onDataProgress);
    return { ...opened, ...named };
  } catch (error) {
    if (!(error instanceof Retryable) || offlineDigits !== 'if-unavailable') throw error;
    return { ...(await openGenerated(error.message, options)), ...named };
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
  const { dataset = 'mnist' } = options;
  const resolved = typeof dataset === 'string' ? await resolveManifest(dataset) : dataset;
  const warnings: DataWarning[] = [];
  const source = await findSource(resolved, options, warnings);
  return { manifest: resolved.manifest, source, warnings };
}

async function open(
  manifest: DatasetManifest,
  { description, read }: Omit<DataSource, 'bytes'>,
  warnings: readonly DataWarning[],
  onDataProgress: OnDataProgress | undefined,
): Promise<OpenedDataset> {
  const loaded = await loadDataset(manifest, read, onDataProgress);
  return {
    dataset: loaded.dataset,
    manifest,
    datasetId: manifest.id,
    generated: false,
    warnings: [...warnings, ...loaded.warnings],
    sourceDescription: `${manifest.name}, from ${description}`,
    sealedTest: sealTest(manifest, read, loaded.dataset, onDataProgress),
  };
}

async function openGenerated(
  reason: string,
  { onDataProgress }: OpenDatasetOptions,
): Promise<OpenedDataset> {
  const { manifest, read } = generatedDigits(undefined, onDataProgress);
  const message = `GENERATED DIGITS: drawn by evolambda, not MNIST. The results do not apply to real data. Reason: ${reason}`;
  const source = { description: 'the renderer of evolambda', read };
  const warning = { code: 'generated-data', message } as const;
  const opened = await open(manifest, source, [warning], onDataProgress);
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
  const { onProgress, onDataProgress, signal, idleMs } = options;
  return cacheSource({
    ...found,
    manifest: resolved.manifest,
    isReplaceable: options.offlineDigits === 'offered',
    download: {
      ...(onProgress === undefined ? {} : { onProgress }),
      ...(onDataProgress === undefined ? {} : { onDataProgress }),
      ...(signal === undefined ? {} : { signal }),
      ...(idleMs === undefined ? {} : { idleMs }),
    },
    onWarning: (warning) => warnings.push(warning),
  });
}
