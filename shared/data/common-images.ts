// Equal images of two splits, found in time linear in the rows: an image is hashed over all of its bytes
// and compared with the one group of equal images that it may belong to.
import type { LabelledImages } from './dataset.ts';

export interface CommonImages {
  /** Rows of `asked` whose image occurs in `known`. */
  readonly count: number;
  /** The first of them. */
  readonly firstRow: number;
}

const NONE = -1;

/**
 * Counts the rows of `asked` whose image, byte for byte, is in `known` too.
 * @param pixels bytes of an image
 * @param onRow called before each row of either split is looked at
 */
export function commonImages(
  known: LabelledImages,
  asked: LabelledImages,
  pixels: number,
  onRow: () => void = () => {},
): CommonImages | undefined {
  const { firstByHash, nextGroup, sizes } = groupRows(asked, pixels, onRow);
  const hashOf = imageHash(known.images, pixels);
  const isCounted = new Uint8Array(asked.count);
  let count = 0;
  let firstRow = asked.count;
  for (let row = 0; row < known.count; row += 1) {
    onRow();
    let group = firstByHash.get(hashOf(row)) ?? NONE;
    const isOther = () => !isEqual(known.images, row, asked.images, group, pixels);
    // A group that is counted needs no second look.
    while (group !== NONE && (isCounted[group] === 1 || isOther())) {
      group = nextGroup[group] as number;
    }
    if (group === NONE) continue;
    isCounted[group] = 1;
    count += sizes[group] as number;
    firstRow = Math.min(firstRow, group);
  }
  return count === 0 ? undefined : { count, firstRow };
}

/** Rows with equal images are one group, which its first row stands for. */
interface Groups {
  /** A group with this hash. */
  readonly firstByHash: ReadonlyMap<number, number>;
  /** By a group: another group with the same hash. */
  readonly nextGroup: Int32Array;
  /** By a group: its rows. */
  readonly sizes: Int32Array;
}

function groupRows({ images, count }: LabelledImages, pixels: number, onRow: () => void): Groups {
  const firstByHash = new Map<number, number>();
  const nextGroup = new Int32Array(count);
  const sizes = new Int32Array(count);
  const hashOf = imageHash(images, pixels);
  for (let row = 0; row < count; row += 1) {
    onRow();
    const hash = hashOf(row);
    const first = firstByHash.get(hash) ?? NONE;
    let group = first;
    while (group !== NONE && !isEqual(images, row, images, group, pixels)) {
      group = nextGroup[group] as number;
    }
    if (group === NONE) {
      group = row;
      nextGroup[row] = first;
      firstByHash.set(hash, row);
    }
    sizes[group] = (sizes[group] as number) + 1;
  }
  return { firstByHash, nextGroup, sizes };
}

/**
 * A 32-bit hash of each image, four pixels a step. A step maps different words to different hashes and
 * spreads their high bits to the low ones, so that images that differ in a few pixels do not collide.
 */
function imageHash(images: Uint8Array, pixels: number): (row: number) => number {
  const length = Math.ceil(pixels / 4);
  const isAligned = pixels % 4 === 0 && images.byteOffset % 4 === 0;
  const words = isAligned
    ? new Int32Array(images.buffer, images.byteOffset, images.length / 4)
    : new Int32Array(length);
  // An image that does not start on a word is copied to one; the rest of its last word stays 0.
  const copy = isAligned ? undefined : new Uint8Array(words.buffer);
  return (row) => {
    copy?.set(images.subarray(row * pixels, (row + 1) * pixels));
    const start = isAligned ? row * length : 0;
    let hash = 0x811c9dc5 | 0;
    for (let index = start; index < start + length; index += 1) {
      hash = Math.imul(hash ^ (words[index] as number), 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    return hash;
  };
}

function isEqual(
  some: Uint8Array,
  row: number,
  others: Uint8Array,
  otherRow: number,
  pixels: number,
): boolean {
  const end = (row + 1) * pixels;
  let other = otherRow * pixels;
  for (let index = row * pixels; index < end; index += 1) {
    if (some[index] !== others[other]) return false;
    other += 1;
  }
  return true;
}
