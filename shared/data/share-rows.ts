// Copies the chosen rows onto one SharedArrayBuffer: every worker thread then reads the same
// memory, and rows that were not chosen are not in it.
import type { LabelledImages } from './dataset.ts';

/** Rows to be taken from decoded files. */
export interface RowSource {
  /** Shape [count, pixels]. */
  readonly images: Uint8Array;
  /** Shape [count]. */
  readonly labels: Uint8Array;
  readonly rows: Int32Array;
}

/** Each source's rows, in order, on one SharedArrayBuffer of its own. */
export function shareRows(sources: readonly RowSource[], pixels: number): LabelledImages[] {
  const total = sources.reduce((sum, { rows }) => sum + rows.length, 0);
  const memory = new SharedArrayBuffer(total * (pixels + 1));
  let offset = 0;
  const take = (bytes: number): Uint8Array => {
    const part = new Uint8Array(memory, offset, bytes);
    offset += bytes;
    return part;
  };
  // Images first: they then start on multiples of the pixel count.
  const images = sources.map(({ rows }) => take(rows.length * pixels));
  return sources.map((source, index) => {
    const split = {
      images: images[index] as Uint8Array,
      labels: take(source.rows.length),
      count: source.rows.length,
    };
    for (const { at, from, length } of runsOf(source.rows)) {
      const pixelsOfRun = source.images.subarray(from * pixels, (from + length) * pixels);
      split.images.set(pixelsOfRun, at * pixels);
      split.labels.set(source.labels.subarray(from, from + length), at);
    }
    return split;
  });
}

/** Stretches of consecutive rows: `length` rows starting at row `from` go to place `at`. */
function* runsOf(rows: Int32Array): Generator<{ at: number; from: number; length: number }> {
  let at = 0;
  while (at < rows.length) {
    const from = rows[at] as number;
    let length = 1;
    while (rows[at + length] === from + length) length += 1;
    yield { at, from, length };
    at += length;
  }
}
