// Report: the run's result as a person reads it in the console and as `evolambda results` takes it.
import { Superseded } from '../../shared/kernel/errors.ts';
import { runResult } from '../../shared/steps/run-result.ts';
import { endCost, toUsd } from '../aws/cost-model.ts';
import { readPurse, settleEnd } from '../aws/money.ts';
import { endRun, readRun } from '../aws/run-record.ts';
import { s3BlobStore } from '../aws/s3-blob-store.ts';
import { openRun } from './run-context.ts';
import type { RunPlace } from './score-test.ts';
import type { Tools } from './tools.ts';

/** @param scoreMs what ScoreTest took */
export async function reportRun(
  { runId, epoch, scoreMs }: RunPlace & { readonly scoreMs: number },
  tools: Tools,
): Promise<unknown> {
  const { table, bucket, settings } = tools;
  try {
    const { state, run } = await openRun(tools, runId, epoch);
    await settleEnd(table, runId, endCost(settings.workerCost, scoreMs));
    const { spent } = await readPurse(table, runId);
    const result = { ...runResult(state), spentUsd: toUsd(spent), budgetUsd: run.budgetUsd };
    const bytes = new TextEncoder().encode(JSON.stringify(result));
    const report = await s3BlobStore(bucket, 'artefacts').put(bytes);
    await endRun(table, runId, epoch, 'succeeded', { report });
    return { ...result, report: `s3://${bucket.name}/artefacts/${report}` };
  } catch (error) {
    // A retry finds the run ended and its report written.
    const run = error instanceof Superseded ? await readRun(table, runId) : undefined;
    if (run?.state !== 'succeeded' || run.epoch !== epoch || !run.report) throw error;
    const bytes = await s3BlobStore(bucket, 'artefacts').get(run.report);
    return {
      ...JSON.parse(new TextDecoder().decode(bytes)),
      report: `s3://${bucket.name}/artefacts/${run.report}`,
    };
  }
}
