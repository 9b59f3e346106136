// Brings an images file and its labels file together, once they fit each other and the manifest.
import { type DatasetManifest, namedRows } from '../contracts/dataset-manifest.ts';
import type { Shape } from '../contracts/task.ts';
import { hashOf } from '../kernel/canonical-json.ts';
import { Corrupt } from '../kernel/errors.ts';
import type { DataWarning } from './data-warning.ts';
import type { VerifiedFile } from './verify-file.ts';

/** Delivers a file of the manifest, checked and decoded. */
export type ReadFile = (file: DatasetManifest['files'][number]) => Promise<VerifiedFile>;

export interface DecodedFiles {
  /** All labels of a labels file, by role. */
  labelsOf(role: string): Uint8Array;
  /** All images and labels of a pair of files. */
  examplesOf(genes: { readonly images: string; readonly labels: string }): {
    readonly images: Uint8Array;
    readonly labels: Uint8Array;
  };
  /** SHA-256 over what training is a function of: these files' content and their reading. */
  readonly hash: string;
  readonly warnings: readonly DataWarning[];
}

/**
 * Reads the files with these roles, all at once.
 * @throws Corrupt naming the file, if a file is damaged, has images of another shape or a label that
 *   is no class, or if the counts of images and labels differ; naming the labels file, if its count is not the images'
 */
export async function decodeFiles(
  manifest: DatasetManifest,
  roles: ReadonlySet<string>,
  read: ReadFile,
): Promise<DecodedFiles> {
  const entries = manifest.files.filter(({ role }) => roles.has(role));
  const decoded = await Promise.all(entries.map((entry) => read(entry)));
  const byRole = new Map(entries.map(({ role }, index) => [role, decoded[index] as VerifiedFile]));
  for (const { role, content } of entries) check(manifest, fileOf(role), content);
  for (const [, { images, labels }] of namedRows(manifest.splits)) {
    if (roles.has(images) && roles.has(labels)) checkPair(fileOf(images), fileOf(labels));
  }

  function fileOf(role: string): VerifiedFile {
    const file = byRole.get(role);
    if (file === undefined) throw new Error(`decodeFiles: role ${role} was not requested`);
    return file;
  }
  return {
    labelsOf: (role) => fileOf(role).idx.data,
    examplesOf: ({ images, labels }) => ({
      images: fileOf(images).idx.data,
      labels: fileOf(labels).idx.data,
    }),
    hash: hashOf({
      files: decoded.map(({ idx }) => idx.sha256),
      ...hashedShape(manifest.shape),
      classes: manifest.classes.length,
      mean: manifest.mean,
      deviation: manifest.deviation,
    }),
    warnings: decoded.filter(({ verified }) => !verified).map(unverified),
  };
}

function check(
  { shape, classes }: DatasetManifest,
  { idx, name }: VerifiedFile,
  content: 'images' | 'labels',
): void {
  if (content === 'images') {
    const found = idx.dimensions.slice(1).join(' × ');
    const expected = dimensionsOf(shape).join(' × ');
    if (found === expected) return;
    const unit = 'features' in shape ? 'values' : 'pixels';
    throw new Corrupt(`${name}: examples have ${found} ${unit}; the manifest states ${expected}`);
  }
  const row = idx.data.findIndex((label) => label >= classes.length);
  if (row === -1) return;
  const allowed = `the manifest has ${classes.length} classes, 0 to ${classes.length - 1}`;
  throw new Corrupt(`${name}: label ${idx.data[row]} in row ${row} is not allowed; ${allowed}`);
}

function checkPair(images: VerifiedFile, labels: VerifiedFile): void {
  const [count] = images.idx.dimensions;
  if (count === labels.idx.data.length) return;
  const found = `${labels.idx.data.length} labels for the ${count} images of ${images.name}`;
  throw new Corrupt(`${labels.name}: ${found}`);
}

function unverified({ name, idx }: VerifiedFile): DataWarning {
  const message = `${name}: only header and size are checked, the manifest states no SHA-256 (this file has ${idx.sha256})`;
  return { code: 'unverified-file', message };
}

/** Of one example in an IDX file; images of one channel have no dimension for it. */
function dimensionsOf(shape: Shape): number[] {
  if ('features' in shape) return [shape.features];
  const { height, width, channels } = shape;
  return channels === 1 ? [height, width] : [height, width, channels];
}

/** Images of one channel are hashed as height and width alone: docs/data.md. */
function hashedShape(shape: Shape): object {
  if ('features' in shape || shape.channels > 1) return { shape };
  return { image: { height: shape.height, width: shape.width } };
}
