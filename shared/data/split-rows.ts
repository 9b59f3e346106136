// Which rows of which files make up each split. The test rows have a function of their own, so
// that loading for training never names them.
import type {
  DatasetManifest,
  ManifestRows,
  StratifiedSplits,
} from '../contracts/dataset-manifest.ts';
import { hashOf } from '../kernel/canonical-json.ts';
import { InvalidInput } from '../kernel/errors.ts';
import { permutationOf } from '../kernel/random.ts';

/** Rows (ascending) of the files with these roles. */
export interface SplitRows {
  readonly images: string;
  readonly labels: string;
  readonly rows: Int32Array;
}

/** Rises whenever equal splits of a manifest stop giving equal rows. */
const SPLIT_SEMANTICS = 1;

/** Names how the splits were cut; part of every evaluation key. */
export function splitId({ splits }: DatasetManifest): string {
  const digest = hashOf({ semantics: SPLIT_SEMANTICS, splits }).slice(0, 16);
  return `${splits.kind}-${digest}`;
}

/** Roles of the files that hold training and validation rows. */
export function trainingRoles({ splits }: DatasetManifest): ReadonlySet<string> {
  const parts = splits.kind === 'ranges' ? [splits.train, splits.validation] : [splits.pool];
  return new Set(parts.flatMap(({ images, labels }) => [images, labels]));
}

/** Roles of the files that hold test rows; with a stratified pool these may be the pool's. */
export function testRoles({ splits }: DatasetManifest): ReadonlySet<string> {
  const { images, labels } = splits.kind === 'ranges' ? splits.test : (splits.test ?? splits.pool);
  return new Set([images, labels]);
}

/**
 * The rows to train on and to validate on.
 * @param labelsOf all labels of a labels file, by its role
 * @throws InvalidInput if a range ends behind its file or a split would be empty
 */
export function trainingRows(
  { splits }: DatasetManifest,
  labelsOf: (role: string) => Uint8Array,
): { readonly train: SplitRows; readonly validation: SplitRows } {
  if (splits.kind === 'ranges') {
    return {
      train: rangeRows('train', splits.train, labelsOf(splits.train.labels)),
      validation: rangeRows('validation', splits.validation, labelsOf(splits.validation.labels)),
    };
  }
  const { train, validation } = stratifiedRows(splits, labelsOf(splits.pool.labels));
  return { train, validation };
}

/**
 * The rows of the sealed test split.
 * @param labelsOf all labels of a labels file, by its role
 * @throws InvalidInput if a range ends behind its file or the split would be empty
 */
export function testRows(
  { splits }: DatasetManifest,
  labelsOf: (role: string) => Uint8Array,
): SplitRows {
  if (splits.kind === 'ranges') {
    return rangeRows('test', splits.test, labelsOf(splits.test.labels));
  }
  const { pool, test } = splits;
  if (test !== undefined) return rangeRows('test', test, labelsOf(test.labels));
  return stratifiedRows(splits, labelsOf(pool.labels)).test;
}

function rangeRows(name: string, part: ManifestRows, labels: Uint8Array): SplitRows {
  const to = part.to ?? labels.length;
  if (to > labels.length || part.from >= to) {
    const allowed = `rows 0 to ${labels.length} of ${part.images}, and at least one`;
    throw new InvalidInput([
      { path: `splits.${name}`, value: `rows ${part.from} to ${to}`, allowed },
    ]);
  }
  const rows = Int32Array.from({ length: to - part.from }, (_, index) => part.from + index);
  return { images: part.images, labels: part.labels, rows };
}

/**
 * Divides the pool class by class: of each class's seeded permutation the first part is sealed (when
 * there is no test file), the next validates, the rest trains. Each class's share of a split is
 * within one example of exact.
 */
function stratifiedRows(
  splits: StratifiedSplits,
  labels: Uint8Array,
): Record<'train' | 'validation' | 'test', SplitRows> {
  const byClass = new Map<number, number[]>();
  for (const row of rangeRows('pool', splits.pool, labels).rows) {
    const label = labels[row] as number;
    const rows = byClass.get(label);
    if (rows === undefined) byClass.set(label, [row]);
    else rows.push(row);
  }
  const train: number[] = [];
  const validation: number[] = [];
  const test: number[] = [];
  for (const [label, rows] of byClass) {
    const order = permutationOf([splits.seed, 'split', label], rows.length);
    const shuffled = Array.from(order, (place) => rows[place] as number);
    const sealed = splits.test === undefined ? Math.round(rows.length * splits.testShare) : 0;
    const validated = Math.round((rows.length - sealed) * splits.validationShare);
    test.push(...shuffled.slice(0, sealed));
    validation.push(...shuffled.slice(sealed, sealed + validated));
    train.push(...shuffled.slice(sealed + validated));
  }
  const parts = splits.test === undefined ? { train, validation, test } : { train, validation };
  for (const [name, rows] of Object.entries(parts)) {
    if (rows.length > 0) continue;
    const value = `${labels.length} examples, none of which fall to ${name}`;
    throw new InvalidInput([
      { path: 'splits.pool', value, allowed: 'more examples of each class' },
    ]);
  }
  const rowsOf = (rows: number[]): SplitRows => ({
    images: splits.pool.images,
    labels: splits.pool.labels,
    rows: Int32Array.from(rows).sort(),
  });
  return { train: rowsOf(train), validation: rowsOf(validation), test: rowsOf(test) };
}
