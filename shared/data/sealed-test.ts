// The only way to the test images. They are read when a permit is handed in, and a permit comes into
// being only after the opening has been recorded, so no run can look at the test split unseen.
// Imported by the finish step and the composition roots alone; dependency-cruiser holds that wall.
import type { DatasetManifest } from '../contracts/dataset-manifest.ts';
import { valuesIn } from '../contracts/task.ts';
import type { OnDataProgress } from './data-progress.ts';
import { type DataWarning, duplicateImages } from './data-warning.ts';
import type { Dataset, LabelledImages } from './dataset.ts';
import { decodeFiles, type ReadFile } from './decode-files.ts';
import { shareRows } from './share-rows.ts';
import { testRoles, testRows } from './split-rows.ts';
import { testSplitWarnings } from './usable-splits.ts';

declare const permitBrand: unique symbol;

/** The right to open one sealed test split once. */
export interface TestPermit {
  readonly [permitBrand]: 'test-unsealed';
}

export interface OpenedTest {
  readonly test: LabelledImages;
  /** As Dataset.hash, over the files that hold the test rows. */
  readonly hash: string;
  readonly warnings: readonly DataWarning[];
}

export interface SealedTest {
  /**
   * Reads and decodes the test split; spends the permit.
   * @throws Error if the permit is forged or spent, or this split has been opened before
   * @throws Corrupt naming a damaged file
   */
  open(permit: TestPermit): Promise<OpenedTest>;
}

const unspent = new WeakSet<TestPermit>();

/**
 * Makes a permit once the opening is recorded.
 * @param recordOpening appends the ledger's `test-unsealed` event; resolves when it is acknowledged
 * @throws whatever recordOpening throws; there is no permit then
 */
export async function permitTest(recordOpening: () => Promise<void>): Promise<TestPermit> {
  await recordOpening();
  const permit = Object.freeze({}) as TestPermit;
  unspent.add(permit);
  return permit;
}

/**
 * Seals the test split of a data set: nothing is read until it is opened.
 * @param dataset what was trained on; its images are looked for among the test images
 */
export function sealTest(
  manifest: DatasetManifest,
  read: ReadFile,
  dataset: Dataset,
  onProgress?: OnDataProgress,
): SealedTest {
  let opened = false;
  return {
    open: async (permit) => {
      if (!unspent.delete(permit)) {
        throw new Error('the test split requires an unused permit of permitTest');
      }
      if (opened) throw new Error('the test split has already been evaluated');
      opened = true;
      return readTest(manifest, read, dataset, onProgress);
    },
  };
}

async function readTest(
  manifest: DatasetManifest,
  read: ReadFile,
  { shape, train, validation }: Dataset,
  onProgress: OnDataProgress | undefined,
): Promise<OpenedTest> {
  const values = valuesIn(shape);
  const files = await decodeFiles(manifest, testRoles(manifest), read);
  const part = testRows(manifest, files.labelsOf);
  const source = { ...files.examplesOf(part), rows: part.rows };
  const [test] = shareRows([source], values) as [LabelledImages];
  return {
    test,
    hash: files.hash,
    warnings: [
      ...files.warnings,
      ...testSplitWarnings(manifest, files.labelsOf),
      ...duplicateImages(['training', train], ['test', test], values, onProgress),
      ...duplicateImages(['validation', validation], ['test', test], values, onProgress),
    ],
  };
}
