// A data set in the bucket: gzip files named by their content's SHA-256, training and test in areas
// of their own, and a manifest that is written last, so that its presence proves the rest.
import { gzipSync } from 'node:zlib';
import type { Area } from '../../shared/contracts/bucket-areas.ts';
import {
  type DatasetManifest,
  type ManifestFile,
  parseManifest,
} from '../../shared/contracts/dataset-manifest.ts';
import type { TaskData } from '../../shared/contracts/evaluation.ts';
import type { Route } from '../../shared/contracts/evaluation-message.ts';
import type { DataWarning } from '../../shared/data/data-warning.ts';
import type { Dataset } from '../../shared/data/dataset.ts';
import { decodeFiles, type ReadFile } from '../../shared/data/decode-files.ts';
import {
  GENERATED_DIGITS_ID,
  generatedDigits,
} from '../../shared/data/generated-digits/generated-digits.ts';
import { loadDataset } from '../../shared/data/load-dataset.ts';
import { isGzip } from '../../shared/data/read-idx.ts';
import { type SealedTest, sealTest } from '../../shared/data/sealed-test.ts';
import { testRoles, trainingRoles } from '../../shared/data/split-rows.ts';
import { isTestKnown, testSplitWarnings, usableSplits } from '../../shared/data/usable-splits.ts';
import { verifyFile } from '../../shared/data/verify-file.ts';
import { Corrupt, collect, type Fault, InvalidInput } from '../../shared/kernel/errors.ts';
import { type Bucket, getObject, putObject } from './s3-objects.ts';

/** Delivers a file as it is published or stored, gzip or plain. */
export type ReadBytes = (file: ManifestFile) => Promise<Uint8Array>;

/** The manifest of a data set that lies in the bucket, or undefined. */
export async function storedManifest(
  bucket: Bucket,
  id: string,
): Promise<DatasetManifest | undefined> {
  const found = await getObject(bucket, 'manifests', `${id}.json`);
  if (found === undefined) return undefined;
  return parseManifest(JSON.parse(new TextDecoder().decode(found.bytes)), id);
}

/** The manifest of a run's data set. @throws Corrupt when it is not there */
export async function manifestOf(bucket: Bucket, id: string): Promise<DatasetManifest> {
  if (id === GENERATED_DIGITS_ID) return generatedDigits().manifest;
  const manifest = await storedManifest(bucket, id);
  if (manifest === undefined) throw new Corrupt(`not found in the bucket: manifests/${id}.json`);
  return manifest;
}

/** A checked file until it is put. */
interface KeptFile {
  readonly stored: Uint8Array;
  /** Of the uncompressed content. */
  readonly sha256: string;
  readonly bytes: number;
}

/** A data set that was put into the bucket. */
export interface PushedDataset {
  readonly manifest: DatasetManifest;
  readonly warnings: readonly DataWarning[];
}

/**
 * Puts a data set into the bucket, the test files where only ScoreTest may read.
 * @throws InvalidInput when test rows lie in a file that training reads, where nothing would keep them
 *   sealed, or when the splits cannot be trained and scored on; nothing is put then
 * @throws Corrupt naming a file that is not what the manifest says
 */
export async function pushDataset(
  bucket: Bucket,
  manifest: DatasetManifest,
  read: ReadBytes,
): Promise<PushedDataset> {
  const forTraining = trainingRoles(manifest);
  const kept = new Map<string, KeptFile>();
  const warnings = await checked(manifest, kept, read);
  const pinnedFiles = new Map<string, ManifestFile>();
  for (const area of ['data-test', 'data-train'] as const) {
    for (const file of manifest.files) {
      if (forTraining.has(file.role) !== (area === 'data-train')) continue;
      const { stored, sha256, bytes } = kept.get(file.role) as KeptFile;
      await putObject(bucket, area, sha256, isGzip(stored) ? stored : gzipSync(stored));
      const { published: _, ...rest } = file;
      pinnedFiles.set(file.role, { ...rest, sha256, bytes, urls: [] });
    }
  }
  // In the manifest's order, which the data set's hash follows.
  const inOrder = manifest.files.map((file) => pinnedFiles.get(file.role) ?? file);
  const pinned = { ...manifest, files: inOrder };
  const json = new TextEncoder().encode(JSON.stringify(pinned));
  await putObject(bucket, 'manifests', `${manifest.id}.json`, json);
  return { manifest: pinned, warnings };
}

/**
 * Checks a data set as a run would, its test split included: whoever pushes it has the files, and no
 * run is there yet that could look.
 * @param kept gets each file, to be put later
 * @returns what a person should know of it
 */
