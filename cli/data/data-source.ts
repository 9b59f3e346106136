// A place that a data set's files are read from: a directory of somebody's, or our cache.
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatasetManifest, ManifestFile } from '../../shared/contracts/dataset-manifest.ts';
import type { OnDataProgress } from '../../shared/data/data-progress.ts';
import type { DataWarning } from '../../shared/data/data-warning.ts';
import type { ReadFile } from '../../shared/data/decode-files.ts';
import { type VerifiedFile, verifyFile } from '../../shared/data/verify-file.ts';
import { Corrupt, InvalidInput, Retryable } from '../../shared/kernel/errors.ts';
import { dataUnavailable } from './data-unavailable.ts';
import { type DownloadOptions, type DownloadResult, downloadFile } from './download-file.ts';
import { pinPath, withPin } from './pinned-file.ts';
import { type StoredFiles, storedFiles } from './stored-files.ts';

export interface DataSource {
  /** Where from, in words. */
  readonly description: string;
  readonly read: ReadFile;
  /** A file as it is stored, plain or .gz; `read` is what checks it. */
  readonly bytes: (file: ManifestFile) => Promise<Uint8Array>;
}

/** Files in a directory that is not ours: what is damaged there is refused by name. */
export function directorySource(
  { directory, paths }: StoredFiles,
  description: string,
  onDataProgress?: OnDataProgress,
): DataSource {
  const pathOf = (file: ManifestFile) => paths.get(file.role) ?? join(directory, file.name);
  return {
    description,
    read: (file) => readVerified(file, pathOf(file), onDataProgress),
    bytes: (file) => readFile(pathOf(file)),
  };
}

export interface CacheRequest {
  readonly manifest: DatasetManifest;
  readonly directory: string;
  /** Places that were looked at before, and what they lack, in words. */
  readonly looked: readonly string[];
  readonly download: DownloadOptions;
  /** Whether other data would serve: not for a run that began with these. */
  readonly isReplaceable?: boolean;
  /** Told of contents that only their own first SHA-256 vouches for. */
  readonly onWarning: (warning: DataWarning) => void;
}

/**
 * Files in our cache: what is missing is downloaded now, what turns out damaged when it is read is
 * downloaded again.
 * @throws Retryable if a file cannot be had; the message says what was tried and what helps
 * @throws InvalidInput if a missing file has no address
 */
export async function cacheSource(request: CacheRequest): Promise<DataSource> {
  const { manifest, directory } = request;
  const { onDataProgress } = request.download;
  const { missing } = await cachedFiles(manifest, directory);
  await fetchAll(request, missing);
  const read: ReadFile = async (file) => {
    const path = await cachedPath(manifest, directory, file);
    try {
      return await readVerified(await withPin(directory, file), path, onDataProgress);
    } catch (error) {
      if (!(error instanceof Corrupt) || file.urls.length === 0) throw error;
      await rm(path, { force: true });
      await fetchAll({ ...request, looked: [...request.looked, error.message] }, [file]);
      const again = await cachedPath(manifest, directory, file);
      return readVerified(await withPin(directory, file), again, onDataProgress);
    }
  };
  return {
    description: `the cache ${directory}`,
    read,
    bytes: async (file) => {
      // Damaged ones are downloaded again on the way.
      await read(file);
      return readFile(await cachedPath(manifest, directory, file));
    },
  };
}

async function cachedPath(
  manifest: DatasetManifest,
  directory: string,
  file: ManifestFile,
): Promise<string> {
  const { paths } = await cachedFiles(manifest, directory);
  return paths.get(file.role) ?? join(directory, file.name);
}

async function readVerified(
  file: ManifestFile,
  path: string,
  onDataProgress: OnDataProgress | undefined,
): Promise<VerifiedFile> {
  onDataProgress?.({ step: `reading ${file.name}`, fraction: 0 });
  return verifyFile(file, path, await readFile(path), onDataProgress);
}

/** In the cache a file that cannot be the manifest's is as good as none. */
export async function cachedFiles(
  manifest: DatasetManifest,
  directory: string,
): Promise<StoredFiles> {
  return storedFiles(manifest, directory, 'skip');
}

async function fetchAll(
  { manifest, directory, looked, download, onWarning, isReplaceable = false }: CacheRequest,
  files: readonly ManifestFile[],
): Promise<void> {
  const unaddressed = files.filter(({ urls }) => urls.length === 0);
  if (unaddressed.length > 0) {
    throw new InvalidInput(
      unaddressed.map(({ role, name }) => ({
        path: `${manifest.id}.${role}`,
        value: name,
        problem: `no ${name} or ${name}.gz found (${looked.join('; ')})`,
        allowed: 'the file next to the manifest or in --data-dir, or urls in the manifest',
      })),
    );
  }
  let results: DownloadResult[];
  try {
    results = await Promise.all(files.map((file) => downloadFile(file, directory, download)));
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    const help = 'set EVOLAMBDA_CACHE_DIR to a directory that can be written, or pass --data-dir';
    const message = `the cache ${directory} cannot be written (${error.message}): ${help}`;
    throw new Retryable(message, { cause: error });
  }
  const failures = results.flatMap((result) => (result.status === 'failed' ? result.failures : []));
  if (failures.length > 0) {
    throw dataUnavailable(manifest, looked, failures, isReplaceable);
  }
  files.forEach((file, index) => {
    const result = results[index];
    if (result?.status !== 'pinned') return;
    const message = `${file.name}: downloaded without a check, because the manifest has no SHA-256. Its SHA-256 is now pinned in ${pinPath(directory, file)}: ${result.sha256}`;
    onWarning({ code: 'unverified-file', message });
  });
}
