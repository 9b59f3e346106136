// ScoreTest: the champion's trainings on the sealed test split, once. The only step that may read it.
import { Corrupt, Superseded } from '../../shared/kernel/errors.ts';
import { championOf } from '../../shared/search/campaign.ts';
import { barrenInWords } from '../../shared/steps/barren-search.ts';
import { finishRun } from '../../shared/steps/finish-run.ts';
import { apply, type RunState } from '../../shared/steps/run-state.ts';
import type { Trainer } from '../../shared/training/trainer.ts';
import { cachedResults } from '../aws/result-cache.ts';
import { endRun } from '../aws/run-record.ts';
import { openStored, sealStored } from '../aws/s3-dataset.ts';
import { s3BlobStore } from '../aws/s3-objects.ts';
import { DATA_CHANGED } from '../aws/stage-root.ts';
import { isFinal, openRun } from './run-context.ts';
import type { Tools } from './tools.ts';

export interface RunPlace {
  readonly runId: string;
  readonly epoch: number;
}

export type Scored = RunPlace &
  (
    | { readonly status: 'scored'; readonly scoreMs: number }
    | { readonly status: 'failed'; readonly cause: string }
  );

export async function scoreTest(
  { runId, epoch }: RunPlace,
  trainer: Trainer,
  tools: Tools,
): Promise<Scored> {
  const { table, bucket, now } = tools;
  const startedMs = performance.now();
  try {
    const { state, store } = await openRun(tools, runId, epoch);
    if (state.finished === null) {
      await takeChampions(state, tools);
      const stored = await openStored(bucket, state.started.config.dataset);
      const { hash, splitId } = state.started.data;
      if (stored.dataset.hash !== hash || stored.dataset.splitId !== splitId) {
        throw new Corrupt(DATA_CHANGED);
      }
      await finishRun(state, {
        data: stored.dataset,
        sealedTest: sealStored(bucket, stored, ({ message }) =>
          tools.report.warn(`Note on the data: ${message}`, { runId }),
        ),
        trainer,
        blobs: s3BlobStore(bucket, 'artefacts'),
        clock: { now },
        record: async (event) => {
          await store.append([event]);
          apply(state, event);
        },
      });
    }
    const cause = barrenInWords(state);
    if (cause !== null) {
      await endRun(table, runId, epoch, 'failed', { cause });
      return { runId, epoch, status: 'failed', cause };
    }
    return { runId, epoch, status: 'scored', scoreMs: Math.ceil(performance.now() - startedMs) };
  } catch (error) {
    if (!isFinal(error)) throw error;
    if (!(error instanceof Superseded)) {
      await endRun(table, runId, epoch, 'failed', { cause: error.message });
    }
    return { runId, epoch, status: 'failed', cause: error.message };
  }
}

/** The ledger holds facts, the cache what else is known of a training: where its weights are. */
async function takeChampions(state: RunState, { table }: Tools): Promise<void> {
  const arms = ['main', 'baseline'] as const;
  const keys = arms.flatMap((arm) => championOf(state.campaign, arm)?.evaluationKeys ?? []);
  for (const result of (await cachedResults(table, keys)).values()) {
    state.results.set(result.evaluationKey, result);
  }
}
