// champion/ of a run's directory: the champion in every form, under names that a person finds.
import { join } from 'node:path';
import type { DatasetManifest } from '../../shared/contracts/dataset-manifest.ts';
import { Corrupt, Retryable } from '../../shared/kernel/errors.ts';
import type { BlobStore } from '../../shared/ports/blob-store.ts';
import type { ShippedFiles } from '../../shared/report/shipped-files.ts';
import { shippedFiles } from '../../shared/report/shipped-files.ts';
import type { RunState } from '../../shared/steps/run-state.ts';
import { plannedEvaluations } from '../../shared/steps/trained.ts';
import { reasonOf, unusable } from '../embedded/system-error.ts';
import { writeAll } from '../embedded/write-whole.ts';

/**
 * Writes champion/ where the run has a champion. A resume writes it again, whole.
 * @throws Retryable when a file cannot be written
 * @throws Corrupt when the weights are missing or damaged
 */
export async function keepChampion(
  state: RunState,
  directory: string,
  manifest: DatasetManifest,
  blobs: Pick<BlobStore, 'get'>,
): Promise<void> {
  const key = state.finished?.champion?.evaluationKey;
  const shipped = plannedEvaluations(state).find((one) => one.evaluationKey === key);
  if (key === undefined || shipped === undefined) return;
  const weights = state.results.get(key)?.weights;
  if (weights === undefined) throw new Corrupt(`the weights of ${key} were not stored`);
  const checkpoint = await blobs.get(weights);
  const files = await shippedFiles(state, shipped, checkpoint, manifest);
  const folder = join(directory, 'champion');
  await writeAll(placedIn(folder, files)).catch((error: unknown) => {
    throw new Retryable(`cannot write ${folder}: ${reasonOf(error)}`, { cause: error });
  });
}

/** @param name what the person called the folder */
export async function writeFiles(name: string, folder: string, files: ShippedFiles): Promise<void> {
  try {
    await writeAll(placedIn(folder, files));
  } catch (error) {
    throw unusable(name, folder, error);
  }
}

function placedIn(folder: string, files: ShippedFiles): ShippedFiles {
  return new Map([...files].map(([path, content]) => [join(folder, path), content]));
}
