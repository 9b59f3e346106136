// What is odd about a data set without making it unusable. The caller says it to the person.
import type { LabelledImages } from './dataset.ts';

export interface DataWarning {
  readonly code:
    | 'missing-class'
    | 'duplicate-images'
    | 'unverified-file'
    | 'place-skipped'
    | 'generated-data';
  readonly message: string;
}

/** Classes without an example in a split: they are neither learned nor measured there. */
export function missingClasses(
  split: string,
  labels: Uint8Array,
  classes: readonly string[],
): DataWarning[] {
  const present = new Set(labels);
  const missing = classes.filter((_, label) => !present.has(label));
  if (missing.length === 0) return [];
  const message = `the ${split} split has no example of ${missing.join(', ')}`;
  return [{ code: 'missing-class', message }];
}

/** Pixels skipped while hashing: the hash only finds candidates, every pixel is then compared. */
const HASHED_STRIDE = 3;

/**
 * Images of one split that occur, pixel for pixel, in another: they make its score too good.
 * @param known the split that was trained on, `asked` the one that is measured; [name, images]
 */
export function duplicateImages(
  [knownName, known]: readonly [string, LabelledImages],
  [askedName, asked]: readonly [string, LabelledImages],
  pixels: number,
): DataWarning[] {
  const rowsByHash = new Map<number, number[]>();
  for (let row = 0; row < asked.count; row += 1) {
    const hash = imageHash(asked.images, row * pixels, pixels);
    const rows = rowsByHash.get(hash);
    if (rows === undefined) rowsByHash.set(hash, [row]);
    else rows.push(row);
  }
  const duplicates = new Set<number>();
  for (let row = 0; row < known.count; row += 1) {
    const candidates = rowsByHash.get(imageHash(known.images, row * pixels, pixels)) ?? [];
    const image = known.images.subarray(row * pixels, (row + 1) * pixels);
    for (const other of candidates) {
      const twin = asked.images.subarray(other * pixels, (other + 1) * pixels);
      if (Buffer.compare(image, twin) === 0) duplicates.add(other);
    }
  }
  if (duplicates.size === 0) return [];
  const share = `${duplicates.size} of the ${asked.count} ${askedName} images`;
  const first = Math.min(...duplicates);
  const message = `${share} occur in the ${knownName} split too, pixel for pixel (the first is image ${first})`;
  return [{ code: 'duplicate-images', message }];
}

/** FNV-1a over every third pixel. */
function imageHash(images: Uint8Array, start: number, pixels: number): number {
  let hash = 0x811c9dc5;
  for (let index = start; index < start + pixels; index += HASHED_STRIDE) {
    hash = Math.imul(hash ^ (images[index] as number), 0x01000193);
  }
  return hash;
}
