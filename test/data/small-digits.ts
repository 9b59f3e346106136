// A data set small enough that a whole run takes seconds: generated digits, in files, as a person's own
// data set is.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ManifestFile } from '../../shared/contracts/dataset-manifest.ts';
import type { Dataset } from '../../shared/data/dataset.ts';
import { generatedDigits } from '../../shared/data/generated-digits/generated-digits.ts';
import { loadDataset } from '../../shared/data/load-dataset.ts';
import { type SealedTest, sealTest } from '../../shared/data/sealed-test.ts';
import { idx } from './idx-fixture.ts';

export const SMALL_DIGITS = 'small-digits';

const generated = generatedDigits({ train: 1200, test: 200, seed: 3 });
export const smallDigitsManifest = { ...generated.manifest, id: SMALL_DIGITS };

let loaded: Promise<{ readonly dataset: Dataset }> | undefined;

/** The digits are drawn once in a process. */
export async function openSmallDigits(): Promise<{ dataset: Dataset; sealedTest: SealedTest }> {
  loaded ??= loadDataset(smallDigitsManifest, generated.read);
  const { dataset } = await loaded;
  return { dataset, sealedTest: sealTest(smallDigitsManifest, generated.read, dataset) };
}

/** As a person has a data set: a manifest with its files beside it. @returns the manifest's path */
export async function writeSmallDigits(directory: string): Promise<string> {
  for (const file of smallDigitsManifest.files) {
    writeFileSync(join(directory, file.name), await smallDigitsBytes(file));
  }
  const path = join(directory, 'manifest.json');
  writeFileSync(path, JSON.stringify(smallDigitsManifest));
  return path;
}

export async function smallDigitsBytes(file: ManifestFile): Promise<Uint8Array> {
  const { idx: content } = await generated.read(file);
  return idx([...content.dimensions], content.data);
}
