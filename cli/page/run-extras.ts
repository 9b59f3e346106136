// What a page tells of a run beside its state, from the run's directory: names of the data, the champion's
// network, the images that it misread.
import { join } from 'node:path';
import type { DatasetManifest } from '../../shared/contracts/dataset-manifest.ts';
import { blobExtras, type EndExtras } from '../../shared/report/blob-extras.ts';
import type { PageExtras } from '../../shared/report/run-page.ts';
import { baselineCommand } from '../../shared/report/scores.ts';
import type { RunState } from '../../shared/steps/run-state.ts';
import { fileBlobStore } from '../embedded/file-blob-store.ts';

/** @param manifest of the data; none for a search of the library */
export function runExtras(
  state: RunState,
  directory: string,
  manifest: DatasetManifest | undefined,
): PageExtras {
  const { data } = state.started;
  return {
    dataName: manifest?.name ?? data.id,
    classes: manifest?.classes ?? Array.from({ length: data.classes }, (_, name) => String(name)),
    image: manifest?.image ?? null,
    baselineCommand: baselineCommand(state, join(directory, 'config.json')),
    money: null,
    usdOf: () => null,
    misread: null,
    model: null,
  };
}

/**
 * What there is of a run that has ended.
 * @throws Corrupt when a blob is missing or damaged
 */
export function endExtras(
  state: RunState,
  directory: string,
  manifest: DatasetManifest | undefined,
): Promise<EndExtras> {
  return blobExtras(state, fileBlobStore(join(directory, 'blobs')), manifest);
}
