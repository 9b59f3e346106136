// Brings one file of a data set into the cache: mirror after mirror, resumed where a connection was
// cut, checked before it gets its name.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ManifestFile } from '../../shared/contracts/dataset-manifest.ts';
import type { OnDataProgress } from '../../shared/data/data-progress.ts';
import { isGzip } from '../../shared/data/read-idx.ts';
import { verifyFile } from '../../shared/data/verify-file.ts';
import { Corrupt } from '../../shared/kernel/errors.ts';
import { PartFile } from './part-file.ts';
import { pin, pinPath, withPin } from './pinned-file.ts';
import { receive } from './receive.ts';

export interface DownloadProgress {
  /** Name of the file in the manifest. */
  readonly file: string;
  readonly url: string;
  readonly receivedBytes: number;
  /** Undefined while no server has told. */
  readonly totalBytes: number | undefined;
}

/** `train-images.gz: 3.1 of 9.9 MB`. */
export function downloadInWords({ file, receivedBytes, totalBytes }: DownloadProgress): string {
  const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);
  const total = totalBytes === undefined ? '' : ` of ${megabytes(totalBytes)}`;
  return `${file}: ${megabytes(receivedBytes)}${total} MB`;
}

export interface DownloadOptions {
  /** Called for every chunk that arrives. */
  readonly onProgress?: (progress: DownloadProgress) => void;
  /** Called while content is unpacked, hashed, checked or drawn. */
  readonly onDataProgress?: OnDataProgress;
  readonly signal?: AbortSignal;
  /** How long a server may be silent, in milliseconds. */
  readonly idleMs?: number;
}

export interface DownloadFailure {
  readonly file: string;
  readonly url: string;
  readonly reason: string;
}

/** `pinned`: nothing but the first content's own SHA-256 vouches for it. */
export type DownloadResult =
  | { readonly status: 'done' | 'pinned'; readonly sha256: string }
  | { readonly status: 'failed'; readonly failures: readonly DownloadFailure[] };

const IDLE_MS = 20_000;
/** A cut connection that brought something is taken up again this often before the next mirror. */
const RESUMES_PER_MIRROR = 4;
/** Room for a .gz that packs nothing, beyond the content's size. */
const GZIP_OVERHEAD_BYTES = 1 << 16;

/**
 * Downloads a file into a directory under its final name, NAME or NAME.gz, which it gets only when it
 * is whole and right. Safe beside other processes that do the same.
 * @throws Error of the file system if the directory cannot be written
 * @throws DOMException named AbortError when the signal fires; what arrived is kept for next time
 */
export async function downloadFile(
  file: ManifestFile,
  directory: string,
  options: DownloadOptions = {},
): Promise<DownloadResult> {
  await mkdir(directory, { recursive: true });
  const part = await PartFile.claim(directory, file.name);
  const failures: DownloadFailure[] = [];
  try {
    // Without a stated SHA-256 nothing would show that two halves do not belong together.
    if (file.sha256 === undefined && file.published === undefined) await part.restart();
    for (const url of file.urls) {
      for (let attempt = 0; attempt <= RESUMES_PER_MIRROR; attempt += 1) {
        const tried = await tryOnce(file, directory, url, part, options);
        if (tried.status !== 'failed') return tried;
        failures.push({ file: file.name, url, reason: tried.reason });
        if (!tried.again) break;
      }
    }
  } catch (error) {
    await part.leave();
    throw error;
  }
  await part.leave();
  return { status: 'failed', failures };
}

type Attempt =
  | { readonly status: 'done' | 'pinned'; readonly sha256: string }
  | { readonly status: 'failed'; readonly reason: string; readonly again: boolean };

async function tryOnce(
  file: ManifestFile,
  directory: string,
  url: string,
  part: PartFile,
  options: DownloadOptions,
): Promise<Attempt> {
  const resumed = part.size > 0;
  let arrived = false;
  try {
    await receive(url, part, {
      idleMs: options.idleMs ?? IDLE_MS,
      maxBytes: Math.max(file.published?.bytes ?? 0, file.bytes ?? 2 ** 31) + GZIP_OVERHEAD_BYTES,
      ...(options.signal === undefined ? {} : { signal: options.signal }),
      onBytes: (receivedBytes, totalBytes) => {
        arrived = true;
        options.onProgress?.({ file: file.name, url, receivedBytes, totalBytes });
      },
    });
  } catch (error) {
    options.signal?.throwIfAborted();
    if (isFileSystemError(error)) throw error;
    const restarted = resumed && part.size === 0;
    return { status: 'failed', reason: reasonOf(error), again: arrived || restarted };
  }
  try {
    return await keep(file, directory, url, part, options.onDataProgress);
  } catch (error) {
    if (!(error instanceof Corrupt)) throw error;
    await part.restart();
    // The half that was there before may be the wrong one: once more, from the start.
    return { status: 'failed', reason: error.message, again: resumed };
  }
}

async function keep(
  file: ManifestFile,
  directory: string,
  url: string,
  part: PartFile,
  onDataProgress: OnDataProgress | undefined,
): Promise<Attempt> {
  const stored = await part.content();
  const pinned = await withPin(directory, file);
  const { idx, verified } = await verifyFile(pinned, url, stored, onDataProgress);
  if (!verified) {
    await pin(directory, file, idx.sha256);
    const { sha256 } = await withPin(directory, file);
    if (sha256 !== idx.sha256) {
      throw new Corrupt(
        `${url}: the content does not match the SHA-256 in ${pinPath(directory, file)}`,
      );
    }
  }
  await part.publish(join(directory, isGzip(stored) ? `${file.name}.gz` : file.name));
  return { status: verified ? 'done' : 'pinned', sha256: idx.sha256 };
}

/** fetch throws TypeErrors, with the socket's error as their cause. */
function isFileSystemError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error && !(error instanceof TypeError);
}

/** fetch says no more than 'fetch failed'; what failed is in the cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  const code = 'code' in cause ? String(cause.code) : '';
  return [code, cause.message].filter((part) => part !== '').join(': ') || error.message;
}
