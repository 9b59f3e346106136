// Small data sets for the tests: IDX bytes, and manifests that describe them.
import { createHash } from 'node:crypto';
import {
  type DatasetManifest,
  datasetManifestSchema,
} from '../../shared/contracts/dataset-manifest.ts';
import { parseInput } from '../../shared/contracts/parse.ts';
import type { ReadFile } from '../../shared/data/decode-files.ts';
import { verifyFile } from '../../shared/data/verify-file.ts';

/** An IDX file; the element type is unsigned bytes unless said otherwise. */
export function idx(dimensions: number[], data: ArrayLike<number>, type = 8): Buffer {
  const header = Buffer.alloc(4 + 4 * dimensions.length);
  header.writeUInt32BE((type << 8) | dimensions.length);
  dimensions.forEach((length, index) => {
    header.writeUInt32BE(length, 4 + 4 * index);
  });
  return Buffer.concat([header, Uint8Array.from(data)]);
}

/** Images of 2 × 2 pixels, no two alike: image i holds i in its first two pixels. */
export function images(count: number, tag = 0): Buffer {
  const data = Array.from({ length: count }, (_, i) => [i & 255, i >> 8, tag, 7]).flat();
  return idx([count, 2, 2], data);
}

/** Labels 0, 1, 2, 0, 1, 2 … */
export function labels(count: number): Buffer {
  return idx(
    [count],
    Array.from({ length: count }, (_, i) => i % 3),
  );
}

export type Files = Record<string, Buffer>;

/** A training file of 90 examples and a test file of 9. */
export const FILES: Files = {
  'train-images': images(90),
  'train-labels': labels(90),
  'test-images': images(9, 1),
  'test-labels': labels(9),
};

export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

const TRAIN = { images: 'train-images', labels: 'train-labels' };

/** What a person would write for FILES; the hashes are stated unless left out. */
export function manifestJson(files: Files = FILES, withHashes = true) {
  return {
    id: 'tiny',
    name: 'Tiny',
    files: Object.keys(files).map((role) => ({
      role,
      content: role.endsWith('images') ? 'images' : 'labels',
      name: `${role}.idx`,
      ...(withHashes ? { sha256: sha256Of(files[role]!), bytes: files[role]!.length } : {}),
      urls: [] as string[],
    })),
    shape: { height: 2, width: 2, channels: 1 },
    classes: ['a', 'b', 'c'],
    mean: 0.5,
    deviation: 0.25,
    splits: {
      kind: 'ranges',
      train: { ...TRAIN, from: 0, to: 72 },
      validation: { ...TRAIN, from: 72, to: 90 },
      test: { images: 'test-images', labels: 'test-labels' },
    } as Record<string, unknown>,
  };
}

export function tinyManifest(changes: object = {}, files: Files = FILES): DatasetManifest {
  return parseInput(datasetManifestSchema, { ...manifestJson(files), ...changes }, 'tiny.json');
}

/** Reads from memory and notes what was read. */
export function memoryReader(files: Files): { read: ReadFile; asked: string[] } {
  const asked: string[] = [];
  const read: ReadFile = async (file) => {
    asked.push(file.role);
    return verifyFile(file, file.name, files[file.role]!);
  };
  return { read, asked };
}

/** Whether it fails, without the value: vitest would print a whole data set, and run out of memory. */
export async function failureOf(attempt: Promise<unknown>): Promise<void> {
  await attempt;
}
