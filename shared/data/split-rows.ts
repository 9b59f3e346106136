// Which rows of which files make up each split. A caller names the splits that it cuts, and no labels
// of the others are asked for.
import type {
  DatasetManifest,
  ManifestRows,
  StratifiedSplits,
} from '../contracts/dataset-manifest.ts';
import { hashOf } from '../kernel/canonical-json.ts';
import { collect, type Fault, InvalidInput } from '../kernel/errors.ts';
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

export type SplitName = 'train' | 'validation' | 'test';

/** Splits that could be cut, and what kept the others from it. */
export interface CutSplits {
  readonly splits: Readonly<Partial<Record<SplitName, SplitRows>>>;
  readonly faults: readonly Fault[];
}

/**
 * Cuts the named splits; one that a permutation gives nothing to has no rows.
 * @param labelsOf all labels of a labels file, by its role; asked for the named splits alone
 */
export function cutSplits(
  manifest: DatasetManifest,
  names: readonly SplitName[],
  labelsOf: (role: string) => Uint8Array,
): CutSplits {
  const faults: Fault[] = [];
  const { splits } = manifest;
  const rangesOf = (): Readonly<Partial<Record<SplitName, ManifestRows>>> => {
    if (splits.kind === 'ranges') return splits;
    return splits.test === undefined ? {} : { test: splits.test };
  };
  const ranges = rangesOf();
  const byRange = names.flatMap((name) => {
    const part = ranges[name];
    if (part === undefined) return [];
    const rows = collect(faults, () => rangeRows(name, part, labelsOf(part.labels)));
    return rows === undefined ? [] : [[name, rows] as const];
  });
  const drawn = names.filter((name) => ranges[name] === undefined);
  if (splits.kind === 'ranges' || drawn.length === 0) {
    return { splits: Object.fromEntries(byRange), faults };
  }
  const all = collect(faults, () => stratifiedRows(splits, labelsOf(splits.pool.labels)));
  const byPool = all === undefined ? [] : drawn.map((name) => [name, all[name]] as const);
  return { splits: Object.fromEntries([...byRange, ...byPool]), faults };
}

/**
 * The rows of the sealed test split.
 * @param labelsOf all labels of a labels file, by its role
 * @throws InvalidInput if its range ends behind its file
 */
export function testRows(
  manifest: DatasetManifest,
  labelsOf: (role: string) => Uint8Array,
): SplitRows {
  const { splits, faults } = cutSplits(manifest, ['test'], labelsOf);
  if (splits.test === undefined) throw new InvalidInput(faults);
  return splits.test;
}

function rangeRows(name: string, part: ManifestRows, labels: Uint8Array): SplitRows {
  const to = part.to ?? labels.length;
  if (to > labels.length || part.from >= to) {
    const value = `rows ${part.from} to ${to}`;
    const allowed = `at least one row between 0 and ${labels.length} of ${part.images}`;
    const problem = `${value} are not allowed`;
    throw new InvalidInput([{ path: `splits.${name}`, value, problem, allowed }]);
  }
  const rows = new Int32Array(to - part.from);
  for (let index = 0; index < rows.length; index += 1) rows[index] = part.from + index;
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
): Record<SplitName, SplitRows> {
  const byClass = new Map<number, number[]>();
  for (const row of rangeRows('pool', splits.pool, labels).rows) {
    const label = labels[row] as number;
    const rows = byClass.get(label);
    if (rows === undefined) byClass.set(label, [row]);
    else rows.push(row);
  }
  const parts: Record<SplitName, Int32Array[]> = { train: [], validation: [], test: [] };
  for (const [label, rows] of byClass) {
    const order = permutationOf([splits.seed, 'split', label], rows.length);
    const shuffled = order.map((place) => rows[place] as number);
    const sealed = splits.test === undefined ? Math.round(rows.length * splits.testShare) : 0;
    const validated = Math.round((rows.length - sealed) * splits.validationShare);
    parts.test.push(shuffled.subarray(0, sealed));
    parts.validation.push(shuffled.subarray(sealed, sealed + validated));
    parts.train.push(shuffled.subarray(sealed + validated));
  }
  const { images, labels: labelsRole } = splits.pool;
  const split = (name: SplitName): SplitRows => ({
    images,
    labels: labelsRole,
    rows: ascending(parts[name]),
  });
  return { train: split('train'), validation: split('validation'), test: split('test') };
}

function ascending(parts: readonly Int32Array[]): Int32Array {
  const rows = new Int32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    rows.set(part, at);
    at += part.length;
  }
  return rows.sort();
}