async function checked(
  manifest: DatasetManifest,
  kept: Map<string, KeptFile>,
  read: ReadBytes,
): Promise<DataWarning[]> {
  const readAndKeep: ReadFile = async (file) => {
    const stored = await read(file);
    const verified = await verifyFile(file, file.name, stored);
    const { sha256, bytes } = verified.idx;
    kept.set(file.role, { stored, sha256, bytes });
    return verified;
  };
  const forTraining = await decodeFiles(manifest, trainingRoles(manifest), readAndKeep);
  const forTest = await decodeFiles(manifest, testRoles(manifest), readAndKeep);
  const faults = sealFaults(manifest, kept);
  const splits = collect(faults, () => usableSplits(manifest, forTraining.labelsOf));
  // Of rows in a training file the test split was looked at just now.
  const ofTest = isTestKnown(manifest)
    ? []
    : collect(faults, () => testSplitWarnings(manifest, forTest.labelsOf));
  if (splits === undefined || ofTest === undefined || faults.length > 0) {
    throw new InvalidInput(faults);
  }
  return [forTraining.warnings, forTest.warnings, splits.warnings, ofTest].flat();
}

/** Test rows or test images that would come to lie where training reads. */
function sealFaults(manifest: DatasetManifest, kept: ReadonlyMap<string, KeptFile>): Fault[] {
  const forTraining = trainingRoles(manifest);
  const forTest = testRoles(manifest);
  const shared = [...forTest].filter((role) => forTraining.has(role));
  const values =
    shared.length === 0 ? [] : [`test rows are in the training file ${shared.join(', ')}`];
  const isSealed = ({ role, content }: ManifestFile) =>
    content === 'images' && forTest.has(role) && !forTraining.has(role);
  const sealed = new Set(manifest.files.filter(isSealed).map(({ role }) => kept.get(role)?.sha256));
  for (const role of forTraining) {
    if (sealed.has(kept.get(role)?.sha256)) values.push(`the test images are the same as ${role}`);
  }
  const allowed = 'separate files for the test split (splits.test)';
  const hint = 'on AWS whole files of the test split are sealed';
  const path = `${manifest.id}.splits`;
  return values.map((problem) => ({ path, value: problem, problem, allowed, hint }));
}

/** Reads files of one area, each checked against the manifest. */
function readFrom(bucket: Bucket, area: Area): ReadFile {
  return async (file) => {
    const key = file.sha256 ?? '';
    const found = await getObject(bucket, area, key);
    if (found === undefined)
      throw new Corrupt(`not found in the bucket: ${area}/${key} (${file.name})`);
    return verifyFile(file, `${area}/${key}`, found.bytes);
  };
}

/** A data set as the functions use it. */
export interface StoredDataset {
  readonly manifest: DatasetManifest;
  readonly dataset: Dataset;
  readonly warnings: readonly DataWarning[];
}

/**
 * Training and validation of a data set in the bucket; generated digits are drawn where they are used.
 * @throws Corrupt when it is not there
 * @throws InvalidInput with every fault if the splits cannot be trained and scored on
 */
export async function openStored(bucket: Bucket, id: string): Promise<StoredDataset> {
  if (id === GENERATED_DIGITS_ID) {
    const { manifest, read } = generatedDigits();
    return { manifest, ...(await loadDataset(manifest, read)) };
  }
  const manifest = await manifestOf(bucket, id);
  return { manifest, ...(await loadDataset(manifest, readFrom(bucket, 'data-train'))) };
}

/** Decoded data sets that a worker keeps for its life, since it trains many times on the same. */
export interface KeptDatasets {
  /** @throws what opening throws; a failure is not kept */
  readonly open: (id: string) => Promise<Dataset>;
  /** The data set of a run, read anew when what was kept is not it. It may still be another one. */
  readonly openFor: (data: Route['data']) => Promise<Dataset>;
}

export function keptDatasets(read: (id: string) => Promise<Dataset>): KeptDatasets {
  const kept = new Map<string, Promise<Dataset>>();
  /** Kept as a promise, so that two who ask at once wait for one. */
  const open = (id: string): Promise<Dataset> => {
    const opening = kept.get(id) ?? read(id);
    kept.set(id, opening);
    opening.catch(() => kept.delete(id));
    return opening;
  };
  return {
    open,
    async openFor({ id, hash, splitId }) {
      const dataset = await open(id);
      if (dataset.hash === hash && dataset.splitId === splitId) return dataset;
      kept.delete(id);
      return open(id);
    },
  };
}

/**
 * The sealed test split of a stored data set; to read it takes ScoreTest's permissions.
 * @param onWarning called with what is odd about it, when it is opened
 */
export function sealStored(
  bucket: Bucket,
  { manifest, dataset }: StoredDataset,
  onWarning: (warning: DataWarning) => void,
): SealedTest {
  const read =
    manifest.id === GENERATED_DIGITS_ID ? generatedDigits().read : readFrom(bucket, 'data-test');
  const sealed = sealTest(manifest, read, dataset);
  return {
    open: async (permit) => {
      const opened = await sealed.open(permit);
      opened.warnings.forEach(onWarning);
      return opened;
    },
  };
}

export function taskDataOf(dataset: Dataset): TaskData {
  const { id, hash, splitId, shape, classes, train } = dataset;
  const generated = id === GENERATED_DIGITS_ID;
  return { id, hash, splitId, shape, classes, trainCount: train.count, generated };
}
