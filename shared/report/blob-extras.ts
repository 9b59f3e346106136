// What the page of a run that has ended shows of its blobs: the champion's network, the images that it misclassified.
import type { DatasetManifest } from '../contracts/dataset-manifest.ts';
import type { PlannedEvaluation } from '../contracts/ledger-events.ts';
import { type MisclassifiedImage, misclassifiedSchema } from '../contracts/misclassified.ts';
import { taskOf } from '../contracts/task.ts';
import { Corrupt } from '../kernel/errors.ts';
import type { BlobStore } from '../ports/blob-store.ts';
import type { RunState } from '../steps/run-state.ts';
import { plannedEvaluations } from '../steps/trained.ts';
import { imageSize } from './analysis/image-of-drawing.ts';
import { formatsOf, networkOfShipped } from './formats.ts';
import { pageModel } from './page-model.ts';
import type { PageExtras } from './run-page.ts';

export type EndExtras = Pick<PageExtras, 'misclassified' | 'model' | 'missing'>;

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
  const { champion, misclassified } = state.finished ?? {};
  const shipped = plannedEvaluations(state).find(
    ({ evaluationKey }) => evaluationKey === champion?.evaluationKey,
  );
  const weights = shipped && state.results.get(shipped.evaluationKey)?.weights;
  // Without a drawing, a page has no use for the weights.
  const canDraw = imageSize(state.started.data.shape) !== null;
  const hasModel = manifest !== undefined && canDraw && formatsOf(state).includes('tfjs');
  const network = (planned: PlannedEvaluation) =>
    networkOfShipped(planned, taskOf(state.started.data));
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
    misclassified:
      misclassified === undefined
        ? null
        : await orMissing('misclassified images', async () =>
            misclassifiedIn(await blobs.get(misclassified)),
          ),
    model:
      shipped && weights !== undefined && hasModel
        ? await orMissing('network', async () =>
            pageModel(network(shipped), shipped.genomeHash, await blobs.get(weights), manifest),
          )
        : null,
    missing,
  };
}

function misclassifiedIn(bytes: Uint8Array): readonly MisclassifiedImage[] {
  try {
    return misclassifiedSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    throw new Corrupt('the stored misclassified images are damaged');
  }
}
