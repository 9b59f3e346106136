// Report: the run's result as a person reads it in the console and as `evolambda results` takes it, and its page.
import { Superseded } from '../../shared/kernel/errors.ts';
import { runResult } from '../../shared/steps/run-result.ts';
import { endCost, toUsd } from '../aws/cost-model.ts';
import { readPurse, settleEnd } from '../aws/money.ts';
import { hasPage, pageAddress } from '../aws/page-object.ts';
import { reasonOf } from '../aws/retryable.ts';
import { endRun, readRun } from '../aws/run-record.ts';
import { s3BlobStore } from '../aws/s3-objects.ts';
import { keepPage, PAGE_OF_REPORT, type PageTools } from './keep-page.ts';
import { openRun } from './run-context.ts';
import type { RunPlace } from './score-test.ts';

/** @param scoreMs what ScoreTest took */
export async function reportRun(
  { runId, epoch, scoreMs }: RunPlace & { readonly scoreMs: number },
  tools: PageTools,
): Promise<unknown> {
  const { table, bucket, settings } = tools;
  try {
    const context = await openRun(tools, runId, epoch);
    const { state, run } = context;
    await settleEnd(table, runId, endCost(settings, scoreMs));
    const { spent } = await readPurse(table, runId);
    const result = { ...runResult(state), spentUsd: toUsd(spent), budgetUsd: run.budgetUsd };
    const bytes = new TextEncoder().encode(JSON.stringify(result));
    const report = await s3BlobStore(bucket, 'artefacts').put(bytes);
    await endRun(table, runId, epoch, 'succeeded', { report });
    // Last: a call that dies of it is made again, and finds the run ended.
    await keepPage(context, PAGE_OF_REPORT, tools);
    return { ...result, ...(await placesOf(runId, report, tools)) };
  } catch (error) {
    // A retry finds the run ended and its report written; to write its page is not tried again.
    const run = error instanceof Superseded ? await readRun(table, runId) : undefined;
    if (run?.state !== 'succeeded' || run.epoch !== epoch || !run.report) throw error;
    const bytes = await s3BlobStore(bucket, 'artefacts').get(run.report);
    const result = JSON.parse(new TextDecoder().decode(bytes));
    return { ...result, ...(await placesOf(runId, run.report, tools)) };
  }
}

/** Where result and page lie; null where there is no page, or nobody could say. */
async function placesOf(
  runId: string,
  report: string,
  { bucket, report: log }: PageTools,
): Promise<{ readonly report: string; readonly page: string | null }> {
  const isThere = await hasPage(bucket, runId).catch((error: unknown) => {
    log.warn('the page of the run could not be checked', { runId, reason: reasonOf(error) });
    return false;
  });
  return {
    report: `s3://${bucket.name}/artefacts/${report}`,
    page: isThere ? pageAddress(bucket, runId) : null,
  };
}
