// What a page tells of a run beside its state, from the run's directory: names of the data, the champion's
// network, the images that it misclassified.
import { join } from 'node:path';
import type { DatasetManifest } from '../../shared/contracts/dataset-manifest.ts';
import { evolambdaCommand, pathArgument } from '../../shared/kernel/shell-command.ts';
import { type BlobPart, blobExtras, type EndExtras } from '../../shared/report/blob-extras.ts';
import type { PageExtras } from '../../shared/report/run-page.ts';
import { baselineCommand } from '../../shared/report/scores.ts';
import type { RunState } from '../../shared/steps/run-state.ts';
import { copyCommand, originIn } from '../embedded/copied-from.ts';
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
    baselineCommand: baselineCommand(state, join(directory, 'config.json')),
    money: null,
    usdOf: () => null,
    misclassified: null,
    model: null,
    missing: [],
  };
}

/**
 * What there is of a run that has ended, and what is missing.
 * @throws Retryable when the disk fails
 */
export function endExtras(
  state: RunState,
  directory: string,
  manifest: DatasetManifest | undefined,
): Promise<EndExtras> {
  const blobs = fileBlobStore(join(directory, 'blobs'));
  return blobExtras(state, blobs, manifest, (part) => restoredBy(part, directory));
}

/** The commands train again, or score the test split again, what the run recorded. */
function restoredBy(part: BlobPart, directory: string): string {
  const origin = originIn(directory);
  const copied =
    origin === undefined
      ? ''
      : `\nOr copy the run from AWS again: ${copyCommand(origin, directory)}`;
  const place = pathArgument(directory);
  return part === 'network'
    ? `Restore it with: ${evolambdaCommand('champion', 'export', place)}${copied}`
    : `Restore them with: ${evolambdaCommand('resume', place)}${copied}`;
}
