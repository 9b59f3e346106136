// champion/ of a run's directory: the champion in every form, under names that a person finds.
import { access, constants, readFile, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { DatasetManifest } from '../../shared/contracts/dataset-manifest.ts';
import { Corrupt, InvalidInput, shown } from '../../shared/kernel/errors.ts';
import type { ShippedFiles } from '../../shared/report/shipped-files.ts';
import { shippedFiles } from '../../shared/report/shipped-files.ts';
import { plannedEvaluations } from '../../shared/steps/plan.ts';
import type { RunState } from '../../shared/steps/run-state.ts';
import { fileBlobStore } from '../embedded/file-blob-store.ts';
import { unusable } from '../embedded/system-error.ts';
import { writeWhole } from '../embedded/write-whole.ts';

/**
 * Writes champion/ where the run has a champion. A resume writes it again, whole.
 * @throws Retryable when the disk is full or fails
 * @throws Corrupt when the weights are missing or damaged
 */
export async function keepChampion(
  state: RunState,
  directory: string,
  manifest: DatasetManifest,
): Promise<void> {
  const key = state.finished?.champion?.evaluationKey;
  const shipped = plannedEvaluations(state).find((one) => one.evaluationKey === key);
  if (key === undefined || shipped === undefined) return;
  const weights = state.results.get(key)?.weights;
  if (weights === undefined) throw new Corrupt(`the weights of ${key} were not kept`);
  const checkpoint = await fileBlobStore(join(directory, 'blobs')).get(weights);
  const files = await shippedFiles(state, shipped, checkpoint, manifest);
  await writeFiles('champion', join(directory, 'champion'), files);
}

/**
 * Before the work whose files it is to take.
 * @param name what the person called the folder
 * @throws InvalidInput where it, or what it is to be made in, is a file or may not be written in
 */
export async function expectFolder(name: string, folder: string): Promise<void> {
  let place = resolve(folder);
  let found = await stat(place).catch(() => undefined);
  while (found === undefined && place !== dirname(place)) {
    place = dirname(place);
    found = await stat(place).catch(() => undefined);
  }
  const allowed = 'a directory that can be made and written in';
  if (found?.isDirectory() === false) {
    const value = `${shown(folder)} (${place} is a file)`;
    throw new InvalidInput([{ path: name, value, allowed }]);
  }
  await access(place, constants.W_OK).catch((error: unknown) => {
    throw unusable(name, folder, error);
  });
}

/**
 * A folder with the files of two networks would be taken for one's.
 * @param others what the network's files would be that are not to be written
 * @throws InvalidInput naming each that lies there with other content
 */
export async function refuseMixture(
  name: string,
  folder: string,
  others: ShippedFiles,
): Promise<void> {
  const foreign = [];
  for (const [path, content] of others) {
    const there = await readFile(join(folder, path)).catch(() => undefined);
    if (there !== undefined && !there.equals(Buffer.from(content))) foreign.push(path);
  }
  if (foreign.length === 0) return;
  const value = `${shown(folder)} (${foreign.join(', ')} of another network)`;
  const allowed = 'a folder without them, or all formats';
  throw new InvalidInput([{ path: name, value, allowed }]);
}

/** @param name what the person called the folder */
export async function writeFiles(name: string, folder: string, files: ShippedFiles): Promise<void> {
  try {
    for (const [path, content] of files) await writeWhole(join(folder, path), content);
  } catch (error) {
    throw unusable(name, folder, error);
  }
}
