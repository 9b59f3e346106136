// The data sets that evolambda knows by name.
import { type DatasetManifest, datasetManifestSchema } from '../../contracts/dataset-manifest.ts';
import { parseInput } from '../../contracts/parse.ts';
import { GENERATED_DIGITS_ID, generatedDigits } from '../generated-digits/generated-digits.ts';
import { fashionMnist } from './fashion-mnist.ts';
import { mnist } from './mnist.ts';

const BUILT_IN = [mnist, fashionMnist];

/** Of data sets that have files. */
export const BUILT_IN_IDS: readonly string[] = BUILT_IN.map(({ id }) => id);

/** Ids that builtInManifest answers. */
export const KNOWN_IDS: readonly string[] = [...BUILT_IN_IDS, GENERATED_DIGITS_ID];

/** Whether it names a data set without a manifest of the user's. */
export function isKnownId(id: string): boolean {
  return KNOWN_IDS.includes(id);
}

/** The manifest of a known data set, or undefined. */
export function builtInManifest(id: string): DatasetManifest | undefined {
  if (id === GENERATED_DIGITS_ID) return generatedDigits().manifest;
  const manifest = BUILT_IN.find((known) => known.id === id);
  return manifest && parseInput(datasetManifestSchema, manifest, id);
}
