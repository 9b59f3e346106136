// What the page of a run that has ended shows of its blobs: the champion's network, the images that it misread.
import type { DatasetManifest } from '../contracts/dataset-manifest.ts';
import { type MisreadImage, misreadSchema } from '../contracts/misread.ts';
import { Corrupt } from '../kernel/errors.ts';
import type { BlobStore } from '../ports/blob-store.ts';
import { plannedEvaluations } from '../steps/plan.ts';
import type { RunState } from '../steps/run-state.ts';
import { formatsOf } from './formats.ts';
import { pageModel } from './page-model.ts';
import type { PageExtras } from './run-page.ts';

export type EndExtras = Pick<PageExtras, 'misread' | 'model'>;

/**
 * Null each, where there is none.
 * @throws Corrupt when a blob is missing or damaged
 */
export async function blobExtras(
  state: RunState,
  blobs: Pick<BlobStore, 'get'>,
  manifest: DatasetManifest | undefined,
): Promise<EndExtras> {
  const { champion, misread } = state.finished ?? {};
  const shipped = plannedEvaluations(state).find(
    ({ evaluationKey }) => evaluationKey === champion?.evaluationKey,
  );
  const weights = shipped && state.results.get(shipped.evaluationKey)?.weights;
  const hasModel = manifest !== undefined && formatsOf(state).includes('tfjs');
  return {
    misread: misread === undefined ? null : misreadIn(await blobs.get(misread)),
    model:
      shipped && weights !== undefined && hasModel
        ? pageModel(shipped, await blobs.get(weights), manifest)
        : null,
  };
}

function misreadIn(bytes: Uint8Array): readonly MisreadImage[] {
  try {
    return misreadSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    throw new Corrupt('the kept misread images are none');
  }
}
