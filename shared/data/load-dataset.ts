// Loads what training and validation see. Files that hold nothing but test rows are not read, and
// test rows inside a training file are left behind before anything else sees them.
import type { DatasetManifest } from '../contracts/dataset-manifest.ts';
import { valuesIn } from '../contracts/task.ts';
import type { OnDataProgress } from './data-progress.ts';
import { type DataWarning, duplicateImages } from './data-warning.ts';
import type { Dataset, LabelledImages } from './dataset.ts';
import { decodeFiles, type ReadFile } from './decode-files.ts';
import { shareRows } from './share-rows.ts';
import { splitId, trainingRoles } from './split-rows.ts';
import { usableSplits } from './usable-splits.ts';

export interface LoadedDataset {
  readonly dataset: Dataset;
  readonly warnings: readonly DataWarning[];
}

/**
 * Loads the training and validation splits onto one SharedArrayBuffer. The data set's hash covers
 * the content of the files that were read, in the manifest's order, and how they are fed to a
 * network: docs/data.md gives the exact text that is hashed.
 * @throws Corrupt naming a file that is damaged or does not fit the manifest
 * @throws InvalidInput with every fault if the splits cannot be trained and scored on
 */
export async function loadDataset(
  manifest: DatasetManifest,
  read: ReadFile,
  onProgress?: OnDataProgress,
): Promise<LoadedDataset> {
  const files = await decodeFiles(manifest, trainingRoles(manifest), read);
  const splits = usableSplits(manifest, files.labelsOf);
  const values = valuesIn(manifest.shape);
  const [train, validation] = shareRows(
    [splits.train, splits.validation].map((part) => ({
      ...files.examplesOf(part),
      rows: part.rows,
    })),
    values,
  ) as [LabelledImages, LabelledImages];
  return {
    dataset: {
      id: manifest.id,
      hash: files.hash,
      splitId: splitId(manifest),
      shape: manifest.shape,
      classes: manifest.classes.length,
      mean: manifest.mean,
      deviation: manifest.deviation,
      train,
      validation,
    },
    warnings: [
      ...files.warnings,
      ...splits.warnings,
      ...duplicateImages(['training', train], ['validation', validation], values, onProgress),
    ],
  };
}
