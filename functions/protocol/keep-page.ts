// The page of a run, written to the bucket by Close and Report. Nothing waits for it and nothing fails by it:
// what goes wrong is told, and the next step writes the next page.
import type { GenerationClosed, LedgerEvent } from '../../shared/contracts/ledger-events.ts';
import { blobExtras } from '../../shared/report/blob-extras.ts';
import { pageHtml } from '../../shared/report/page-html.ts';
import { runPage } from '../../shared/report/run-page.ts';
import { apply, type RunState } from '../../shared/steps/run-state.ts';
import { PAGE_RESULTS } from '../aws/cost-model.ts';
import { readPurse } from '../aws/money.ts';
import { putPage } from '../aws/page-object.ts';
import { cachedResults } from '../aws/result-cache.ts';
import { reasonOf } from '../aws/retryable.ts';
import { manifestOf } from '../aws/s3-dataset.ts';
import { s3BlobStore } from '../aws/s3-objects.ts';
import { restoredFromAws, stackExtras } from '../aws/stack-extras.ts';
import type { RunContext } from './run-context.ts';
import type { Tools } from './tools.ts';

/** What a step works with that writes pages. */
export interface PageTools extends Tools {
  /** The text of page.html. */
  readonly pageTemplate: () => string;
}

interface PagedRun extends Pick<RunContext, 'run' | 'state' | 'events'> {
  /** An event behind the others, which the state has not seen. */
  readonly closed?: GenerationClosed;
}

/** What a step has room for. */
interface PageBounds {
  /** Planned evaluations; of a larger run the step writes no page. */
  readonly evaluations: number;
  /** Trainings whose results are read from the cache; of more a page tells facts alone. */
  readonly results: number;
}

/** After every batch: docs/cost.md has what the reading adds up to. */
export const PAGE_OF_CLOSE: PageBounds = { evaluations: 20_000, results: PAGE_RESULTS };
/** Once a run. */
export const PAGE_OF_REPORT: PageBounds = { evaluations: 50_000, results: 20_000 };

/** Services that take longer are left. */
const PATIENCE_MS = 30_000;

export async function keepPage(
  paged: PagedRun,
  bounds: PageBounds,
  tools: PageTools,
): Promise<void> {
  const { runId } = paged.run;
  const signal = AbortSignal.timeout(PATIENCE_MS);
  try {
    await Promise.race([write(paged, bounds, signal, tools), aborted(signal)]);
  } catch (error) {
    tools.report.warn('the page of the run was not written', { runId, reason: reasonOf(error) });
  }
}

async function write(
  { run, state, events: before, closed }: PagedRun,
  bounds: PageBounds,
  signal: AbortSignal,
  { table, bucket, settings, pageTemplate, report }: PageTools,
): Promise<void> {
  const { runId, budgetUsd } = run;
  const planned = state.batches.reduce((sum, batch) => sum + batch.planned.evaluations.length, 0);
  if (planned > bounds.evaluations) {
    report.info('the run is too large for a page', { runId, evaluations: planned });
    return;
  }
  if (closed !== undefined) apply(state, closed);
  const events: readonly LedgerEvent[] = closed === undefined ? before : [...before, closed];
  const trained = trainedKeys(state);
  const hasResults = trained.length <= bounds.results;
  const keys = hasResults ? trained : championKeys(state);
  const known = hasResults ? [...state.results] : [];
  const results = new Map(known);
  const missing = keys.filter((key) => !results.has(key));
  for (const [key, result] of await cachedResults(table, missing)) results.set(key, result);
  const shown: RunState = { ...state, results };
  // Names and blobs are for who may read them: Report, once there is a champion.
  const isOver = state.finished !== null;
  const manifest = isOver ? await manifestOf(bucket, state.started.config.dataset) : undefined;
  const blobs = s3BlobStore(bucket, 'artefacts');
  const remedy = restoredFromAws(state.started, settings.stack);
  const ofBlobs = isOver ? await blobExtras(shown, blobs, manifest, remedy) : {};
  const purse = await readPurse(table, runId);
  const extras = stackExtras(shown, { budgetUsd, purse, manifest, hasResults }, settings);
  const page = runPage(shown, events, { ...extras, ...ofBlobs });
  const html = pageHtml(pageTemplate(), `Run ${runId} – evolambda`, page);
  // One that comes too late would lie over a younger page.
  signal.throwIfAborted();
  await putPage(bucket, runId, html, signal);
}

/** Of the evaluations that were trained for the run and came to a result. */
function trainedKeys({ batches }: RunState): string[] {
  const keys = batches.flatMap(({ planned, facts }) =>
    (facts ?? []).flatMap(({ status, evaluationKey }, position) => {
      const isTrained = planned.evaluations[position]?.dispatch === 'train';
      return isTrained && (status === 'completed' || status === 'diverged') ? [evaluationKey] : [];
    }),
  );
  return [...new Set(keys)];
}

function championKeys({ finished }: RunState): string[] {
  const { champion, baseline } = finished ?? {};
  return [champion, baseline].flatMap((record) =>
    (record?.testScores ?? []).map(({ evaluationKey }) => evaluationKey),
  );
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
