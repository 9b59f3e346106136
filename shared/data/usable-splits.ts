// Whether a network can be trained and scored on the splits of a data set. What makes that impossible is
// rejected before anything is trained, every fault at once; a class that is only not measured is warned of.
import { BATCH_SIZE } from '../contracts/budget.ts';
import type { DatasetManifest } from '../contracts/dataset-manifest.ts';
import { counted } from '../kernel/counted.ts';
import { type Fault, InvalidInput } from '../kernel/errors.ts';
import { type DataWarning, firstNames, missingClasses } from './data-warning.ts';
import {
  type CutSplits,
  cutSplits,
  type SplitName,
  type SplitRows,
  testRoles,
  testRows,
  trainingRoles,
} from './split-rows.ts';

export interface UsableSplits {
  readonly train: SplitRows;
  readonly validation: SplitRows;
  /** Classes that validation, or a test split whose labels lie in a training file, has no example of. */
  readonly warnings: readonly DataWarning[];
}

/**
 * Cuts training and validation. The test split is counted where training reads its labels anyway, so
 * that what is wrong with it is not found at the end of a run.
 * @param labelsOf all labels of a labels file that training reads, by its role
 * @throws InvalidInput with every fault: a range that ends behind its file, an empty split, fewer
 *   training examples than one mini-batch, a class without a training example
 */
export function usableSplits(
  manifest: DatasetManifest,
  labelsOf: (role: string) => Uint8Array,
): UsableSplits {
  const names: SplitName[] = ['train', 'validation'];
  if (isTestKnown(manifest)) names.push('test');
  const { splits, faults: ofRanges } = cutSplits(manifest, names, labelsOf);
  const countsOf = (part: SplitRows) => countsIn(manifest, part, labelsOf);
  const { train, validation, test } = splits;
  const faults = [
    ...ofRanges,
    ...(train === undefined ? [] : trainFaults(manifest, countsOf(train))),
    ...emptyFaults(manifest, splits),
  ];
  if (train === undefined || validation === undefined || faults.length > 0) {
    throw new InvalidInput(faults);
  }
  const warnings = [
    ...missingClasses('validation', countsOf(validation), manifest.classes),
    ...(test === undefined ? [] : missingClasses('test', countsOf(test), manifest.classes)),
  ];
  return { train, validation, warnings };
}

/** Whether the test split lies in files that training reads. */
export function isTestKnown(manifest: DatasetManifest): boolean {
  const forTraining = trainingRoles(manifest);
  return [...testRoles(manifest)].every((role) => forTraining.has(role));
}

/**
 * Classes that the test split has no example of.
 * @param labelsOf all labels of a labels file that the test split reads, by its role
 * @throws InvalidInput if its range ends behind its file
 */
export function testSplitWarnings(
  manifest: DatasetManifest,
  labelsOf: (role: string) => Uint8Array,
): DataWarning[] {
  const test = testRows(manifest, labelsOf);
  return missingClasses('test', countsIn(manifest, test, labelsOf), manifest.classes);
}

/** Examples of each class. */
function countsIn(
  { classes }: DatasetManifest,
  { labels, rows }: SplitRows,
  labelsOf: (role: string) => Uint8Array,
): readonly number[] {
  const all = labelsOf(labels);
  const counts = new Array<number>(classes.length).fill(0);
  for (const row of rows) {
    const label = all[row] as number;
    counts[label] = (counts[label] ?? 0) + 1;
  }
  return counts;
}

function trainFaults(manifest: DatasetManifest, counts: readonly number[]): Fault[] {
  const { classes } = manifest;
  const total = counts.reduce((sum, count) => sum + count, 0);
  const missing = classes.filter((_, label) => counts[label] === 0);
  const path = pathOf(manifest, 'train');
  const faults: Fault[] = [];
  if (total < BATCH_SIZE) {
    const value = `${counted(total, 'training example')}${total === 0 ? '' : ` (${perClass(classes, counts)})`}`;
    const allowed = `at least ${BATCH_SIZE}, the size of a mini-batch`;
    faults.push({ path, value, problem: `only ${value}`, allowed, hint: ofPool(manifest) });
  }
  if (total > 0 && missing.length > 0) {
    const isOne = missing.length === classes.length - 1;
    const present = `${counted(total, 'training example')}${isOne ? ' of one class only' : ''}`;
    const value = `${present} (${perClass(classes, counts)})`;
    const hint = `${firstNames(missing)} ${missing.length === 1 ? 'has' : 'have'} none`;
    faults.push({ path, value, problem: value, allowed: 'at least one of each class', hint });
  }
  return faults;
}

function emptyFaults(manifest: DatasetManifest, splits: CutSplits['splits']): Fault[] {
  return (['validation', 'test'] as const)
    .filter((name) => splits[name]?.rows.length === 0)
    .map((name) => {
      return {
        path: pathOf(manifest, name),
        value: `0 ${name} examples`,
        problem: `no ${name} example`,
        allowed: 'at least one',
        hint: ofPool(manifest),
      };
    });
}

function pathOf({ splits }: DatasetManifest, name: SplitName): string {
  return splits.kind === 'ranges' ? `splits.${name}` : 'splits.pool';
}

function ofPool({ splits }: DatasetManifest): string | undefined {
  if (splits.kind === 'ranges') return undefined;
  const sealed = splits.test === undefined ? `testShare ${splits.testShare} and ` : '';
  return `the pool is divided per class by ${sealed}validationShare ${splits.validationShare}`;
}

function perClass(classes: readonly string[], counts: readonly number[]): string {
  return firstNames(classes.map((name, label) => `${name}: ${counts[label]}`));
}
