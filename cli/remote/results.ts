// `evolambda results RUN`: a run on AWS as a directory of this machine, to be replayed, looked at, and
// gone on with here where it was stopped. The same command completes a copy that was interrupted.
import { join, resolve } from 'node:path';
import { readPurse } from '../../functions/aws/money.ts';
import type { RunRecord } from '../../functions/aws/run-record.ts';
import { manifestOf } from '../../functions/aws/s3-dataset.ts';
import { s3BlobStore } from '../../functions/aws/s3-objects.ts';
import { stackExtras } from '../../functions/aws/stack-extras.ts';
import type { DatasetManifest } from '../../shared/contracts/dataset-manifest.ts';
import type { LedgerEvent } from '../../shared/contracts/ledger-events.ts';
import { counted } from '../../shared/kernel/counted.ts';
import { Corrupt } from '../../shared/kernel/errors.ts';
import { runPage } from '../../shared/report/run-page.ts';
import { runResult } from '../../shared/steps/run-result.ts';
import type { RunState } from '../../shared/steps/run-state.ts';
import { ON_AWS } from '../aws-commands.ts';
import { keepChampion } from '../champion/champion-folder.ts';
import { copyCommand } from '../embedded/copied-from.ts';
import { fileBlobStore } from '../embedded/file-blob-store.ts';
import { keepSettings } from '../embedded/run-settings.ts';
import { readFlags } from '../flags.ts';
import { keepReport } from '../page/keep-report.ts';
import { endExtras } from '../page/run-extras.ts';
import { resumable } from '../resumable.ts';
import { summary } from '../summary.ts';
import { processTerminal, type Terminal } from '../terminal.ts';
import { copyBlobs, copyRun, type RunCopy } from './copied-run.ts';
import { oneRun, requireRun } from './executions.ts';
import { followRun } from './followed-run.ts';
import { openStack, type Stack, settingsOf } from './stack.ts';

export async function resultsCommand(argv: readonly string[]): Promise<number> {
  const { values, positionals } = readFlags(argv, ON_AWS.results.flags);
  const runId = oneRun(positionals);
  const terminal = processTerminal(values.json === true);
  const directory = resolve(String(values.out ?? join('runs', runId)));
  const stack = await openStack(values);
  const record = await requireRun(stack, runId);
  const origin = { runId, stack: stack.name, bucket: stack.bucket.name };
  const events: LedgerEvent[] = [];
  const run = followRun(stack, runId, (event) => void events.push(event));
  await run.catchUp();
  const { state } = run;
  if (state === undefined) throw new Corrupt(`the table has no events of the run ${runId}`);
  const copy: RunCopy = {
    origin,
    events,
    copyRest: () => copyRest(stack, record, { state, events, directory }, terminal),
  };
  const advice = `To complete the copy: ${copyCommand(origin, directory)}`;
  await resumable(advice, terminal, () => copyRun(directory, copy));
  const expired = expiredResults(state);
  if (expired > 0) {
    terminal.say(
      `${counted(expired, 'result')} expired on AWS; the journal has the decisions of the search, but not these results.`,
    );
  }
  if (state.finished === null) {
    terminal.say(
      `The run is ${record.state} and not complete; the copy contains its progress so far.`,
    );
  }
  for (const line of summary(state, directory)) terminal.say(line);
  if (values.json === true) {
    terminal.result(JSON.stringify({ ...runResult(state), status: record.state, directory }));
  }
  return 0;
}

interface Copied {
  readonly state: RunState;
  readonly events: readonly LedgerEvent[];
  readonly directory: string;
}

/** All but the journal: blobs, settings, the champion's folder, the page. */
async function copyRest(
  stack: Stack,
  record: RunRecord,
  { state, events, directory }: Copied,
  terminal: Terminal,
): Promise<void> {
  const here = fileBlobStore(join(directory, 'blobs'));
  const lost = await copyBlobs(blobsOf(state), s3BlobStore(stack.bucket, 'artefacts'), here);
  const { config } = state.started;
  const manifest = await manifestOf(stack.bucket, config.dataset);
  await keepSettings(directory, config, manifest, undefined);
  await keepChampion(state, directory, manifest, here).catch((error: unknown) => {
    if (!(error instanceof Corrupt)) throw error;
    lost.push(`champion/ was not written: ${error.message}`);
  });
  const extras = await extrasOf(stack, record, state, manifest);
  const ofBlobs = await endExtras(state, directory, manifest);
  await keepReport(directory, runPage(state, events, { ...extras, ...ofBlobs }));
  for (const words of [...lost, ...ofBlobs.missing]) terminal.say(`Missing on AWS: ${words}`);
}

/** With the money as the stack tells it. */
async function extrasOf(
  stack: Stack,
  { runId, budgetUsd }: RunRecord,
  state: RunState,
  manifest: DatasetManifest,
) {
  const purse = await readPurse(stack.table, runId);
  const hasResults = expiredResults(state) === 0;
  return stackExtras(state, { budgetUsd, purse, manifest, hasResults }, await settingsOf(stack));
}

/** Weights that were kept, what the champions predicted, and what the champion misclassified. */
function blobsOf({ results, finished }: RunState): string[] {
  const weights = [...results.values()].flatMap((result) => result.weights ?? []);
  const { champion, baseline, misclassified = [] } = finished ?? {};
  const predictions = [champion, baseline].flatMap((record) => record?.predictions ?? []);
  return [...weights, ...predictions].concat(misclassified);
}

function expiredResults({ batches, results }: RunState): number {
  const keys = batches.flatMap(({ facts }) =>
    (facts ?? [])
      .filter(({ status }) => status === 'completed' || status === 'diverged')
      .map(({ evaluationKey }) => evaluationKey),
  );
  return new Set(keys.filter((key) => !results.has(key))).size;
}
