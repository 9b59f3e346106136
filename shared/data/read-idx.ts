// Turns the stored bytes of an IDX file, compressed or not, into its checked content. The content
// is hashed while it is inflated (inflating runs on a thread of its own), which halves the time.
import { createHash } from 'node:crypto';
import { createGunzip } from 'node:zlib';
import { Corrupt } from '../kernel/errors.ts';
import { headerBytesOf, type IdxContent, type IdxHeader, idxHeader } from './idx-header.ts';

export interface IdxFile {
  readonly dimensions: readonly number[];
  /** The elements, row-major, without the header. */
  readonly data: Uint8Array;
  /** Of the whole uncompressed file, header included. */
  readonly sha256: string;
  readonly bytes: number;
}

/** Of content: what is inflated or hashed between two reports of progress. */
const CHUNK_BYTES = 1 << 20;
/** Deflate cannot shrink further than this, so a greater promise need not be inflated to be refused. */
const MAX_DEFLATE_RATIO = 1032;

/** Whether bytes are gzip's; no IDX file starts so. */
export function isGzip(stored: Uint8Array): boolean {
  return stored[0] === 0x1f && stored[1] === 0x8b;
}

/**
 * Reads an IDX file of unsigned bytes: examples or labels.
 * @param name the file's name for messages
 * @param stored the file as it lies on disk, gzip or plain
 * @param onFraction called with the share of the content that is read, 0–1
 * @throws Corrupt if it is truncated, goes on after its end, is damaged, or is something else
 */
export async function readIdx(
  name: string,
  stored: Uint8Array,
  content: IdxContent,
  onFraction: (fraction: number) => void = () => {},
): Promise<IdxFile> {
  const hash = createHash('sha256');
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  let header: IdxHeader | undefined;
  for await (const chunk of contentOf(name, stored)) {
    hash.update(chunk);
    chunks.push(chunk);
    bytes += chunk.length;
    if (header === undefined && bytes >= headerBytesOf(joined(chunks), content)) {
      header = idxHeader(name, joined(chunks), content);
      refuseImpossiblePromise(name, stored, header);
    }
    if (header !== undefined && bytes > header.totalBytes) {
      throw new Corrupt(`${name}: file is too long; its header states ${header.totalBytes} bytes`);
    }
    if (header !== undefined) onFraction(bytes / header.totalBytes);
  }
  const whole = isGzip(stored) ? joined(chunks) : stored;
  header ??= idxHeader(name, whole, content);
  if (bytes < header.totalBytes) {
    throw new Corrupt(
      `${name}: file is truncated: ${bytes} bytes; its header states ${header.totalBytes} bytes`,
    );
  }
  const data = whole.subarray(header.headerBytes);
  return { dimensions: header.dimensions, data, sha256: hash.digest('hex'), bytes };
}

async function* contentOf(name: string, stored: Uint8Array): AsyncGenerator<Uint8Array> {
  if (!isGzip(stored)) {
    for (let at = 0; at < stored.length; at += CHUNK_BYTES) {
      yield stored.subarray(at, at + CHUNK_BYTES);
    }
    return;
  }
  const inflate = createGunzip({ chunkSize: CHUNK_BYTES });
  inflate.end(stored);
  try {
    for await (const chunk of inflate) yield chunk as Uint8Array;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Corrupt(`${name}: gzip is damaged or truncated: ${reason}`);
  }
}

function refuseImpossiblePromise(name: string, stored: Uint8Array, header: IdxHeader): void {
  const most = isGzip(stored) ? stored.length * MAX_DEFLATE_RATIO : stored.length;
  if (header.totalBytes > most) {
    throw new Corrupt(
      `${name}: file is truncated: ${stored.length} bytes stored; its header states ${header.totalBytes} bytes`,
    );
  }
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const [first] = chunks;
  return chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks);
}
