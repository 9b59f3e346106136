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

export type EndExtras = Pick<PageExtras, 'misread' | 'model' | 'missing'>;

/** What a page shows of blobs. */
export type BlobPart = 'network' | 'misclassified images';

/** The command that restores a part, in words. */
export type Remedy = (part: BlobPart) => string;

/**
 * Null each, where there is none. What is missing or damaged is null too, and named.
 * @throws Retryable when the medium fails
 */
export async function blobExtras(
  state: RunState,
  blobs: Pick<BlobStore, 'get'>,
  manifest: DatasetManifest | undefined,
  remedy: Remedy,
): Promise<EndExtras> {
  const { champion, misread } = state.finished ?? {};
  const shipped = plannedEvaluations(state).find(
    ({ evaluationKey }) => evaluationKey === champion?.evaluationKey,
  );
  const weights = shipped && state.results.get(shipped.evaluationKey)?.weights;
  const hasModel = manifest !== undefined && formatsOf(state).includes('tfjs');
  const missing: string[] = [];
  const orMissing = async <T>(part: BlobPart, read: () => Promise<T>): Promise<T | null> => {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof Corrupt)) throw error;
      missing.push(
        `The ${part} of the champion cannot be shown: ${error.message}. ${remedy(part)}`,
      );
      return null;
    }
  };
  return {
    misread:
      misread === undefined
        ? null
        : await orMissing('misclassified images', async () => misreadIn(await blobs.get(misread))),
    model:
      shipped && weights !== undefined && hasModel
        ? await orMissing('network', async () =>
            pageModel(shipped, await blobs.get(weights), manifest),
          )
        : null,
    missing,
  };
}

function misreadIn(bytes: Uint8Array): readonly MisreadImage[] {
  try {
    return misreadSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    throw new Corrupt('the stored misclassified images are damaged');
  }
}
