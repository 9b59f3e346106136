// The first bytes of an IDX file: what its elements are and how many there must be.
// Format: the section "The IDX file format" of http://yann.lecun.com/exdb/mnist/
import { counted } from '../kernel/counted.ts';
import { Corrupt } from '../kernel/errors.ts';

export type IdxContent = 'images' | 'labels';

export interface IdxHeader {
  /** Examples: [count, height, width], [count, height, width, channels] or [count, features]; labels: [count]. */
  readonly dimensions: readonly number[];
  readonly headerBytes: number;
  /** Header and data together. */
  readonly totalBytes: number;
}

/** Node's typed arrays and our 32-bit row numbers both hold this much. */
const MAX_BYTES = 2 ** 31 - 1;

const ELEMENT_TYPES: Readonly<Record<number, string>> = {
  8: 'unsigned bytes',
  9: 'signed bytes',
  11: '16-bit integers',
  12: '32-bit integers',
  13: '32-bit floats',
  14: '64-bit floats',
};

/** Unsigned bytes; the last digit is the number of dimensions. The first of each is what a file usually is. */
const MAGIC = { images: [0x0803, 0x0802, 0x0804], labels: [0x0801] } as const;

/** Of any file. */
export const MAX_HEADER_BYTES = 20;

/** Of the file that starts so; the usual one's, while its first four bytes are not there. */
export function headerBytesOf(start: Uint8Array, content: IdxContent): number {
  const rank = start[3] ?? MAGIC[content][0] & 0xff;
  return 4 + 4 * Math.min(rank, 4);
}

/**
 * Reads and checks the header of an uncompressed IDX file.
 * @param name the file's name for messages
 * @param start the first bytes of the file, at least headerBytesOf(start, content) when it has that many
 * @throws Corrupt if the file is too short, is something else, or promises an impossible size
 */
export function idxHeader(name: string, start: Uint8Array, content: IdxContent): IdxHeader {
  const headerBytes = headerBytesOf(start, content);
  const view = new DataView(start.buffer, start.byteOffset, start.byteLength);
  if (view.byteLength >= 4 && !isMagicOf(content, view.getUint32(0))) {
    throw new Corrupt(`${name}: ${wrongMagic(view.getUint32(0), content)}`);
  }
  if (view.byteLength < headerBytes) {
    throw new Corrupt(
      `${name}: file is truncated: ${view.byteLength} bytes, less than the IDX header of ${headerBytes} bytes`,
    );
  }
  const rank = (headerBytes - 4) / 4;
  const dimensions = Array.from({ length: rank }, (_, index) => view.getUint32(4 + 4 * index));
  const totalBytes = dimensions.reduce((product, length) => product * length, 1) + headerBytes;
  if (totalBytes > MAX_BYTES || totalBytes === headerBytes) {
    const stated = `its header states ${dimensions.join(' × ')} bytes`;
    throw new Corrupt(`${name}: ${stated}; expected 1 to ${MAX_BYTES - headerBytes} bytes`);
  }
  return { dimensions, headerBytes, totalBytes };
}

function isMagicOf(content: IdxContent, magic: number): boolean {
  return MAGIC[content].some((known) => known === magic);
}

function wrongMagic(magic: number, content: IdxContent): string {
  const [usual] = MAGIC[content];
  const wanted = `${inHex(usual)} (${inWords(usual)}) for ${content}`;
  const known = magic < 0x10000 && magic >>> 8 in ELEMENT_TYPES;
  const found = known ? `${inHex(magic)} (${inWords(magic)})` : `${inHex(magic)}, not an IDX file`;
  return `magic number ${found}; expected ${wanted}`;
}

function inWords(magic: number): string {
  const rank = magic & 0xff;
  return `${ELEMENT_TYPES[magic >>> 8]}, ${counted(rank, 'dimension')}`;
}

function inHex(magic: number): string {
  return `0x${magic.toString(16).padStart(8, '0')}`;
}
